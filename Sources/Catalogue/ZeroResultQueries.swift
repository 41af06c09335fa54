import Foundation
import GRDB

/// A search that found nothing, and how often it did.
package struct ZeroResultQuery: Sendable, Equatable, Codable {
    package var text: String
    package var count: Int
}

/// Searches that found nothing, for curators: what is looked for and not there. Only the words and a count by day are kept;
/// words that look like somebody's address or number are not.
extension Catalogue {
    /// Days that counts are kept.
    package static let missesKeptDays = 90
    /// A search is shown from this many times on: what one person typed once stays theirs.
    package static let missesShownFrom = 3

    /// Different searches kept of one day: nobody fills a disk by asking nonsense.
    private static let mostMissesADay = 10_000

    /// The words of a search as they are counted; nil for what is not kept.
    static func missedWords(_ text: String) -> String? {
        guard text.utf8.count <= 1000 else { return nil }
        let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard (2...80).contains(words.count), !words.contains("@"), words.count(where: \.isNumber) < 5 else {
            return nil
        }
        return words
    }

    static func day(of date: Date) -> Int { Int(date.timeIntervalSince1970 / 86_400) }

    /// Adds to the counts of searches that found nothing, and drops those that are too old.
    func add(misses: [(text: String, day: Int, count: Int)], at now: Date) throws {
        try database.write { database in
            try database.execute(
                sql: "DELETE FROM misses WHERE day < ?",
                arguments: [Self.day(of: now) - Self.missesKeptDays]
            )
            let update = try database.makeStatement(
                sql: "UPDATE misses SET count = count + ? WHERE text = ? AND day = ?"
            )
            let insert = try database.makeStatement(sql: "INSERT INTO misses (text, day, count) VALUES (?, ?, ?)")
            for (day, misses) in Dictionary(grouping: misses, by: \.day) {
                var kept =
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM misses WHERE day = ?", arguments: [day]) ?? 0
                for miss in misses {
                    try update.execute(arguments: [miss.count, miss.text, day])
                    guard database.changesCount == 0, kept < Self.mostMissesADay else { continue }
                    try insert.execute(arguments: [miss.text, day, miss.count])
                    kept += 1
                }
            }
        }
    }

    /// What was looked for in vain, most often first.
    package func misses(limit: Int) throws -> [ZeroResultQuery] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT text, sum(count) AS total FROM misses GROUP BY text HAVING total >= ?
                    ORDER BY total DESC, text LIMIT ?
                    """,
                arguments: [Self.missesShownFrom, limit]
            ).map { ZeroResultQuery(text: $0["text"], count: $0["total"]) }
        }
    }
}
