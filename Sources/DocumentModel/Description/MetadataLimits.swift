/// How much may be said of a document. Hits, feeds and harvests carry it, hundreds at a time.
extension Metadata {
    public enum Limit {
        /// Bytes of UTF-8 in a title: some ten lines.
        public static let title = 2_000
        /// … in a description: some ten pages.
        public static let description = 40_000
        /// … in the name of a person or partner, a keyword or a licence.
        public static let name = 1_000
        /// Names in a list.
        public static let names = 500
    }

    /// Takes out the texts that are too long, and of lists what is too much.
    /// - Returns: what was taken out, and how much would have been right.
    public mutating func removeOverlong() -> [(field: Field, message: String)] {
        var told: [(field: Field, message: String)] = []
        func short(_ text: String?, _ field: Field, most: Int) -> String? {
            guard let text, text.utf8.count > most else { return text }
            told.append((field, "'\(text.prefix(80))…' is \(text.utf8.count) bytes long; at most \(most) are taken"))
            return nil
        }
        func short(_ names: [String], _ field: Field) -> [String] {
            if names.count > Limit.names {
                told.append((field, "holds \(names.count) values; the first \(Limit.names) were taken"))
            }
            return names.prefix(Limit.names).compactMap { short($0, field, most: Limit.name) }
        }
        title = short(title, .title, most: Limit.title)
        description = short(description, .description, most: Limit.description)
        licence = short(licence, .licence, most: Limit.name)
        partner = short(partner, .partner, most: Limit.name)
        creators = short(creators, .creator)
        keywords = short(keywords, .keyword)
        for (field, _) in told where !has(field) { origins[field] = nil }
        return told
    }
}
