import Foundation
import GRDB

/// A search that found nothing, and how often it did.
public struct MissedSearch: Sendable, Equatable, Codable {
    public var text: String
    public var count: Int
}

/// Searches that found nothing, for curators: what is looked for and not there. Only the words and a count by day are kept;
/// words that look like somebody's address or number are not.
extension Catalogue {
    /// Days that counts are kept.
    public static let missesKeptDays = 90
    /// A search is shown from this many times on: what one person typed once stays theirs.
    public static let missesShownFrom = 3

    /// Different searches kept of one day: nobody fills a disk by asking nonsense.
    private static let mostMissesADay = 10_000

    public func noteMiss(_ text: String, at now: Date = Date()) throws {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard (2...80).contains(words.count), !words.contains("@"), words.count(where: \.isNumber) < 5 else { return }
        let day = Int(now.timeIntervalSince1970 / 86_400)
        try database.write { database in
            try database.execute(sql: "DELETE FROM misses WHERE day < ?", arguments: [day - Self.missesKeptDays])
            let kept =
                try Int.fetchOne(database, sql: "SELECT count(*) FROM misses WHERE day = ?", arguments: [day]) ?? 0
            guard kept < Self.mostMissesADay else { return }
            try database.execute(
                sql: """
                    INSERT INTO misses (text, day, count) VALUES (?, ?, 1)
                    ON CONFLICT (text, day) DO UPDATE SET count = count + 1
                    """,
                arguments: [words, day]
            )
        }
    }

    /// What was looked for in vain, most often first.
    public func misses(limit: Int) throws -> [MissedSearch] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT text, sum(count) AS total FROM misses GROUP BY text HAVING total >= ?
                    ORDER BY total DESC, text LIMIT ?
                    """,
                arguments: [Self.missesShownFrom, limit]
            ).map { MissedSearch(text: $0["text"], count: $0["total"]) }
        }
    }
}
