import Concepts
import DocumentModel
import Foundation
import Ingest
import SearchService
import SystemPackage
import Testing

@testable import Toolbox

/// How good the suggestions are: those for the described documents of the repository against what curators said.
///
/// Weights and thresholds are chosen on every other folder; the others are held out, and only they are measured here.
@Suite("Quality of suggestions", .serialized)
struct SuggestionQualityTests {
    /// The built-in thesaurus.
    private struct BuiltIn: ConceptSource {
        func thesaurusRevision() throws -> Int64 { 1 }
        func conceptIndex(
            tokenise: @escaping ConceptIndex.Tokenise,
            keys: @escaping ConceptIndex.Keys
        ) throws -> (index: ConceptIndex, revision: Int64) {
            (ConceptIndex(schemes: [BuiltInThesaurus.scheme], tokenise: tokenise, keys: keys), 1)
        }
    }

    private struct Described {
        var source: String
        var folder: String
        var said: Metadata
        var content: ExtractedDocument
    }

    private static let repository = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent()

    private static func suggester() throws -> Suggester { try Suggester(concepts: SharedConcepts(BuiltIn())) }

    /// The documents of two folders with descriptions by hand; without those that cannot be read.
    private static func documents(heldOut: Bool) -> [Described] {
        var found: [Described] = []
        // Also of those that cannot be read, so that the halves never change.
        var folders: Set<String> = []
        for (name, path) in [("searches", "Tests/Searches/documents"), ("toolbox", "fixtures/toolbox")] {
            let root = repository.pushing(FilePath(path))
            let listing = FolderListing(of: [root])
            let manifests = Manifests(of: listing)
            for file in listing.files {
                let folder = name + "/" + (file.source.split(separator: "/").first.map(String.init) ?? "")
                folders.insert(folder)
                guard let content = try? Extraction.extract(path: file.path, name: file.source), content.hasText
                else { continue }
                found.append(
                    Described(source: file.source, folder: folder, said: manifests.describe(file), content: content)
                )
            }
        }
        let order = folders.sorted()
        return found.filter { (order.firstIndex(of: $0.folder)! % 2 == 1) == heldOut }
    }

    private struct Score {
        var (right, wrong, missing) = (0, 0, 0)
        var precision: Double { right + wrong == 0 ? 0 : Double(right) / Double(right + wrong) }
        var recall: Double { right + missing == 0 ? 0 : Double(right) / Double(right + missing) }
        var f1: Double { right == 0 ? 0 : 2 * precision * recall / (precision + recall) }
    }

    private static let fields: [Metadata.Field] = [
        .title, .language, .country, .sector, .topic, .type, .year, .licence,
    ]

    /// For each field, over the documents that have a value for it. Of fields with one value, the first suggestion counts.
    private static func scores(heldOut: Bool) throws -> [Metadata.Field: Score] {
        let suggester = try suggester()
        var scores: [Metadata.Field: Score] = [:]
        for document in documents(heldOut: heldOut) {
            let all = try suggester.suggestions(for: document.content, source: document.source)
            for field in fields where document.said.has(field) {
                var suggested = all.filter { $0.field == field }.sorted { $0.score > $1.score }.map(\.value)
                if ![.country, .sector, .topic].contains(field) { suggested = Array(suggested.prefix(1)) }
                let plain = { (text: String) in field == .title ? text.lowercased().filter(\.isLetter) : text }
                let (given, wanted) = (Set(suggested.map(plain)), Set(document.said.shown(field).map(plain)))
                scores[field, default: Score()].right += given.intersection(wanted).count
                scores[field, default: Score()].wrong += given.subtracting(wanted).count
                scores[field, default: Score()].missing += wanted.subtracting(given).count
            }
        }
        return scores
    }

    @Test("On the held-out documents, no field falls below its floor")
    func floors() throws {
        // Few of the documents say their year or licence in the text.
        let floors: [Metadata.Field: Double] = [
            .title: 0.88, .language: 0.92, .country: 0.8, .sector: 0.42, .topic: 0.43, .type: 0.34, .year: 0.2,
            .licence: 0,
        ]
        let scores = try Self.scores(heldOut: true)
        for field in Self.fields {
            let score = try #require(scores[field])
            let line = "\(field.rawValue): precision \(score.precision), recall \(score.recall), F1 \(score.f1)"
            #expect(score.f1 >= floors[field]!, "\(line)")
        }
    }

    @Test("A book of 100 MB takes no longer than its parts that are read, and every suggestion has a reason")
    func large() throws {
        let page = String(repeating: "Die Ausbildung der Schreiner in Bayern dauert drei Jahre. ", count: 1800)
        let content = ExtractedDocument(
            format: .pdf,
            sections: (1...1000).map { Section(locator: .page(number: $0, label: nil), text: page) }
        )
        let suggester = try Self.suggester()
        _ = try suggester.suggestions(for: content, source: "warm-up.pdf")
        let start = ContinuousClock.now
        let found = try suggester.suggestions(for: content, source: "buch.pdf")
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(found.contains { $0.field == .country && $0.value == "DE" })
        #expect(found.contains { $0.field == .sector && $0.value == "C" })
        #expect(found.allSatisfy { (0...1).contains($0.score) && !$0.reasons.isEmpty && $0.reasons.count <= 4 })
    }

    @Test(
        "Licences are told by address, by abbreviation and in words",
        arguments: [
            ("https://creativecommons.org/licenses/by-nc-sa/3.0/de/", "CC-BY-NC-SA-3.0"),
            ("This work is licensed under CC BY-SA 4.0.", "CC-BY-SA-4.0"), ("Lizenz: CC-BY 4.0", "CC-BY-4.0"),
            ("creativecommons.org/publicdomain/zero/1.0", "CC0-1.0"), ("released as CC0", "CC0-1.0"),
            ("a Creative Commons Attribution-ShareAlike 4.0 International licence", "CC-BY-SA-4.0"),
            ("cc: the teachers, by noon", nil), ("Lizenz zum Löten", nil),
        ] as [(String, String?)]
    )
    func licences(_ text: String, _ licence: String?) {
        #expect(LicenceSuggestions.licences(in: text).first?.licence == licence)
    }

    @Test("Default titles of programs are no titles")
    func titles() throws {
        var content = ExtractedDocument(
            format: .pdf,
            sections: [Section(locator: .page(number: 1, label: nil), text: "Safe work on roofs\n\n2024")]
        )
        content.metadata.title = "Microsoft Word - roofs_final.docx"
        let found = try Self.suggester().suggestions(for: content, source: "roofs_final.pdf")
        #expect(found.first { $0.field == .title }?.value == "Safe work on roofs")
        #expect(found.first { $0.field == .year }?.value == "2024")
    }
}
