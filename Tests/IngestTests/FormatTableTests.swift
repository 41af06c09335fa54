import DocumentModel
import Testing

@testable import Ingest

/// Reports gaps and repetitions in the tables of formats.
@Suite("The tables of formats")
struct FormatTableTests {
    @Test("Each format has a reader, except a record, which has no file")
    func readers() {
        #expect(FormatReader.all.count == Set(FormatReader.all.map(\.format)).count)
        let missing = Set(FileFormat.allCases).subtracting(FormatReader.all.map(\.format))
        #expect(missing == [.record], "no line in FormatTable.swift: \(missing)")
    }

    @Test("Each format has an extension, and no extension belongs to two formats")
    func endings() {
        var known: Set<String> = []
        for format in FileFormat.allCases where format != .record {
            #expect(!format.entry.endings.isEmpty, "\(format) has no extension")
            for ending in format.entry.endings {
                #expect(known.insert(ending).inserted, ".\(ending) belongs to two formats")
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
