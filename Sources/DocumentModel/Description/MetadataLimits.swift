/// How much may be said of a document, in bytes of UTF-8. Hits, feeds and harvests carry it, a hundred at a time.
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

        /// Takes the names that are too long out of a list, and what is too much of it; what was taken out.
        static func shorten(_ names: inout [String]) -> [String] {
            var told = names.compactMap { complaint(about: $0) }
            names.removeAll { $0.utf8.count > text }
            var bytes = 0
            let taken = names.prefix { name in
                bytes += name.utf8.count
                return bytes <= list
            }
            if taken.count < names.count {
                let most = "the limit for a list is \(list) bytes"
                told.append("has \(names.count) values; only the first \(taken.count) were used, because \(most)")
            }
            names = Array(taken)
            return told
        }
    }

    /// Takes out the texts that are too long, and of lists what is too much.
    /// - Returns: what was taken out, and how much would have been right.
    package mutating func removeOverlong() -> [(field: Field, message: String)] {
        Field.allCases.flatMap { field in removeOverlong(field).map { (field, $0) } }
    }

    /// The same of one field.
    mutating func removeOverlong(_ field: Field) -> [String] {
        let told = field.entry.shorten(&self)
        if !told.isEmpty, !has(field) { origins[field] = nil }
        return told
    }
}
