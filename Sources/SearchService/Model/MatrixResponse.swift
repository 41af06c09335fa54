import DocumentModel
import Encodings

/// The answer to `GET /v1/matrix`: two facets against each other.
package struct MatrixResponse: Sendable, Codable, Equatable {
    /// How many documents there are in all.
    package var total: Int
    package var rows: Side
    package var columns: Side
    /// A list for each row, with the count of each column; 0 is a gap. A document with several values is in several cells.
    package var cells: [[Int]]

    /// Values of a facet that are shown at most.
    package static let mostValues = 100

    package struct Side: Sendable, Codable, Equatable {
        package var facet: String
        package var values: [Value]
    }

    package struct Value: Sendable, Codable, Equatable {
        package var value: String
        /// In the reader's language.
        package var label: String
        /// Of the documents that are counted, whatever they have of the other facet.
        package var count: Int

        package init(_ facet: FacetValue) { (value, label, count) = (facet.value, facet.label, facet.count) }
    }

    /// As a spreadsheet reads it (RFC 4180): names in the first row and column, sums in the last.
    /// - Parameter all: what the sums are called.
    package func csv(all: String) -> String {
        let header = [rows.facet] + columns.values.map(\.label) + [all]
        let lines = zip(rows.values, cells).map { row, counts in
            [row.label] + counts.map(String.init) + [String(row.count)]
        }
        let sums = [all] + columns.values.map { String($0.count) } + [String(total)]
        return ([header] + lines + [sums]).map { SpreadsheetCell.row($0) + "\r\n" }.joined()
    }
}
