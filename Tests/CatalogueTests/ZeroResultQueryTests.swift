import Foundation
import GRDB
import Testing

@testable import Catalogue

@Suite("Searches without results")
struct ZeroResultQueryTests {
    private let box: TestToolbox
    private let counter: ZeroResultCounter
    private var catalogue: Catalogue { box.catalogue }

    init() throws {
        box = try TestToolbox()
        counter = ZeroResultCounter(box.catalogue.queryLog)
    }

    @Test("They are counted in memory, and written together")
    func counting() throws {
        for text in ["quantum", "Quantum ", "once"] { counter.note(text) }
        #expect(try rows().isEmpty)
        try counter.flush()
        #expect(try rows() == ["once": 1, "quantum": 2])
        counter.note("quantum")
        try counter.flush()
        try counter.flush()
        #expect(try rows() == ["once": 1, "quantum": 3])
        #expect(try catalogue.queryLog.zeroResults(limit: 10) == [ZeroResultQuery(text: "quantum", count: 3)])
    }

    @Test("Addresses, numbers and texts without words are not stored")
    func personal() throws {
        for text in ["anna@example.eu", "0699 12345", "x", String(repeating: "word ", count: 40)] { counter.note(text) }
        try counter.flush()
        #expect(try rows().isEmpty)
    }

    @Test("The number of different ones is limited, in memory and per day; stored ones are still counted")
    func bounds() throws {
        for number in 0..<ZeroResultCounter.mostWaiting + 500 { counter.note("nonsense \(Self.letters(number))") }
        counter.note("nonsense \(Self.letters(0))")
        try counter.flush()
        let kept = try rows()
        #expect(kept.count == ZeroResultCounter.mostWaiting && kept["nonsense \(Self.letters(0))"] == 2)
        for round in 1...8 {
            for number in 0..<ZeroResultCounter.mostWaiting {
                counter.note("more \(Self.letters(number + round * 10_000))")
            }
            try counter.flush()
        }
        #expect(try rows().count == 10_000)
    }

    @Test("They are stored for 90 days and no longer, with a count for each day")
    func days() throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        for days in [91, 90, 89] {
            let then = now.addingTimeInterval(-86_400 * Double(days))
            counter.note("so long ago: \(days)", at: then)
            try counter.flush(at: then)
        }
        #expect(try rows().count == 3)
        counter.note("today", at: now)
        counter.note("today", at: now.addingTimeInterval(86_400))
        try counter.flush(at: now)
        #expect(try rows() == ["so long ago: 90": 1, "so long ago: 89": 1, "today": 2])
        // Old counts are deleted even if no new ones are written.
        try catalogue.queryLog.deleteOld(at: now.addingTimeInterval(86_400))
        #expect(try rows() == ["so long ago: 89": 1, "today": 2])
        let plan = try catalogue.database.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN SELECT count(*) FROM misses WHERE day = 1")
                .map { $0["detail"] as String }.joined()
        }
        #expect(plan.contains("misses_by_day"))
    }

    private func rows() throws -> [String: Int] {
        try catalogue.database.read { database in
            try Row.fetchAll(database, sql: "SELECT text, sum(count) AS total FROM misses GROUP BY text")
                .reduce(into: [:]) { $0[$1["text"] as String] = $1["total"] as Int }
        }
    }

    /// A number without digits, because digits look like personal data.
    private static func letters(_ number: Int) -> String {
        String(number).map { String(UnicodeScalar(UInt8(97 + $0.wholeNumberValue!))) }.joined()
    }
}
