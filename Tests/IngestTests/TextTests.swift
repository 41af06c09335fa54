import DocumentModel
import Foundation
import Testing

@testable import Ingest

@Suite struct TextTests {
    @Test func sectionsEndWithParagraphs() throws {
        let paragraph = String(repeating: "word ", count: 150) + "end.\r\n\r\n"
        let document = try extract(String(repeating: paragraph, count: 6), as: "a.txt")
        #expect(document.format == .text)
        #expect(document.sections.map(\.locator) == [.text(line: 1), .text(line: 7)])
        #expect(document.texts.allSatisfy { $0.hasSuffix("end.") && $0.components(separatedBy: "\n\n").count == 3 })
    }

    @Test func aTextOfOneLineIsCutAtSpaces() throws {
        let words = String(repeating: "čšž ", count: 5000)
        let document = try extract(words, as: "a.txt")
        #expect(document.sections.count > 4)
        #expect(document.texts.allSatisfy { $0.count <= 3010 && $0.hasPrefix("č") && $0.hasSuffix("ž") })
        #expect(document.texts.map { $0.split(separator: " ").count }.reduce(0, +) == 5000)
    }

    @Test(
        arguments: [
            ("UTF-8 mark", [0xEF, 0xBB, 0xBF] + Array("kõik hästi".utf8)),
            ("UTF-16LE mark", [0xFF, 0xFE] + "kõik hästi".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16BE mark", [0xFE, 0xFF] + "kõik hästi".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
            ("UTF-16LE", "kõik hästi".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16BE", "kõik hästi".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
            ("windows-1252", [0x6B, 0xF5, 0x69, 0x6B, 0x20, 0x68, 0xE4, 0x73, 0x74, 0x69]),
        ] as [(String, [UInt8])]
    )
    func characterSets(name: String, bytes: [UInt8]) throws {
        #expect(try extract(bytes, as: "a.txt").allText == "kõik hästi", "\(name)")
    }

    @Test func cyrillicAndGreekWithoutMarks() throws {
        let bulgarian = String(repeating: "Професионалното образование и обучение. ", count: 20)
        let windows1251 = bulgarian.unicodeScalars.map { scalar in
            (0x410...0x44F).contains(scalar.value) ? UInt8(scalar.value - 0x410 + 0xC0) : UInt8(scalar.value)
        }
        #expect(try extract(windows1251, as: "a.txt").allText.hasPrefix("Професионалното образование"))
        let wide = "Γειά σου κόσμε".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try extract(wide, as: "a.txt").allText == "Γειά σου κόσμε")
    }

    @Test func aTitleThatIsTooLongIsToldAndNotTaken() throws {
        let title = String(repeating: "title ", count: 100_000)
        let pages = [("a.md", "---\ntitle: \(title)\n---\n\nText."), ("a.html", "<title>\(title)</title><p>Text.")]
        for (name, text) in pages {
            let document = try extract(text, as: name)
            #expect(document.metadata.title == nil && document.allText.contains("Text."))
            #expect(document.warnings.contains { $0.hasPrefix("its title: 'title title") }, "\(document.warnings)")
        }
    }

    @Test func binaryJunkIsNoText() {
        let junk = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }
        #expect(failure { try extract(junk, as: "a.txt") } == .unsupported("an unknown binary file"))
    }
}
