/// How much may be said of a document, in bytes of UTF-8. Hits, feeds and harvests carry it, a hundred at a time.
extension Metadata {
    package enum Limit {
        /// A title, the name of a person or partner, a keyword, a licence.
        package static let text = 12_000
        package static let description = 20_000
        /// All creators together, and all keywords.
        package static let list = 20_000
    }

    /// Takes out the texts that are too long, and of lists what is too much.
    /// - Returns: what was taken out, and how much would have been right.
    package mutating func removeOverlong() -> [(field: Field, message: String)] {
        var told: [(field: Field, message: String)] = []
        func short(_ text: String?, _ field: Field, most: Int = Limit.text) -> String? {
            guard let text, text.utf8.count > most else { return text }
            told.append(
                (
                    field,
                    "'\(text.prefix(80))…' is \(text.utf8.count) bytes long; the limit is \(most), so it was left out"
                )
            )
            return nil
        }
        func short(_ names: [String], _ field: Field) -> [String] {
            let names = names.compactMap { short($0, field) }
            var bytes = 0
            let taken = names.prefix { name in
                bytes += name.utf8.count
                return bytes <= Limit.list
            }
            if taken.count < names.count {
                let most = "the limit for a list is \(Limit.list) bytes"
                told.append(
                    (field, "has \(names.count) values; only the first \(taken.count) were used, because \(most)")
                )
            }
            return Array(taken)
        }
        title = short(title, .title)
        description = short(description, .description, most: Limit.description)
        licence = short(licence, .licence)
        partner = short(partner, .partner)
        creators = short(creators, .creator)
        keywords = short(keywords, .keyword)
        for (field, _) in told where !has(field) { origins[field] = nil }
        return told
    }
}
