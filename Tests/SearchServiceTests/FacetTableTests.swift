import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Localisation
@testable import SearchService
@testable import Web
@testable import WebAPI
@testable import WebPages

/// Reports what a facet lacks in addition to its entry in the table.
@Suite("The table of facets")
struct FacetTableTests {
    @Test("Slots, prefixes and names are each used once")
    func unique() {
        #expect(Set(Facet.all.map(\.name)).count == Facet.all.count)
        #expect(Set(Facet.all.map(\.slot)).count == Facet.all.count)
        let taken = [
            IndexLayout.uniqueTerm(""), IndexLayout.title(""), IndexLayout.titleWord(""), IndexLayout.phrasePrefix,
            IndexLayout.group(""), IndexLayout.groupHead(""), IndexLayout.ownLanguagePrefix, IndexLayout.folder(""),
        ]
        let prefixes = Facet.all.map(\.prefix)
        for (index, prefix) in prefixes.enumerated() {
            let others = taken + prefixes[..<index] + prefixes[(index + 1)...]
            #expect(!others.contains { $0.hasPrefix(prefix) || prefix.hasPrefix($0) }, "the prefix \(prefix)")
        }
        for facet in Facet.all {
            #expect(!IndexLayout.Slot.reserved.contains(facet.slot), "\(facet) has a slot of something else")
            #expect(!facet.prefix.isEmpty, "\(facet) has no terms")
        }
    }

    @Test("openapi.json describes the parameter of each facet, and its responses include each")
    func openAPI() throws {
        let file = try JSONSerialization.jsonObject(with: Data(StaticFile.openAPI.bytes)) as? [String: Any]
        let components = try #require(file?["components"] as? [String: [String: Any]])
        let parameters = try #require(components["parameters"])
        for facet in Facet.all {
            let parameter = parameters[facet.name] as? [String: Any]
            #expect(parameter?["name"] as? String == facet.name, "no parameter '\(facet)' in openapi.json")
        }
        let schema = try #require(components["schemas"]?["Facets"] as? [String: Any])
        #expect(Set((schema["properties"] as? [String: Any] ?? [:]).keys) == Set(Facet.all.map(\.name)))
        #expect(!String(decoding: StaticFile.openAPI.bytes, as: UTF8.self).contains("{facet}"))
    }

    @Test("Each facet, and each code named by an interface text, has its name in every language")
    func names() {
        for (language, strings) in PageStrings.all {
            for facet in Facet.all {
                #expect(strings.texts["facet.\(facet)"] != nil, "interface/\(language).txt has no facet.\(facet)")
                let formats = FileFormat.allCases.map { strings.label(of: $0.rawValue, in: .format) }
                #expect(Set(formats).count == formats.count, "\(language) has one name for two formats")
                guard case .texts(let codes) = facet.naming else { continue }
                for code in codes {
                    #expect(
                        strings.texts["\(facet).\(code)"] != nil,
                        "interface/\(language).txt has no \(facet).\(code)"
                    )
                }
            }
        }
    }

    @Test("The search box for other sites has the names of the facets, and stays small")
    func box() {
        let script = String(decoding: StaticFile.box.bytes, as: UTF8.self)
        for facet in Facet.all { #expect(script.contains("\"\(facet)\"")) }
        let german = Facet.all.map { PageStrings.of("de").name(of: $0) }.joined(separator: "|")
        #expect(script.contains("|\(german)\""))
        // It has the texts of 25 languages.
        #expect(script.utf8.count < 28_000)
    }

    @Test("Every code that a document can have is a valid filter value")
    func codes() throws {
        var metadata = Metadata()
        metadata.countries = [Country("EL")!, Country("DE")!, Country("DE")!]
        metadata.sectors = [Sector("2.1:K")!]
        metadata.topics = [Topic("guidance")!]
        metadata.year = 2021
        metadata.partner = " Chamber\u{1F}of\n" + String(repeating: "é", count: 200)
        let document = Faceted(metadata, type: .video, languages: [LanguageTag("no")!], format: .mp4)
        for facet in Facet.all {
            for code in facet.codes(of: document) { #expect(facet.code(code) == code, "\(facet) \(code)") }
            // Any text may be the name of a partner.
            let wrong = facet == .partner ? " \n" : "no such value"
            #expect(facet.code(wrong) == nil)
            #expect(facet.complaint(wrong).hasPrefix("'\(wrong)' is not "))
        }
        let partner = try #require(Facet.partner.codes(of: document).first)
        #expect(partner.hasPrefix("Chamber of éé") && Facet.partner.term(partner).utf8.count <= 200)
        #expect(["pdf", "PDF", "PowerPoint", "htm"].map(Facet.format.code) == ["pdf", "pdf", "pptx", "html"])
        #expect(Facet.country.codes(of: document) == ["DE", "GR"])
        #expect(Facet.sector.codes(of: document) == ["J"])
    }
}
