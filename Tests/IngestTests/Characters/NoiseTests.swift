import DocumentModel
import Foundation
import TestSupport
import Testing

@testable import Ingest

/// What looks like a text but is none, and texts that look odd.
@Suite("Texts and noise")
struct NoiseTests {
    /// Bytes without a pattern.
    private static func random(_ count: Int) -> [UInt8] {
        var generator = SplitMix64(5)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static let base64 = Data(random(4000)).base64EncodedString(options: [
        .lineLength76Characters, .endLineWithLineFeed,
    ])
    private static let hexadecimal = random(3000).map { String(format: "%02x", $0) }.joined()
    private static let mail = """
        Received: from a.example (a.example [192.0.2.1])
        \tby b.example with ESMTP; Mon, 1 Jul 2024 10:00:00 +0200
        From: Ann <ann@a.example>
        To: Bea <bea@b.example>
        Subject: Kurs
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: base64

        """

    @Test(
        "What is no text is not indexed",
        arguments: [
            ("a.eml", mail + base64, "an e-mail message"), ("mail", mail + base64, "an e-mail message"),
            ("a.txt", base64, "encoded data"), ("a.dat", base64.replacing("\n", with: ""), "encoded data"),
            ("a.xyz", hexadecimal, "encoded data"),
            ("a.b64", "Foto:\n" + base64 + "\nEnde\n", "encoded data"),
            ("a.uue", "begin 644 a.bin\nM86%A86%A\n`\nend\n", "an encoded file (uuencode)"),
            ("kurs.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a calendar"),
            ("a", "BEGIN:VCARD\nFN:Ann\n", "an address card"),
            ("a.pem", "-----BEGIN CERTIFICATE-----\n\(base64)", "a key or a certificate"),
            ("a.cfg", "{\n  \"name\": [1, 2]\n}", "a data file (JSON)"),
            ("a.dat", "[[1, 2], [3, 4], {\"a\": 1}]".replacing("[[1, 2], [3, 4], ", with: "[ "), "a data file (JSON)"),
            ("a.script", "#!/bin/sh\necho hello\n", "a script"), ("a.py", "import os\nprint('hello')\n", "the source"),
            ("a.css", "p { color: red }", "a style sheet"), ("app.js.map", "{\"version\":3}", "a data file (JSON)"),
            ("a.unknown", String(repeating: "function f(a,b){return a[b]&&(c=d,e(f));}", count: 30), "program code"),
            ("werte.csv", (0..<200).map { "\($0 * 7);\($0 * 13 % 91),5;0.\($0)\n" }.joined(), "numbers"),
            (
                "server.txt",
                (0..<40).map { "2024-05-01 12:33:\(10 + $0 % 50) INFO worker started job \($0)\n" }.joined(),
                "a log file"
            ),
            (
                "a.gpx", "<gpx xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lat=\"1\"><name>Ort</name></wpt></gpx>",
                "an XML file (gpx)"
            ),
        ] as [(String, String, String)]
    )
    func noise(name: String, text: String, reason: String) {
        guard case .unsupported(let why)? = failure({ try extract(text, as: name) }) else {
            Issue.record("\(name) was read")
            return
        }
        #expect(why.hasPrefix(reason))
    }

    @Test("Bytes with few control characters are no text")
    func binary() {
        let high = Self.random(4000).map { $0 < 0x20 ? $0 | 0x40 : $0 }
        #expect(failure { try extract(high, as: "a.dat") } == .unsupported("an unknown binary file"))
    }

    @Test("Odd signs do not make a binary file of a text") func oddSigns() throws {
        var bytes: [UInt8] = []
        for step in 1...40 {
            bytes += Array("Step \(step): cut the board to length ".utf8)
            bytes += [0xA4, 0x0A]
        }
        #expect(try extract(bytes, as: "a.txt").allText.hasPrefix("Step 1: cut the board to length "))
    }

    @Test("Encoded data inside a text is left out, with a warning") func partly() throws {
        let text = String(repeating: "Ein Satz, den jemand liest. ", count: 300)
        let lines = Self.base64.split(separator: "\n").count
        let document = try extract(
            "Brief\r\n\(text)\r\n\(Self.base64.replacing("\n", with: "\r\n"))\r\nGruß\r\n",
            as: "a.txt"
        )
        #expect(document.allText.hasPrefix("Brief") && document.allText.hasSuffix("Gruß"))
        #expect(!document.allText.contains(Self.base64.prefix(30)))
        #expect(document.warnings == ["lines 3 to \(lines + 2) are encoded data and were left out"])
    }

    @Test(
        "Odd texts that people read",
        arguments: [
            "Öffnungszeiten\nMo 8-12, 13-17\nDi 8-12\nMi geschlossen\nTel. 089 123456\n",
            "1. Säge\n2. Hobel\n3. Leim (500 g)\n\n[x] bestellt\n[ ] geliefert\n",
            "From: Ann\nTo: Bea\nSubject: Kurs\n\nLiebe Bea, der Kurs beginnt um 9.\n",
            "Rose\n\nO Rose, thou art sick!\nThe invisible worm,\nThat flies in the night,\nIn the howling storm,\n",
            "10:00 Begrüßung\n10:15 Vortrag\n11:00 Pause\n11:30 Werkstatt\n12:30 Mittag\n13:30 Prüfung\n",
            "12.03.24, 14:05 - Anna: Kommst du?\n12.03.24, 14:06 - Ben: Ja.\n",
            "Siehe https://example.org/kurse/\(String(repeating: "a1B2c3D4", count: 30))?x=1 und\nhttps://example.org/b\n",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft\n",
            "SHA-256: \(hexadecimal.prefix(64))\nDatei: kurs.zip, bitte prüfen.\n",
            "2024-05-01 Beginn der Ausbildung\n2024-06-01 Zwischenprüfung\n",
            String(repeating: "+-------+--------+\n| Säge  | 12,50  |\n", count: 20),
            String(repeating: "职业培训为每个手艺人提供知识。\n", count: 20),
            String(repeating: "การฝึกอบรมวิชาชีพในสถานประกอบการ\n", count: 20),
            String(repeating: "التدريب المهني في المؤسسة يعطي المعرفة.\n", count: 20),
            String(repeating: "Lehrling;Beruf;Note\nAnna Huber;Tischlerin;2\nBen Maier;Maler;3\n", count: 20),
            String(repeating: "E = m c^2; F = m * a; P = U * I (Leistung in Watt)\n", count: 20),
            "<John> hello\n<Mary> hi there\n",
            "[1] Erste Fußnote\n[2] Zweite Fußnote\n", "{Platzhalter} bitte ersetzen\n", "[\"Zitat\" von Goethe]\n",
            "begin every day with a walk\nand end it with a book\n",
            "begin 5 minutes early\nthen go\n",
        ]
    )
    func texts(text: String) throws {
        let document = try extract(text, as: "notiz")
        #expect(document.format == .text && document.warnings.isEmpty)
        let squeezed = { (text: String) in text.filter { !$0.isWhitespace } }
        #expect(squeezed(document.allText) == squeezed(text))
    }
}
