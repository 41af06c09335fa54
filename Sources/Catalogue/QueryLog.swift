import Foundation
import GRDB

/// A search without results, and how often it was made.
package struct ZeroResultQuery: Sendable, Equatable, Codable, FetchableRecord {
    package var text: String
    package var count: Int
}

/// Searches without results, for curators. Only the words and a count for each day are stored; words that look like
/// somebody's address or number are not.
package struct QueryLog: Sendable {
    let database: DatabasePool

    /// How long counts are kept, in days.
    package static let keptDays = 90
    /// The fewest times that a search is made before it is shown: what one person typed once stays private.
    package static let leastShown = 3

    /// The maximum number of different searches stored for one day, so that nonsense queries cannot fill the disk.
    private static let mostADay = 10_000

    /// The words of a search as they are counted; nil if they are not stored.
    static func words(of text: String) -> String? {
        guard text.utf8.count <= 1000 else { return nil }
        let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard (2...80).contains(words.count), !words.contains("@"), words.count(where: \.isNumber) < 5 else {
            return nil
        }
        return words
    }

    static func day(of date: Date) -> Int { Int(date.timeIntervalSince1970 / 86_400) }

    /// Deletes the counts that are too old. Does nothing in a toolbox that cannot be written.
    func deleteOld(at now: Date = Date()) throws {
        guard !database.configuration.readonly else { return }
        try database.write { try Self.deleteOld(at: now, in: $0) }
    }

    private static func deleteOld(at now: Date, in database: Database) throws {
        try database.execute(sql: "DELETE FROM misses WHERE day < ?", arguments: [day(of: now) - keptDays])
    }

    /// Adds to the counts of searches without results, and deletes old counts.
    func add(_ queries: [(text: String, day: Int, count: Int)], at now: Date) throws {
        try database.write { database in
            try Self.deleteOld(at: now, in: database)
            let update = try database.makeStatement(
                sql: "UPDATE misses SET count = count + ? WHERE text = ? AND day = ?"
            )
            let insert = try database.makeStatement(sql: "INSERT INTO misses (text, day, count) VALUES (?, ?, ?)")
            for (day, queries) in Dictionary(grouping: queries, by: \.day) {
                var kept =
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM misses WHERE day = ?", arguments: [day]) ?? 0
                for query in queries {
                    try update.execute(arguments: [query.count, query.text, day])
                    guard database.changesCount == 0, kept < Self.mostADay else { continue }
                    try insert.execute(arguments: [query.text, day, query.count])
                    kept += 1
                }
            }
        }
    }

    /// The searches without results, most frequent first.
    package func zeroResults(limit: Int) throws -> [ZeroResultQuery] {
        try database.read { database in
            try ZeroResultQuery.fetchAll(
                database,
                sql: """
                    SELECT text, sum(count) AS count FROM misses GROUP BY text HAVING sum(count) >= ?
                    ORDER BY sum(count) DESC, text LIMIT ?
                    """,
                arguments: [Self.leastShown, limit]
            )
        }
    }

    /// Searches without results within some days, most frequent first.
    /// - Parameters:
    ///   - days: days since 1970.
    ///   - offset: how many searches are skipped.
    package func zeroResults(days: ClosedRange<Int>, offset: Int, limit: Int) throws -> ZeroResults {
        try database.read { database in
            let range: StatementArguments = [
                "first": days.lowerBound, "last": days.upperBound, "least": Self.leastShown,
            ]
            let often = """
                SELECT text, sum(count) AS count FROM misses WHERE day BETWEEN :first AND :last
                GROUP BY text HAVING sum(count) >= :least
                """
            let total = try Int.fetchOne(database, sql: "SELECT count(*) FROM (\(often))", arguments: range) ?? 0
            let searches = try ZeroResultQuery.fetchAll(
                database,
                sql: often + " ORDER BY sum(count) DESC, text LIMIT :limit OFFSET :offset",
                arguments: range + ["limit": limit, "offset": offset]
            )
            let byDay = try database.cachedStatement(
                sql: "SELECT day, count FROM misses WHERE text = ? AND day BETWEEN ? AND ? ORDER BY day"
            )
            let sums = try Row.fetchAll(
                database,
                sql: """
                    SELECT day, sum(count) AS count FROM misses WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day
                    """,
                arguments: [days.lowerBound, days.upperBound]
            )
            return ZeroResults(
                total: total,
                searches: try searches.map { search in
                    let rows = try Row.fetchAll(byDay, arguments: [search.text, days.lowerBound, days.upperBound])
                    return .init(text: search.text, count: search.count, days: rows.map(Self.dayCount))
                },
                days: sums.map(Self.dayCount)
            )
        }
    }

    private static func dayCount(_ row: Row) -> ZeroResults.Day { .init(day: row["day"], count: row["count"]) }
}

/// Searches without results, by day.
package struct ZeroResults: Sendable, Equatable {
    package struct Day: Sendable, Equatable {
        /// Days since 1970.
        package var day: Int
        package var count: Int
    }

    package struct Search: Sendable, Equatable {
        package var text: String
        package var count: Int
        package var days: [Day]
    }

    /// The number of different searches that are shown.
    package var total: Int
    package var searches: [Search]
    /// All searches without results, also those that are not shown because they were made less than
    /// ``QueryLog/leastShown`` times.
    package var days: [Day]
}
