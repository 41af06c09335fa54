import Catalogue
import DocumentModel
import Foundation
import Ingest
import SystemPackage
import Testing

@testable import Encodings
@testable import Toolbox

/// Near-duplicates, possible versions and possible translations among the fixtures.
@Suite("Related documents")
struct RelatedDocumentsTests {
    private final class Box {
        let folder = FilePath(NSTemporaryDirectory()).appending("vetsearch-test-\(UUID().uuidString)")
        let catalogue: Catalogue

        init() throws {
            catalogue = try Catalogue(.init(folder: folder.appending("toolbox")), creating: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder.string) }

        @discardableResult
        func add(_ name: String, _ content: ExtractedDocument, language: String? = nil) throws -> String {
            let text = content.sections.map(\.text).joined(separator: "\n")
            let document = try EncodedDocument(content)
            let file = DepositedFile(
                staged: try catalogue.originals.stage(bytes: Array((name + text).utf8)),
                name: name,
                extraction: document,
                extractor: 1
            )
            var deposit = Deposit()
            deposit.record.description.language = language.flatMap { LanguageTag($0) }
            return try catalogue.deposit(file, deposit, by: "test").id
        }

        func related(_ id: String, _ audience: Visibility = .curators) throws -> [RelatedDocument] {
            let document = try #require(try catalogue.document(id))
            return try RelatedDocuments(catalogue).related(to: document, seenBy: audience).documents
        }
    }

    private static func text(_ text: String) -> ExtractedDocument {
        ExtractedDocument(format: .text, sections: [Section(locator: .text(line: 1), text: text)])
    }

    /// `count` words; the same seed gives the same words.
    private static func words(_ count: Int, seed: UInt64) -> String {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return "w\(String(state >> 48, radix: 36))q"
        }.joined(separator: " ")
    }

    @Test("A copy with small changes is a near-duplicate, a rewritten one a version, another text neither")
    func versions() throws {
        let box = try Box()
        let (first, second) = (Self.words(300, seed: 1), Self.words(300, seed: 2))
        let one = try box.add("guide.txt", Self.text(first + " " + second))
        let near = try box.add("copy.txt", Self.text(first + " changed " + second))
        let half = try box.add("guide_v2.txt", Self.text(first + " " + Self.words(400, seed: 3)))
        // As far from it, but with another name.
        try box.add("other.txt", Self.text(first + " " + Self.words(500, seed: 4)))
        try box.add("third.txt", Self.text(Self.words(600, seed: 5)))
        let found = try box.related(one)
        #expect(found.filter { $0.relation == .nearDuplicate }.map(\.id) == [near])
        #expect(found.filter { $0.relation == .possibleVersion }.map(\.id) == [half])
        #expect(found.count == 2)
        _ = try box.catalogue.describe(near, by: "test") { $0.visibility = .members }
        #expect(try !box.related(one, .public).contains { $0.id == near })
    }

    @Test("A translation is found by its figures, or by the name of its file")
    func translations() throws {
        let box = try Box()
        let english = try box.add(
            "wages.txt",
            Self.text(
                """
                In 2024 an apprentice earns 649 euros in the first year, 766 in the second, 876 in the third and 909 in the \
                fourth. The rules of 2020 (BBIG, paragraph 17) apply to 1,304 firms in 16 regions, and 82 of 100 pay more.
                """
            ),
            language: "en"
        )
        let german = try box.add(
            "verguetung.txt",
            Self.text(
                """
                2024 verdienen Auszubildende 649 Euro im ersten Jahr, 766 im zweiten, 876 im dritten und 909 im vierten. \
                Die Regeln von 2020 (BBIG, Paragraf 17) gelten in 16 Regionen für 1.304 Betriebe, und 82 von 100 zahlen mehr.
                """
            ),
            language: "de"
        )
        let french = try box.add("charte-atelier.fr.txt", Self.text(Self.words(60, seed: 8)), language: "fr")
        let polish = try box.add("charte-atelier.pl.txt", Self.text(Self.words(64, seed: 9)), language: "pl")
        #expect(try box.related(english).map(\.id) == [german])
        #expect(try box.related(english).first?.relation == .possibleTranslation)
        #expect(try box.related(polish).map(\.id) == [french])
        // The same in the same language is no translation.
        _ = try box.catalogue.describe(german, by: "test") { $0.record.description.language = LanguageTag("en") }
        #expect(try box.related(english).isEmpty)
    }

    @Test("Among the fixtures, nothing is taken for a translation of another document")
    func fixtures() throws {
        let box = try Box()
        let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
            .pushing("fixtures/toolbox")
        let listing = FolderListing(of: [root])
        let manifests = Manifests(of: listing)
        var names: [String: String] = [:]
        for file in listing.files where file.companions.isEmpty {
            guard let content = try? Extraction.extract(path: file.path, name: file.source), content.hasText
            else { continue }
            let language = manifests.describe(file).language?.code ?? content.metadata.language?.code
            names[
                try box.add(file.source.split(separator: "/").last.map(String.init) ?? "", content, language: language)
            ] =
                file.source
        }
        #expect(names.count > 50)
        var wrong: [String] = []
        for (id, source) in names {
            for other in try box.related(id) where !source.contains("charter/") {
                wrong.append("\(source) – \(names[other.id] ?? "") \(other.relation) \(other.likeness)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.sorted().joined(separator: "\n"))")
    }

    @Test("A large text is compared by its beginning")
    func large() throws {
        let page = (0..<20_000).map { "w\($0 &* 7919 % 104_729)" }.joined(separator: " ")
        let sections = (1...150).map { Section(locator: .page(number: $0, label: nil), text: page) }
        let start = ContinuousClock.now
        let made = Fingerprint(of: ExtractedDocument(format: .pdf, sections: sections))
        #expect(ContinuousClock.now - start < .seconds(60), "in a debug build")
        #expect(made.words > 100_000)
    }
}
