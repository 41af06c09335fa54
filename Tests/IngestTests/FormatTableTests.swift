import DocumentModel
import Testing

@testable import Ingest

/// Names what a format lacks in the tables, and what they have twice.
@Suite("The tables of formats")
struct FormatTableTests {
    @Test("Each format has a reader, but a record, which has no file")
    func readers() {
        #expect(FormatReader.all.count == Set(FormatReader.all.map(\.format)).count)
        let missing = Set(FileFormat.allCases).subtracting(FormatReader.all.map(\.format))
        #expect(missing == [.record], "no line in FormatTable.swift: \(missing)")
    }

    @Test("Each format has an ending of its own, and each ending stands for one format")
    func endings() {
        var known: Set<String> = []
        for format in FileFormat.allCases where format != .record {
            #expect(!format.entry.endings.isEmpty, "\(format) has no ending")
            for ending in format.entry.endings {
                #expect(known.insert(ending).inserted, ".\(ending) stands for two formats")
                #expect(FormatReader.format(forEnding: ending) == format)
            }
        }
        #expect(FormatReader.format(forEnding: "") == nil && FormatReader.format(forEnding: "xyz") == nil)
    }

    @Test("Each format has a media type of its own")
    func mediaTypes() {
        #expect(Set(FileFormat.allCases.map(\.mediaType)).count == FileFormat.allCases.count)
    }
}
