import DocumentModel
import Foundation
import Templates
import Testing

@testable import Catalogue
@testable import Encodings

@Suite("One validation for all interfaces")
struct ValidationTests {
    private let box: TestToolbox

    init() throws { box = try TestToolbox() }

    /// The error of a change; nil if it is valid.
    private func error(_ change: () throws -> Void) throws -> DepositError? {
        do {
            try change()
            return nil
        } catch let error as DepositError {
            return error
        }
    }

    private static let changes: [[String: JSONValue]] = [
        ["title": "A"], ["title": .null], ["stage": "published"], ["stage": "reviewed"], ["stage": "draft"],
        ["topics": ["guidance"]], ["topics": ["http://example.eu/no-such-concept"]], ["translationOf": "doc"],
        ["translationOf": "other"], ["translationOf": "not an id"], ["link": "javascript:alert(1)"], ["eqf": 9],
        ["template": "no-such-template"], ["type": "value-story"],
        ["type": "value-story", "fields": ["activity": "x"]], ["fields": ["nonsense": "x"]], ["visibility": "members"],
    ]

    @Test(
        "A rehearsal refuses what the real change would, with the same message, and nothing else",
        arguments: Stage.allCases
    )
    func rehearsals(stage: Stage) throws {
        for (number, change) in Self.changes.enumerated() {
            let id = "doc"
            var deposit = Deposit()
            try deposit.apply(["title": "T", "stage": .string(stage.rawValue)])
            _ = try box.catalogue.put(id, deposit, by: "test")
            let rehearsed = try error { try box.catalogue.rehearse(id) { try $0.apply(change) } }
            let real = try error { _ = try box.catalogue.describe(id, by: "test") { try $0.apply(change) } }
            #expect(rehearsed == real, "\(stage) \(change)")
            _ = try box.catalogue.remove(id, by: "test")

            // The same for a document that does not exist yet.
            let fresh = "new\(number)"
            let dry = try error { try box.catalogue.rehearse(fresh) { try $0.apply(change) } }
            let put = try error {
                var deposit = Deposit()
                try deposit.apply(change)
                _ = try box.catalogue.put(fresh, deposit, if: .absent, by: "test")
            }
            #expect(dry == put, "\(change)")
        }
    }

    @Test("No interface allows skipping a stage: neither a change, nor a complete record, nor a rehearsal")
    func stages() throws {
        let allowed: [Stage: Set<Stage>] = [
            .draft: [.draft, .reviewed], .reviewed: [.draft, .reviewed, .published], .published: Set(Stage.allCases),
        ]
        for before in Stage.allCases {
            for after in Stage.allCases {
                let isRight = allowed[before]!.contains(after)
                var deposit = Deposit()
                try deposit.apply(["title": "T", "stage": .string(before.rawValue)])
                let id = "\(before)-\(after)"
                _ = try box.catalogue.put(id, deposit, by: "test")
                deposit.stage = after
                deposit.record.text = "More."
                let rehearsed = try error { try box.catalogue.rehearse(id) { $0.stage = after } }
                let put = try error { _ = try box.catalogue.put(id, deposit, by: "test") }
                #expect((rehearsed == nil) == isRight && (put == nil) == isRight)
                #expect(try box.catalogue.document(id)?.stage == (isRight ? after : before))
            }
        }
    }

    @Test("A file with a description is validated by the same rules")
    func files() throws {
        let extracted = ExtractedDocument(format: .text, sections: [Section(locator: .text(line: 1), text: "A text.")])
        let document = try EncodedDocument(extracted.encoded())
        for (change, field) in [
            (["topics": ["http://example.eu/no-such-concept"]], "topics"), (["translationOf": "f"], "translationOf"),
            (["link": "x"], "link"), (["fields": ["nonsense": "x"]], "fields"),
        ] as [([String: JSONValue], String)] {
            let staged = try box.stage("content of \(field)")
            let file = DepositedFile(staged: staged, name: "a.txt", extraction: document, extractor: 1)
            var deposit = Deposit()
            try deposit.apply(change)
            let refused = try error { _ = try box.catalogue.deposit(file, deposit, id: "f", by: "test") }
            guard case .invalid(let complaints)? = refused else {
                Issue.record("\(change) went in")
                continue
            }
            #expect(complaints.first?.field == field)
            #expect(try box.catalogue.document("f") == nil)
        }
    }

    @Test("A record with a hundred thousand mistakes gets the first problems, and quickly")
    func manyMistakes() throws {
        let values = JSONValue.array((0..<50_000).map { .string("x\($0)") })
        var deposit = Deposit()
        let countries = try error { try deposit.apply(["countries": values]) }
        guard case .invalid(let complaints)? = countries else {
            Issue.record("it was accepted")
            return
        }
        #expect((2...30).contains(complaints.count))
        let fields = Dictionary(uniqueKeysWithValues: (0..<50_000).map { ("field\($0)", JSONValue.string("x")) })
        try deposit.apply(["title": "T", "type": "value-story", "fields": .object(fields)])
        let refused = try error { try box.catalogue.rehearse("r") { $0 = deposit } }
        guard case .invalid(let complaints)? = refused else {
            Issue.record("it was accepted")
            return
        }
        #expect((2...120).contains(complaints.count))
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByIntegerLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
    public init(integerLiteral value: Int) { self = .integer(value) }
}
