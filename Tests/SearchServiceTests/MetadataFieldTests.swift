import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Localisation
@testable import Web
@testable import WebAPI

/// Reports what a metadata field lacks in addition to its entry in the table.
@Suite("Metadata fields in the interfaces")
struct MetadataFieldTests {
    @Test(
        "openapi.json describes each field, in requests and in responses",
        arguments: ["Deposit", "Metadata"]
    )
    func openAPI(name: String) throws {
        let file = try JSONSerialization.jsonObject(with: Data(StaticFile.openAPI.bytes)) as? [String: Any]
        let schemas = (file?["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]
        let properties = try #require(schemas?[name]?["properties"] as? [String: Any])
        for field in Metadata.Field.allCases {
            #expect(properties[field.jsonName] != nil, "the schema \(name) in openapi.json has no '\(field.jsonName)'")
        }
        guard let origins = properties["origins"] as? [String: Any] else { return }
        #expect(
            Set((origins["properties"] as? [String: Any] ?? [:]).keys) == Set(Metadata.Field.allCases.map(\.rawValue))
        )
    }

    @Test("Each fact of a document's page has a name in every language")
    func pages() {
        for (language, strings) in PageStrings.all {
            for field in Metadata.Field.facts where Facet.named(field.rawValue) == nil {
                #expect(
                    strings.texts["field.\(field.jsonName)"] != nil,
                    "interface/\(language).txt has no field.\(field.jsonName)"
                )
            }
        }
    }

    @Test("docs/curators.md describes each field")
    func documentation() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/curators.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for field in Metadata.Field.allCases {
            #expect(text.contains("`\(field.rawValue)`"), "docs/curators.md does not describe '\(field)'")
        }
    }
}
