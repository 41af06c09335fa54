import DocumentModel
import Testing

@testable import Ingest

/// Documents inside documents.
@Suite struct EmbeddedFilesTests {
    private func bytes(_ file: WordFile) throws -> [UInt8] {
        let scratch = try Scratch()
        return try scratch.read(try scratch.zip(file.entries, as: "inner"))
    }

    private func file(_ embedded: [(String, [UInt8])]) -> WordFile {
        var file = WordFile(body: Office.p("Außen"))
        for (index, (name, bytes)) in embedded.enumerated() {
            file.parts.append(("e\(index)", "package", "embeddings/\(name)", bytes))
        }
        return file
    }

    @Test func documentsOfManyKinds() throws {
        var inner = WordFile(body: Office.p("Vorweg") + Office.p("Kapitel", style: "H1") + Office.p("Innen"))
        inner.styles = "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>"
        let document = try file([
            ("a.docx", try bytes(inner)), ("b.pdf", PDFBuilder(pages: ["One", "Two"]).bytes()),
            ("c.txt", Array("Nur Text".utf8)), ("d.png", [0x89, 0x50, 0x4E, 0x47, 13, 10]),
            ("e.xlsx", Array("{\\rtf1 x}".utf8)),
        ]).extracted()
        #expect(
            document.sections.map(\.locator.label) == [
                nil, "a.docx", "a.docx › Kapitel", "b.pdf › 1", "b.pdf › 2", "c.txt",
            ]
        )
        #expect(document.texts == ["Außen", "Vorweg", "Innen", "One", "Two", "Nur Text"])
        #expect(document.warnings == ["attachment e.xlsx: an RTF document is not read; save it as DOCX or ODT"])
    }

    @Test func boundedInDepthAndNumber() throws {
        var level = WordFile(body: Office.p("Ebene 3"))
        for depth in [2, 1, 0] {
            var outer = WordFile(body: Office.p("Ebene \(depth)"))
            outer.parts = [("e", "package", "embeddings/tiefer\(depth).docx", try bytes(level))]
            level = outer
        }
        let document = try level.extracted()
        #expect(document.texts == ["Ebene 0", "Ebene 1", "Ebene 2"])
        #expect(
            document.warnings == [
                "attachment tiefer0.docx: attachment tiefer1.docx: attachment tiefer2.docx: it is too deep inside other files"
            ]
        )
        let many = try file((10..<63).map { ("\($0).txt", Array("Text \($0)".utf8)) }).extracted()
        #expect(many.sections.count == 51)
        #expect(many.warnings == ["attachments 60.txt, 61.txt, 62.txt: there are too many files inside this one"])
    }

    @Test func objectsOfOtherPrograms() throws {
        let packed = CompoundBuilder(streams: [("Package", try bytes(WordFile(body: Office.p("Verpackt"))))]).bytes()
        var native: [UInt8] = [0, 0, 0, 0, 2, 0]
        native += Array("notiz.txt".utf8) + [0] + Array("C:\\x\\notiz.txt".utf8) + [0, 0, 0, 3, 0]
        native += [3, 0, 0, 0] + Array("x\u{0}\u{0}".utf8) + [9, 0, 0, 0] + Array("Notiztext".utf8)
        let document = try file([
            ("oleObject1.bin", packed),
            ("oleObject2.bin", CompoundBuilder(streams: [("\u{1}Ole10Native", native)]).bytes()),
            ("oleObject3.bin", CompoundBuilder(streams: [("Equation Native", [1, 2, 3])]).bytes()),
            ("oleObject4.bin", CompoundBuilder(streams: [("Workbook", [1, 2, 3])]).bytes()),
        ]).extracted()
        #expect(document.sections.map(\.locator.label) == [nil, "oleObject1.bin", "notiz.txt"])
        #expect(document.texts == ["Außen", "Verpackt", "Notiztext"])
        #expect(
            document.warnings == [
                "attachment oleObject3.bin: an equation of Word before 2007 is not read",
                "attachment oleObject4.bin: a legacy Excel workbook (.xls) is not read",
            ]
        )
    }

    @Test func damagedObjects() throws {
        let whole = CompoundBuilder(streams: [("Package", [UInt8](repeating: 7, count: 9000))]).bytes()
        for index in stride(from: 20, to: 1600, by: 4) {
            var damaged = whole
            damaged.replaceSubrange(index..<index + 4, with: [0xFF, 0xFF, 0xFF, 0x7F])
            _ = CompoundFile(damaged)?.stream("Package")
            damaged.replaceSubrange(index..<index + 4, with: [0, 0, 0, 0])
            _ = CompoundFile(damaged)?.stream("Package")
        }
        #expect(CompoundFile(whole)?.stream("Package")?.count == 9000)
        #expect(CompoundFile(Array(whole.prefix(700)))?.stream("Package") == nil)
    }

    @Test func names() throws {
        let document = try file([("Pl\u{E4}ne/../x y.txt", Array("Text".utf8))]).extracted()
        #expect(document.sections.last?.locator.label == "x y.txt")
    }
}

/// Writes small OLE compound files with sectors of 512 bytes.
struct CompoundBuilder {
    var streams: [(name: String, bytes: [UInt8])]

    func bytes() -> [UInt8] {
        let word = { (value: Int) in (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        let padded = { (bytes: [UInt8], size: Int) in
            bytes + [UInt8](repeating: 0, count: (size - bytes.count % size) % size)
        }
        // Sector 0 is the table, sector 1 the directory; then the small sectors with their table, then the streams.
        var table = [-3, -2]
        var sectors: [UInt8] = []
        func add(_ content: [UInt8]) -> Int {
            let start = table.count
            let count = max(1, (content.count + 511) / 512)
            for index in 0..<count { table.append(index == count - 1 ? -2 : start + index + 1) }
            sectors += padded(content.isEmpty ? [0] : content, 512)
            return start
        }
        var (small, smallTable): ([UInt8], [Int]) = ([], [])
        var entries: [(name: String, start: Int, size: Int)] = []
        for (name, content) in streams {
            if content.count < 4096 {
                let start = smallTable.count
                let count = (content.count + 63) / 64
                for index in 0..<count { smallTable.append(index == count - 1 ? -2 : start + index + 1) }
                small += padded(content, 64)
                entries.append((name, start, content.count))
            } else {
                entries.append((name, add(content), content.count))
            }
        }
        let smallStart = add(small)
        let smallTableStart = add(smallTable.flatMap(word))
        func entry(_ name: String, _ kind: UInt8, _ start: Int, _ size: Int) -> [UInt8] {
            let units = name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            var entry = units + [UInt8](repeating: 0, count: 64 - units.count)
            entry += [UInt8(units.count + 2), 0, kind, 1] + [UInt8](repeating: 0, count: 48)
            return entry + word(start) + word(size) + word(0)
        }
        let directory =
            [entry("Root Entry", 5, smallStart, small.count)] + entries.map { entry($0.name, 2, $0.start, $0.size) }
        precondition(directory.count <= 4 && table.count <= 128)
        var header = CompoundFile.mark + [UInt8](repeating: 0, count: 16) + [0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]
        header += [UInt8](repeating: 0, count: 10) + word(1) + word(1) + word(0) + word(4096)
        header += word(smallTableStart) + word(1) + word(-2) + word(0) + word(0)
        for _ in 1..<109 { header += word(-1) }
        return padded(header, 512) + padded(table.flatMap(word), 512) + padded(directory.flatMap(\.self), 512) + sectors
    }
}
