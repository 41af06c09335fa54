import Foundation
import Testing

@testable import DocumentModel
@testable import Encodings

/// Reports gaps and redundant entries in the table of metadata fields.
@Suite("The table of metadata fields")
struct FieldTableTests {
    @Test("Every value of the metadata is a field, under its name in JSON")
    func names() {
        let properties = Set(Mirror(reflecting: Metadata()).children.compactMap(\.label)).subtracting(["origins"])
        #expect(properties == Set(Metadata.Field.allCases.map(\.jsonName)))
    }

    @Test("No spelling belongs to two fields, and each is recognised as a heading")
    func spellings() {
        var known: Set<String> = []
        for field in Metadata.Field.allCases {
            for spelling in Set([field.rawValue, field.jsonName] + field.entry.spellings) {
                #expect(known.insert(spelling).inserted, "\(spelling) belongs to two fields")
                #expect(FieldName(spelling) == .field(field), "\(spelling)")
                #expect(FieldName(spelling.uppercased()) == .field(field), "\(spelling)")
            }
        }
    }

    @Test(
        "A value of each field is read, shown, stored as JSON, copied and removed",
        arguments: Metadata.Field.allCases
    )
    func values(field: Metadata.Field) throws {
        let written = [
            "country": "IT", "sector": "C", "topic": "guidance", "type": "guide", "language": "de", "eqf": "4",
        ]
        let text = written[field.rawValue] ?? (field == .year ? "2021" : "CC-BY-4.0")
        var values = FieldValues()
        values.read(field, [text])
        #expect(values.complaints.isEmpty)
        #expect(Metadata.Field.allCases.filter { values.metadata.has($0) } == [field])
        #expect(values.metadata.shown(field) == [text])
        var other = Metadata()
        other.take(field, from: values.metadata.from("file"))
        #expect(other == values.metadata.from("file"))
        #expect(Metadata().filled(from: other) == other)
        let json = try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(other))
        #expect(json[field.jsonName] == other.value(of: field))
        other.take(field, from: Metadata())
        #expect(other == Metadata())
        values.read(field, [])
        #expect(values.metadata == Metadata())
    }

    @Test("Each fact on a document's page has its own position")
    func facts() {
        let places = Metadata.Field.facts.compactMap(\.entry.place)
        #expect(places == Array(1...places.count))
    }
}
