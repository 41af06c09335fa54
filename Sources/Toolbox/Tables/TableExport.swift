import Catalogue
import Foundation

/// Writes the metadata of all documents as a table or as JSON Lines.
package struct TableExport: Sendable {
    let catalogue: Catalogue
    let format: MetadataTable.Format

    package init(_ catalogue: Catalogue, as format: MetadataTable.Format) {
        (self.catalogue, self.format) = (catalogue, format)
    }

    /// Writes to a file, which is replaced, or to standard output.
    /// - Returns: the number of documents.
    package func write(to path: String?) throws -> Int {
        if let path, !FileManager.default.createFile(atPath: path, contents: nil) {
            throw ToolboxError("\(path) cannot be written")
        }
        let target = try path.map { try FileHandle(forWritingTo: URL(filePath: $0)) } ?? .standardOutput
        if format == .csv {
            // The byte order mark tells spreadsheets that it is UTF-8.
            try target.write(contentsOf: Data("\u{FEFF}\(MetadataTable.columns.joined(separator: ","))\r\n".utf8))
        }
        var count = 0
        for id in try catalogue.documentIDs() {
            guard let document = try catalogue.document(id) else { continue }
            let end = format == .csv ? "\r\n" : "\n"
            try target.write(contentsOf: Data((try MetadataTable.line(document, format) + end).utf8))
            count += 1
        }
        return count
    }
}
