import DocumentModel
import Encodings

/// The response of `GET /v1/matrix`: the counts of two facets combined.
package struct MatrixResponse: Sendable, Codable, Equatable {
    /// The total number of documents.
    package var total: Int
    package var rows: Side
    package var columns: Side
    /// A list for each row, with the count of each column; 0 is a gap. A document with several values is in several
    /// cells.
    package var cells: [[Int]]

    /// The maximum number of values of a facet.
    package static let mostValues = 100

    package struct Side: Sendable, Codable, Equatable {
        package var facet: String
        package var values: [Value]
    }

    package struct Value: Sendable, Codable, Equatable {
        package var value: String
        /// In the reader's language.
        package var label: String
        /// The number of documents with this value, regardless of the other facet.
        package var count: Int

        package init(_ facet: FacetValue) { (value, label, count) = (facet.value, facet.label, facet.count) }
    }

    /// The matrix as CSV for spreadsheets (RFC 4180): names in the first row and column, sums in the last.
    /// - Parameter all: the name of the sums.
    package func csv(all: String) -> String {
        let header = [rows.facet] + columns.values.map(\.label) + [all]
        let lines = zip(rows.values, cells).map { row, counts in
            [row.label] + counts.map(String.init) + [String(row.count)]
        }
        let sums = [all] + columns.values.map { String($0.count) } + [String(total)]
        return ([header] + lines + [sums]).map { SpreadsheetCell.row($0) + "\r\n" }.joined()
    }
}
