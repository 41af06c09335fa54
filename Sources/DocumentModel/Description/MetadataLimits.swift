/// The maximum size of a document's metadata, in bytes of UTF-8. Hits, feeds and harvests contain it, up to a hundred at
/// a time.
extension Metadata {
    package enum Limit {
        /// A title, the name of a person or partner, a keyword, a licence.
        package static let text = 12_000
        package static let description = 20_000
        /// All creators together, and all keywords.
        package static let list = 20_000

        /// What is wrong with a text that is too long; nil if it is not.
        static func complaint(about text: String, _ most: Int = text) -> String? {
            guard text.utf8.count > most else { return nil }
            return "'\(text.prefix(80))…' is \(text.utf8.count) bytes long; the limit is \(most), so it was left out"
        }

        /// Removes names that are too long from a list, and those beyond its limit. Returns a message for each removal.
        static func shorten(_ names: inout [String]) -> [String] {
            var complaints = names.compactMap { complaint(about: $0) }
            names.removeAll { $0.utf8.count > text }
            var bytes = 0
            let taken = names.prefix { name in
                bytes += name.utf8.count
                return bytes <= list
            }
            if taken.count < names.count {
                let most = "the limit for a list is \(list) bytes"
                complaints.append("has \(names.count) values; only the first \(taken.count) were used, because \(most)")
            }
            names = Array(taken)
            return complaints
        }
    }

    /// Removes overlong texts, and the items of lists beyond the limit.
    /// - Returns: what was removed, with the limit.
    package mutating func removeOverlong() -> [(field: Field, message: String)] {
        Field.allCases.flatMap { field in removeOverlong(field).map { (field, $0) } }
    }

    /// The same for one field.
    mutating func removeOverlong(_ field: Field) -> [String] {
        let complaints = field.entry.shorten(&self)
        if !complaints.isEmpty, !has(field) { origins[field] = nil }
        return complaints
    }
}
