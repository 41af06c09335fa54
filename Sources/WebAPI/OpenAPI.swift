import DocumentModel
import Index
import Web

extension StaticFile {
    /// The OpenAPI document of the HTTP API.
    package static let openAPI = StaticFile(
        path: "/openapi.json",
        mediaType: "application/json",
        bytes: OpenAPI.filled(PackageResources.openapi_json)
    )
}

/// `openapi.json` is written by hand and completed from tables: a line with the name of a table in braces is replaced by
/// one line for each of its entries.
enum OpenAPI {
    static let tables = [
        "{facet}": Facet.all.map(\.name),
        // Of a matrix, whose parameter `format` is also that of the answer.
        "{otherFacet}": Facet.all.filter { $0 != .format }.map(\.name),
        "{format}": FileFormat.allCases.map(\.rawValue),
        "{field}": Metadata.Field.allCases.map(\.rawValue),
    ]

    static func filled(_ file: [UInt8]) -> [UInt8] {
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let filled = lines.map { line in
            guard let (name, entries) = tables.first(where: { line.contains($0.key) }) else { return String(line) }
            let end = line.hasSuffix(",") ? "," : ""
            let item = line.dropLast(end.count)
            return entries.map { item.replacing(name, with: $0) }.joined(separator: ",\n") + end
        }
        return Array(filled.joined(separator: "\n").utf8)
    }
}
