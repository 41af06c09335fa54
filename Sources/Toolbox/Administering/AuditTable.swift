import Catalogue
import Encodings
import Foundation

/// The audit trail as a table for spreadsheets.
package enum AuditTable {
    package static func csv(_ entries: [AuditEntry]) throws -> String {
        SpreadsheetCell.table(
            ["number", "at", "who", "action", "document", "details"],
            try entries.map {
                [
                    String($0.number), $0.at.formatted(.iso8601), $0.who, $0.action.rawValue, $0.document ?? "",
                    try jsonText($0.details),
                ]
            }
        )
    }

    /// A date, or a date with a time, in ISO 8601: `2026-11-28`, `2026-11-28T08:00:00Z`; nil if it is neither.
    /// - Parameter isEnd: whether a date means the end of its day instead of the beginning, in UTC.
    package static func time(_ text: String, isEnd: Bool) -> Date? {
        if text.utf8.count == 10 {
            let day = try? Date.ISO8601FormatStyle().year().month().day().parse(text)
            return isEnd ? day?.addingTimeInterval(86_400) : day
        }
        return (try? Date.ISO8601FormatStyle().parse(text))
            ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }
}
