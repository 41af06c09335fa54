import DocumentModel
import Testing

@testable import Ingest

/// Archives whose entries have other names than the document says, or that begin late.
@Suite struct ArchiveNamesTests {
    private let file = WordFile(body: Office.p("Rahmenplan"))

    private func text(_ entries: [(String, [UInt8])], as name: String = "a.docx") throws -> String {
        let document = try extract(zip: entries, as: name)
        #expect(document.warnings.isEmpty)
        return document.allText
    }

    @Test(
        arguments: [
            { $0.replacing("/", with: "\\") }, { "./\($0)" }, { "/\($0)" }, { $0.uppercased() }, { "Ordner/\($0)" },
            { "Ordner\\Noch einer\\\($0)" }, { "a/./b/../\($0)" }, { $0.replacing("document", with: "d%6Fcument") },
        ] as [@Sendable (String) -> String]
    )
    func otherNames(rename: @Sendable (String) -> String) throws {
        #expect(try text(file.entries.map { (rename($0.0), $0.1) }) == "Rahmenplan")
    }

    @Test func packedWithOtherFiles() throws {
        let entries =
            file.entries.map { ("Ordner/\($0.0)", $0.1) } + [("__MACOSX/Ordner/._x", [1]), (".DS_Store", [1])]
        #expect(try text(entries) == "Rahmenplan")
        // Two documents in one archive are no document.
        let two = entries + file.entries.map { ("Zwei/\($0.0)", $0.1) }
        #expect(failure { try extract(zip: two, as: "a.docx") } == .unsupported("a zip archive without a document"))
    }

    @Test(arguments: [
        "file:///word/document.xml", "file:/word/document.xml", "/word/document.xml", "word\\document.xml",
    ])
    func targets(target: String) throws {
        var entries = file.entries
        entries[1].1 = Array(Office.relationships([("r1", "officeDocument", target)]).utf8)
        #expect(try text(entries) == "Rahmenplan")
    }

    @Test func formsOfUnicode() throws {
        // A letter with a mark: composed in the reference, decomposed in the archive.
        var file = WordFile(body: "<w:p><w:drawing><c:chart r:id=\"c\"/></w:drawing></w:p>")
        file.add(
            "c",
            "chart",
            "charts/e\u{301}.xml",
            "<c:chartSpace \(WordFile.namespaces)><a:p><a:r><a:t>Zahlen</a:t></a:r></a:p></c:chartSpace>"
        )
        var entries = file.entries
        entries[3].1 = Array(Office.relationships([("c", "chart", "charts/\u{E9}.xml")]).utf8)
        #expect(try text(entries) == "Zahlen")
    }

    @Test(arguments: ["\r\n\r\n", "\n", "HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n", "MZ\u{0}\u{0}program"])
    func otherBytesBefore(prefix: String) throws {
        let scratch = try Scratch()
        let bytes = Array(prefix.utf8) + (try scratch.read(try scratch.zip(file.entries, as: "a")))
        #expect(try extract(bytes, as: "a.docx").allText == "Rahmenplan")
    }

    @Test func withoutItsFirstEntry() throws {
        #expect(try text(Array(file.entries.dropFirst())) == "Rahmenplan")
        let odt = OpenDocumentFile(body: "<text:p>Text</text:p>")
        let manifest =
            "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><m:file-entry m:full-path=\"/\""
            + " m:media-type=\"application/vnd.oasis.opendocument.text\"/></m:manifest>"
        let entries = odt.entries.dropFirst() + [("META-INF/manifest.xml", Array(manifest.utf8))]
        #expect(try text(Array(entries), as: "a.odt") == "Text")
    }
}
