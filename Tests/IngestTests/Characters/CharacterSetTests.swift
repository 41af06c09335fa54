import DocumentModel
import Testing

@testable import Ingest

/// Damaged, undeclared and wrongly declared character sets.
@Suite("Character sets")
struct CharacterSetTests {
    private static let german = """
        Die Ausbildung im Betrieb gibt Fähigkeiten, die jeder Schüler benötigt. Der Meister erklärt, prüft und lässt üben.
        Größere Mühe ist nötig, überall fehlen Arbeitskräfte. Die Lehrlinge hören zu und führen die Übung sorgfältig aus.

        """

    // MARK: Damaged UTF-8

    @Test(
        "A few bytes that are not UTF-8 do not turn the rest into another set",
        arguments: [
            // A letter of windows-1252, a quotation mark of it, half a character, the other half.
            ("Gerät ", [0x73, 0xE5, 0x67], "såg"), ("l", [0x92, 0x61], "’a"), ("gr", [0xC3, 0x6E], "\u{FFFD}n"),
            ("gr", [0xA4, 0x6E], "\u{FFFD}n"), ("x", [0xE2, 0x80], "\u{FFFD}"), ("y", [0xF0, 0x9F, 0x98], "\u{FFFD}"),
        ] as [(String, [UInt8], String)]
    )
    func damagedUTF8(before: String, bytes: [UInt8], text: String) throws {
        let all = Array(Self.german.utf8) + Array(before.utf8) + bytes
        let document = try extract(all, as: "a.txt")
        #expect(document.allText == Self.german + before + text)
        #expect(document.warnings == ["1 place is not valid UTF-8, the first in line 3"])
        let markdown = try extract(all, as: "a.md")
        #expect(markdown.allText.contains("Fähigkeiten") && markdown.allText.hasSuffix(text))
        #expect(markdown.warnings == document.warnings)
    }

    @Test("A page that says UTF-8 is UTF-8 even if it has few letters and one is damaged")
    func declaredAndDamaged() throws {
        let page = Array("<meta charset=utf-8><p>gesägt, ge".utf8) + [0xC3] + Array("gt</p>".utf8)
        let document = try extract(page, as: "a.html")
        #expect(document.allText == "gesägt, ge\u{FFFD}gt")
        #expect(document.warnings == ["1 place is not valid UTF-8, the first in line 1"])
    }

    @Test("A byte order mark of UTF-8 counts, too") func markedAndDamaged() throws {
        let text = try extract([0xEF, 0xBB, 0xBF] + Array("M".utf8) + [0xFC] + Array("he".utf8), as: "a.txt")
        #expect(text.allText == "Mühe")
        #expect(text.warnings.count == 1)
    }

    @Test("Surrogates that were encoded one by one are one character") func surrogates() throws {
        let text = Array(Self.german.utf8) + [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]
        #expect(try extract(text, as: "a.txt").allText.hasSuffix("😀"))
    }

    @Test("Text that was encoded twice is decoded twice, but not a text about it") func twice() throws {
        let twice = Array(String(Self.german.utf8.map { Character(Unicode.Scalar($0)) }).utf8)
        let document = try extract(twice, as: "a.txt")
        #expect(document.allText + "\n" == Self.german)
        #expect(document.warnings == ["the text was encoded twice as UTF-8; this was undone"])
        let about = "Falsch: Ã¤, Ã¶, Ã¼. Richtig: ä, ö, ü."
        #expect(try extract(about, as: "a.txt").allText == about)
    }

    @Test("Stray and filling NUL bytes are left out, with a warning", arguments: ["a.txt", "a.html", "a.md"])
    func nulls(name: String) throws {
        let text = Array(Self.german.utf8) + Array("Vor".utf8) + [0] + Array("her".utf8) + [0, 0, 0, 0, 0, 0]
        let document = try extract((name == "a.html" ? Array("<html><body>".utf8) : []) + text, as: name)
        #expect(document.allText.hasSuffix("Vorher"))
        #expect(document.warnings == ["7 NUL bytes were left out, the first in line 3"])
    }

    // MARK: No declaration

    @Test(
        "Sets that switch between ASCII and East Asian characters",
        arguments: [
            ([0x1B, 0x24, 0x42, 0x3F, 0x26, 0x36, 0x48, 0x37, 0x31, 0x4E, 0x7D, 0x1B, 0x28, 0x42], "職業訓練"),
            (Array("~{V0R5~}, ~{Q5A7~}".utf8), "职业, 训练"),
            (Array("\u{1B}$)C\u{E}Aw>w\u{F} AB \u{E}13@0".utf8), "직업 AB 교육"),
        ] as [([UInt8], String)]
    )
    func shifted(bytes: [UInt8], text: String) throws { #expect(try extract(bytes, as: "a.txt").allText == text) }

    @Test("UTF-7 is recognised by its letters, so that sums are left alone") func utf7() throws {
        let text = "Die F+AOQ-higkeiten, die jeder ben+APY-tigt, pr+APw-ft er gr+APY-+AN8-er."
        let expected = "Die Fähigkeiten, die jeder benötigt, prüft er größer."
        #expect(try extract(text, as: "a.txt").allText == expected)
        let sums = "Es sind 7+100-3 und 5+2000-12, also +4912345678- oder C++-Kurse."
        #expect(try extract(sums, as: "a.txt").allText == sums)
    }

    @Test(
        "UTF-16 and UTF-32 without a mark",
        arguments: [
            "职业培训为每个手艺人提供知识。学徒每周在车间工作四天。", "การฝึกอบรมวิชาชีพในสถานประกอบการ",
            "企業における職業訓練は、職人に必要な知識と技能を与える。", "직업 교육은 기업과 학교가 함께 하는 것이 중요하다.",
            "Професійне навчання на підприємстві.", "التدريب المهني في المؤسسة يعطي المعرفة.",
            "Größere Mühe ist nötig.",
        ]
    )
    func wide(text: String) throws {
        let sets: [(String, [UInt8])] = [
            ("UTF-16LE", text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16BE", text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
            ("UTF-32LE", text.unicodeScalars.flatMap { [UInt8($0.value & 0xFF), UInt8($0.value >> 8 & 0xFF), 0, 0] }),
            ("UTF-32BE", text.unicodeScalars.flatMap { [0, 0, UInt8($0.value >> 8 & 0xFF), UInt8($0.value & 0xFF)] }),
        ]
        for (name, bytes) in sets {
            let decoded = CharacterSet.decode(bytes)
            #expect(decoded?.name == name && decoded?.text == text)
        }
    }

    @Test(
        "Short texts",
        .enabled(if: CharacterSetGuess.model != nil),
        arguments: [
            ("windows-1252", "Größe"), ("windows-1250", "šola, žaga, čopič"), ("windows-1257", "žinios ir įgūdžiai"),
            ("ibm-850", "Größere Mühe"), ("ibm-866", "обучение"), ("koi8-u", "Професійне навчання"),
            ("windows-1253", "εκπαίδευση"), ("windows-874", "การฝึกอบรม"), ("windows-31j", "職業訓練の知識"),
            ("gb18030", "职业培训"), ("windows-949", "직업 교육"), ("big5-hkscs", "職業訓練，學習"), ("euc-jp", "職業訓練の知識"),
            ("iso-8859-3", "taħriġ għall-ħiliet"), ("macintosh", "l’élève prépare déjà"),
            ("windows-1255", "הכשרה מקצועית"),
            ("windows-1256", "التدريب المهني"), ("ibm-775", "žinių ir gebėjimų"), ("iso-8859-16", "școală și învățare"),
        ]
    )
    func short(set: String, text: String) throws {
        let bytes = try #require(ByteEncoder(set).encode(text))
        let decoded = try #require(CharacterSet.decode(bytes))
        #expect(decoded.text.replacing("ş", with: "ș").replacing("ţ", with: "ț") == text, "\(decoded.name)")
    }

    @Test("DOS: section signs, boxes and the end of the file") func dos() throws {
        let encoder = ByteEncoder("ibm-850")
        let table = "┌──────┬──────┐\r\n│ Größe│ Länge│\r\n└──────┴──────┘\r\nPrüfung nach "
        let bytes = try #require(encoder.encode(table)) + [0x15] + Array(" 5 der Ordnung".utf8) + [0x1A]
        let document = try extract(bytes, as: "a.txt")
        #expect(document.allText.contains("│ Größe│ Länge│"))
        #expect(document.allText.hasSuffix("Prüfung nach § 5 der Ordnung"))
    }

    // MARK: Declarations

    @Test(
        "Labels as programs write them",
        arguments: [
            ("gb_2312-80", "gb18030"), ("csGB2312", "gb18030"), ("x-sjis", "windows-31j"),
            ("ks_c_5601-1987", "windows-949"),
            ("cp-1250", "windows-1250"), ("x-cp1250", "windows-1250"), ("Windows1257", "windows-1257"),
            ("utf8", "utf-8"),
            ("UTF_8", "utf-8"), ("ISO_8859-2:1987", "iso-8859-2"), ("iso8859-13", "iso-8859-13"),
            ("latin2", "iso-8859-2"),
            ("l9", "iso-8859-15"), ("iso-ir-100", "windows-1252"), ("latin1", "windows-1252"), ("cp866", "ibm-866"),
            ("IBM852", "ibm-852"), ("koi8_u", "koi8-u"), ("x-mac-ce", "x-mac-centraleurroman"),
            ("TIS-620", "windows-874"),
            ("big5-hkscs", "big5-hkscs"), ("'windows-1251'", "windows-1251"), ("us-ascii", "windows-1252"),
        ]
    )
    func labels(label: String, name: String) {
        #expect(CharacterSetLabel.name(label) == name)
        #expect(name == "utf-8" || CharacterSet.convert([0x41], from: name) == [0x41])
    }

    @Test(
        "Labels of two bytes for each character are not believed",
        arguments: ["unicode", "UTF-16", "iso-10646-ucs-2"]
    )
    func impossibleLabels(label: String) throws {
        let page = "<meta http-equiv=content-type content='text/html;charset=\(label)'><p>Die Hobelbank steht.</p>"
        let document = try extract(page, as: "a.html")
        #expect(document.allText == "Die Hobelbank steht." && document.warnings.isEmpty)
    }

    @Test(
        "Where a page declares its set",
        arguments: [
            "<?xml version='1.0' encoding='windows-1250'?><html><body>",
            "<!-- <meta charset=utf-8> --><meta charset=cp1250>",
            "<style>\(String(repeating: ".a { color: red }\n", count: 1000))</style><meta charset='windows-1250'>",
            "<meta http-equiv='Content-Type' content='text/html; charset = windows-1250'>",
            "<META CONTENT=\"text/html; charset='windows-1250'\" HTTP-EQUIV=Content-Type>",
            "<script>var a = '<meta charset=iso-8859-1>'</script><meta charset = \"windows-1250\" />",
            "<meta name=author content=x><meta charset=windows-1250>",
        ]
    )
    func declarations(start: String) throws {
        #expect(MarkupDeclaration.characterSet(of: Array(start.utf8))?.hasSuffix("1250") == true)
        let body = try #require(ByteEncoder("windows-1250").encode("<p>šola, žaga, čopič</p>"))
        #expect(try extract(Array(start.utf8) + body, as: "a.html").allText == "šola, žaga, čopič")
    }

    @Test("A page without a declaration whose attributes alone have other letters") func attributesOnly() throws {
        let page = "<html><body><p>Bild: <img alt='Säge und Hobel für große Bretter'></p></body></html>"
        let bytes = try #require(ByteEncoder("windows-1252").encode(page))
        #expect(try extract(bytes, as: "a.html").allText == "Bild: Säge und Hobel für große Bretter")
    }

    @Test("A meta element counts more than the XML declaration") func twoDeclarations() {
        let page = "<?xml version='1.0' encoding='utf-8'?><html><head><meta charset='charset=cp1250;'>"
        #expect(MarkupDeclaration.characterSet(of: Array(page.utf8)).flatMap(CharacterSetLabel.name) == "windows-1250")
    }

    @Test("A declaration is believed for a few letters, but not against a whole text")
    func wrongDeclarations() throws {
        let short = try #require(
            ByteEncoder("windows-1252").encode("<meta charset=windows-1252><p>Dvořák è</p>".replacing("ř", with: "ø"))
        )
        #expect(try extract(short, as: "a.html").allText == "Dvoøák è")
        let text =
            "Učenci v delavnici žagajo, brusijo in lepijo les. Mojster jim razloži vsak korak in preveri končne izdelke, šele potem čistijo."
        let long = try #require(ByteEncoder("windows-1250").encode("<meta charset=iso-8859-1><p>\(text)</p>"))
        let document = try extract(long, as: "a.html")
        #expect(document.allText == text)
        #expect(document.warnings == ["the file declares iso-8859-1, but is not; it was read as windows-1250"])
    }

    // MARK: Control characters

    @Test("Control characters from 80 to 9F are those of windows-1252, raw or as references")
    func misreadControls() throws {
        let page =
            "<html><title>l&#146;atelier</title><p title='x'>L\u{92}apprenti &#150; &#x93;clair&#x94;, c&#156;ur&#133;"
        let document = try extract(page, as: "a.html")
        #expect(document.allText == "L’apprenti – “clair”, cœur…")
        #expect(document.metadata.title == "l’atelier")
        #expect(try extract("L\u{92}apprenti a 5 \u{80}", as: "a.txt").allText == "L’apprenti a 5 €")
        #expect(try extract("# L&#146;atelier\n\nL\u{92}apprenti", as: "a.md").allText == "L’apprenti")
        let declared =
            Array("<meta charset=iso-8859-2><p>".utf8) + [
                0x84, 0xB9, 0x6B, 0x6F, 0x6C, 0x61, 0x93, 0x20, 0x96, 0x20, 0xBE, 0x65,
            ]
        #expect(try extract(declared, as: "a.html").allText == "„škola“ – že")
    }
}
