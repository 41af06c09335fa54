import DocumentModel
import Foundation
import SystemPackage
import Testing

@testable import Ingest

/// Files that are mislabelled, incomplete or malicious.
@Suite struct HostileTests {
    @Test func empty() { #expect(failure { try extract([], as: "a.pdf") } == .broken("the file is empty")) }

    @Test func missing() {
        guard case .broken(let reason) = failure({ try Extraction.extract(path: "/nowhere/at/all", name: "a.pdf") })
        else {
            Issue.record("a missing file is broken")
            return
        }
        #expect(reason.hasPrefix("the file cannot be read"))
    }

    @Test(
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG picture"), ([0x89, 0x50, 0x4E, 0x47, 13, 10], "a PNG picture"),
            ([0, 0, 0, 24] + Array("ftypheic".utf8), "a HEIC picture"),
            ([0x1F, 0x8B, 8], "a gzip archive"),
            (Array("{\\rtf1 x}".utf8), "an RTF document; save it as DOCX or ODT"),
            (Array("<?xml version='1.0'?><rss/>".utf8), "an XML file (rss)"), (Array("body {}".utf8), "a style sheet"),
        ] as [([UInt8], String)]
    )
    func namedButNotRead(bytes: [UInt8], name: String) {
        #expect(failure { try extract(bytes, as: "x.css") } == .unsupported(name))
    }

    @Test(arguments: [
        ("WordDocument", ExtractionFailure.unsupported("a legacy Word document (.doc); save it as DOCX")),
        ("PowerPoint Document", .unsupported("a legacy PowerPoint presentation (.ppt); save it as PPTX")),
        ("EncryptedPackage", .encrypted("the Office file needs a password")),
        ("Something", .unsupported("a legacy Office file")),
    ])
    func compoundFiles(stream: String, expected: ExtractionFailure) {
        let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        let bytes =
            magic + [UInt8](repeating: 0, count: 6000) + stream.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(failure { try extract(bytes, as: "x.docx") } == expected)
    }

    @Test func nameThatPromisesMore() {
        #expect(
            failure { try extract("just text", as: "a.docx") }
                == .broken("the file name ends in .docx, but the content is something else")
        )
    }

    @Test func zipWithoutDocument() {
        #expect(
            failure { try extract(zip: ["a.txt": "x"], as: "a.zip") }
                == .unsupported("a zip archive without a document")
        )
    }

    @Test func zipCutOff() throws {
        let scratch = try Scratch()
        let path = try scratch.zip(Office.docx(body: Office.p("Text")), as: "a")
        let whole = Array(try Data(contentsOf: scratch.folder.appending(path: "a")))
        #expect(try Extraction.extract(path: path, name: "a.docx").allText == "Text")
        guard case .broken(let reason) = failure({ try extract(Array(whole.prefix(whole.count / 2)), as: "a.docx") })
        else {
            Issue.record("half an archive is broken")
            return
        }
        #expect(reason.hasPrefix("the zip archive is damaged or cut off"))
    }

    @Test func zipBomb() throws {
        let scratch = try Scratch()
        var entries = Office.docx(body: "").map { ($0.key, Array($0.value.utf8)) }
        entries[entries.count - 1].1 = [UInt8](repeating: 0x20, count: ZipArchive.entryLimit + 1)
        let path = try scratch.zip(entries, as: "a")
        #expect(
            failure { try Extraction.extract(path: path, name: "a.docx") }
                == .killedWorker(
                    "word/document.xml in the archive unpacks to more than 64 MB; refused as a possible zip bomb"
                )
        )
    }

    @Test func billionLaughs() throws {
        var declarations = "<!ENTITY l0 \"lol\">"
        for level in 1...12 {
            let previous = String(repeating: "&l\(level - 1);", count: 10)
            declarations += "<!ENTITY l\(level) \"\(previous)\">"
        }
        let document = "<!DOCTYPE w:document [\(declarations)]><w:document \(Office.w)>"
        try expectNoExpansion(document + Office.p("safe &l12; text") + "</w:document>")
    }

    @Test func externalEntity() throws {
        let document = "<!DOCTYPE w:document [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document \(Office.w)>"
        try expectNoExpansion(document + Office.p("safe &x; text") + "</w:document>")
    }

    private func expectNoExpansion(_ main: String) throws {
        let scratch = try Scratch()
        let parts = Office.docx(body: "").map { part in
            (part.key, Array((part.key == "word/document.xml" ? main : part.value).utf8))
        }
        let document = try Extraction.extract(path: try scratch.zip(parts, as: "a"), name: "a.docx")
        #expect(document.allText == "safe text")
    }

    @Test func deepXML() throws {
        let deep = String(repeating: "<w:x>", count: 100_000)
        let document = try extract(zip: Office.docx(body: Office.p("Before.") + deep), as: "a.docx")
        #expect(document.allText == "Before.")
        #expect(document.warnings.count == 1)
    }

    @Test func pathsDoNotLeaveTheArchive() {
        #expect(ArchivePath.resolve("../../../etc/passwd", from: "OPS/book.opf") == "etc/passwd")
        #expect(ArchivePath.resolve("/ppt/a.xml#x", from: "ppt/slides/s.xml") == "ppt/a.xml")
        #expect(ArchivePath.resolve("./a%20b.xhtml", from: "OPS/book.opf") == "OPS/a b.xhtml")
    }
}
