import DocumentModel
import Encodings
import Foundation
import GRDB
import SystemPackage

/// An upload that could not be read.
package struct FailedDeposit: Sendable, Equatable {
    package var id: String
    /// The file name, without folders.
    package var name: String
    /// In bytes.
    package var size: Int64
    package var at: Date
    /// As in the audit trail.
    package var depositor: String
    package var status: FileStatus
    package var reason: String
    /// The description that came with it, as JSON members.
    package var members: [String: JSONValue]
    /// The document whose new file it was to be.
    package var document: String?
    /// Whether its bytes are still there.
    package var isKept: Bool

    package var remedy: Remedy { Remedy(status, reason: reason) ?? .repair }
}

extension FailedDeposit: FetchableRecord {
    package init(row: Row) throws {
        id = row["id"]
        name = row["name"]
        size = row["size"]
        at = Date(timeIntervalSince1970: row["at"])
        depositor = row["depositor"]
        status = FileStatus(rawValue: row["status"]) ?? .failed
        reason = row["reason"]
        members = try JSONDecoder().decode([String: JSONValue].self, from: Data((row["members"] as String).utf8))
        document = row["document"]
        isKept = row["kept"]
    }
}

/// Uploads that could not be read, with their bytes, so that depositors see what became of every file. They are kept until
/// they are replaced or dismissed, at most ``days``; if there are more than ``mostBytes``, the bytes of the oldest ones are
/// deleted. Backups do not contain the bytes.
package struct FailedDeposits: Sendable {
    let catalogue: Catalogue

    /// How long they are kept, in days.
    package static let days = 30
    /// The maximum size of all bytes that are kept.
    package static let mostBytes: Int64 = 4 << 30
    /// The maximum number of failed uploads; the oldest ones are forgotten.
    package static let most = 10_000
    /// The maximum number in one answer.
    package static let mostListed = 200

    private var folder: FilePath { catalogue.toolbox.failed }

    /// The path of the bytes of a failed upload.
    package func path(of id: String) -> FilePath { folder.appending(id) }

    /// Keeps an upload that could not be read. Its staged copy is moved.
    package func keep(
        _ staged: StagedOriginal,
        name: String,
        _ status: FileStatus,
        reason: String,
        members: [String: JSONValue],
        document: String? = nil,
        by depositor: String
    ) throws -> FailedDeposit {
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let id = NeutralID.random()
        let target = path(of: id)
        guard rename(staged.path.string, target.string) == 0 else { throw Errno(rawValue: errno) }
        do {
            try Originals.synchronise(target)
            try Originals.synchronise(folder)
            let failed = FailedDeposit(
                id: id,
                name: String(name.suffix(500)),
                size: staged.size,
                at: Date(),
                depositor: depositor,
                status: status,
                reason: String(reason.prefix(2000)),
                members: members,
                document: document,
                isKept: true
            )
            try catalogue.database.write { database in
                try database.execute(
                    sql: "INSERT INTO failed_deposits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                    arguments: [
                        id, failed.name, failed.size, failed.at.timeIntervalSince1970, depositor, status.rawValue,
                        failed.reason, try Catalogue.json(members), document,
                    ]
                )
            }
            try clean()
            return failed
        } catch {
            try? FileManager.default.removeItem(atPath: target.string)
            throw error
        }
    }

    /// Failed uploads, newest first.
    /// - Parameter depositor: only those of this person.
    package func list(depositor: String? = nil, offset: Int = 0, limit: Int) throws -> (
        entries: [FailedDeposit], total: Int
    ) {
        try catalogue.database.read { database in
            let condition = "at > :since AND (:depositor IS NULL OR depositor = :depositor)"
            let arguments: StatementArguments = ["since": Self.since(Date()), "depositor": depositor]
            let total =
                try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM failed_deposits WHERE \(condition)",
                    arguments: arguments
                ) ?? 0
            let entries = try FailedDeposit.fetchAll(
                database,
                sql: """
                    SELECT * FROM failed_deposits WHERE \(condition) ORDER BY at DESC, id LIMIT :limit OFFSET :offset
                    """,
                arguments: arguments + ["limit": limit, "offset": offset]
            )
            return (entries, total)
        }
    }

    /// The failed upload with this id, if it is this person's; nil for the person: anybody's.
    package func find(_ id: String, of depositor: String?) throws -> FailedDeposit? {
        let found = try catalogue.database.read {
            try FailedDeposit.fetchOne($0, sql: "SELECT * FROM failed_deposits WHERE id = ?", arguments: [id])
        }
        return found.flatMap { depositor == nil || $0.depositor == depositor ? $0 : nil }
    }

    /// Forgets a failed upload and deletes its bytes: it was replaced, or nobody needs it. Returns false if there is none.
    @discardableResult
    package func dismiss(_ id: String) throws -> Bool {
        let isGone = try catalogue.database.write { database in
            try database.execute(sql: "DELETE FROM failed_deposits WHERE id = ?", arguments: [id])
            return database.changesCount > 0
        }
        if isGone { try? FileManager.default.removeItem(atPath: path(of: id).string) }
        return isGone
    }

    private static func since(_ now: Date) -> Double { now.timeIntervalSince1970 - Double(days) * 86_400 }

    /// Deletes what is too old or too much, and bytes that belong to nothing.
    package func clean(now: Date = Date(), mostBytes: Int64 = Self.mostBytes) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        // The list of files comes first: one whose row is just being inserted must not be taken for a stray.
        let kept = try catalogue.database.write { database -> Set<String> in
            try database.execute(sql: "DELETE FROM failed_deposits WHERE at <= ?", arguments: [Self.since(now)])
            try database.execute(
                sql: """
                    DELETE FROM failed_deposits WHERE id IN (
                        SELECT id FROM failed_deposits ORDER BY at DESC, id LIMIT -1 OFFSET ?
                    )
                    """,
                arguments: [Self.most]
            )
            var size: Int64 = 0
            var kept: Set<String> = []
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT id, size FROM failed_deposits WHERE kept ORDER BY at DESC, id"
            )
            for row in rows {
                size += row["size"] as Int64
                if size <= mostBytes {
                    kept.insert(row["id"])
                } else {
                    try database.execute(
                        sql: "UPDATE failed_deposits SET kept = 0 WHERE id = ?",
                        arguments: [row["id"] as String]
                    )
                }
            }
            return kept
        }
        for name in names where !kept.contains(name) && isOld(name, now) {
            try? FileManager.default.removeItem(atPath: path(of: name).string)
        }
    }

    /// Whether a file's row would be there by now, if it had one. A file that lost its row a moment ago is deleted the next
    /// time.
    private func isOld(_ name: String, _ now: Date) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(of: name).string)
        guard let changed = attributes?[.modificationDate] as? Date else { return false }
        return now.timeIntervalSince(changed) > 600
    }
}

/// Random ids that say nothing about what they identify.
enum NeutralID {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// 12 letters and digits: 60 random bits.
    static func random() -> String { String((0..<12).map { _ in alphabet.randomElement()! }) }
}

extension Toolbox {
    /// Uploads that could not be read.
    package var failed: FilePath { folder.appending("failed") }
}

extension Catalogue {
    package var failedDeposits: FailedDeposits { FailedDeposits(catalogue: self) }
}
