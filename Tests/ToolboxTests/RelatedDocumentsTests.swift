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

    private static let paragraph = """
        The apprentices of the joinery learn to plan an order, to choose the wood and to set up the machines. In the first \
        year they work beside a journeyman, in the second they take over parts of an order, and in the third they build \
        their own piece, which is shown to the board of examiners in the week after the written paper.
        """

    @Test("A copy with small changes is a near-duplicate, a rewritten one a version, another text neither")
    func versions() throws {
        let box = try Box()
        let long = (1...6).map { "Part \($0). \(Self.paragraph.replacing("joinery", with: "joinery \($0)"))" }
        let one = try box.add("guide.txt", Self.text(long.joined(separator: "\n")))
        let near = try box.add(
            "copy.txt",
            Self.text(long.joined(separator: "\n").replacing("Part 6", with: "Part six"))
        )
        let half = try box.add(
            "guide_v2.txt",
            Self.text(
                long.prefix(1).joined() + String(repeating: "Mentors keep a diary of what was learned. ", count: 1)
            )
        )
        try box.add(
            "other.txt",
            Self.text("Bakers rise early; the oven is hot at three, and the dough has rested since noon.")
        )
        let found = try box.related(one)
        #expect(found.filter { $0.relation == .nearDuplicate }.map(\.id) == [near])
        #expect(found.filter { $0.relation == .possibleVersion }.map(\.id) == [half])
        #expect(found.count == 2)
        _ = try box.catalogue.describe(near, by: "test") { $0.visibility = .members }
        #expect(try !box.related(one, .public).contains { $0.id == near })
    }

    @Test("The language versions of the fixtures are found, and no others")
    func translations() throws {
        let box = try Box()
        let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
            .pushing("fixtures/toolbox")
        let listing = FolderListing(of: [root])
        let manifests = Manifests(of: listing)
        var ids: [String: String] = [:]
        for file in listing.files where file.companions.isEmpty {
            guard let content = try? Extraction.extract(path: file.path, name: file.source), content.hasText else {
                continue
            }
            let language = manifests.describe(file).language?.code ?? content.metadata.language?.code
            ids[file.source] = try box.add(file.path.lastComponent!.string, content, language: language)
        }
        let names = Dictionary(uniqueKeysWithValues: ids.map { ($1, $0) })
        var (right, wrong) = (0, [String]())
        for (source, id) in ids.sorted(by: { $0.key < $1.key }) {
            for other in try box.related(id) where other.relation == .possibleTranslation {
                let pair = "\(source) – \(names[other.id] ?? "?") \(other.likeness) \(other.signs)"
                if source.contains("charter/"), names[other.id]?.contains("charter/") == true {
                    right += 1
                } else {
                    wrong.append(pair)
                }
                print(pair)
            }
        }
        print("translations: \(right) right, \(wrong.count) wrong")
        #expect(right >= 6 && wrong.count <= 2, "\(right) of 12; wrong: \(wrong.joined(separator: "\n"))")
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
