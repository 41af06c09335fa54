import Encodings

/// Everything about one field of the metadata. Each field has one entry.
package struct FieldEntry: Sendable {
    /// The plural name of a list in JSON, such as `creators`; nil if JSON uses the field's own name.
    let plural: String?
    /// Other spellings of its name: lower case, without spaces, hyphens and underscores.
    let spellings: [String]
    /// Its position among the facts on a document's page; nil if it is not shown there.
    package let place: Int?
    /// The separator between several values there.
    package let separator: String
    /// The value as JSON: a string, a number, or a list of strings.
    let json: @Sendable (Metadata) -> JSONValue
    /// The values as shown to people.
    let shown: @Sendable (Metadata) -> [String]
    /// Copies the value from the first into the second.
    let copy: @Sendable (Metadata, inout Metadata) -> Void
    /// Parses what curators write.
    let read: @Sendable (inout FieldValues, Metadata.Field, [String]) -> Void
    /// Removes or shortens overlong values. Returns a message for each, with the limit.
    let shorten: @Sendable (inout Metadata) -> [String]
}

extension Metadata.Field {
    package var entry: FieldEntry { Self.entries[self]! }

    private static let entries = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.makeEntry()) })

    private func makeEntry() -> FieldEntry {
        switch self {
        case .title: .text(\.title, ["titles"])
        case .description:
            .text(\.description, ["descriptions", "abstract", "summary"], most: Metadata.Limit.description)
        case .creator: .names(\.creators, "creators", ["author", "authors"], place: 1, separator: "; ")
        case .keyword: .names(\.keywords, "keywords", ["tag", "tags"], place: 6)
        case .country: .codes(\.countries, "countries", place: 3)
        case .sector: .codes(\.sectors, "sectors", ["nace"], place: 5)
        case .topic: .codes(\.topics, "topics", place: 4)
        case .type:
            .one(
                \.type,
                ["types", "resourcetype"],
                json: { .string($0.code) },
                read: { values, field, text in values.code(text, field) }
            )
        case .language:
            .one(
                \.language,
                ["languages", "lang"],
                json: { .string($0.code) },
                read: { values, field, text in values.language(text, field) }
            )
        case .eqf: .number(\.eqf, ["eqflevel", "level"], place: 7) { $0.eqf($2, $1) }
        case .year: .number(\.year, ["years", "yearofissue", "issued"]) { $0.year($2, $1) }
        case .licence:
            .text(\.licence, ["licences", "license", "licenses"], place: 8) { values, _, text in values.licence(text) }
        case .partner: .text(\.partner, ["partners", "organisation", "organization"], place: 2)
        }
    }

    /// The member's name in JSON: lists have plural names.
    package var jsonName: String { entry.plural ?? rawValue }

    /// The facts on a document's page, in order.
    package static let facts = allCases.filter { $0.entry.place != nil }.sorted { $0.entry.place! < $1.entry.place! }
}

extension Metadata {
    /// A value as JSON: a string, a number, or a list of strings.
    package func value(of field: Field) -> JSONValue { field.entry.json(self) }

    /// A value as shown to people: several for a list, none if there is no value.
    package func shown(_ field: Field) -> [String] { field.entry.shown(self) }

    /// Whether the field has a value.
    package func has(_ field: Field) -> Bool { ![JSONValue.null, .array([])].contains(value(of: field)) }

    /// Takes a field's value and origin from another document's metadata.
    package mutating func take(_ field: Field, from other: Metadata) {
        field.entry.copy(other, &self)
        origins[field] = other.origins[field]
    }
}

// MARK: Kinds of fields

extension FieldEntry {
    fileprivate typealias Path<Value> = any WritableKeyPath<Metadata, Value> & Sendable

    /// A field with one value.
    fileprivate static func one<Value: Sendable>(
        _ path: Path<Value?>,
        _ spellings: [String],
        place: Int? = nil,
        json: @escaping @Sendable (Value) -> JSONValue,
        shorten: @escaping @Sendable (inout Metadata) -> [String] = { _ in [] },
        read: @escaping @Sendable (inout FieldValues, Metadata.Field, String) -> Value?
    ) -> FieldEntry {
        FieldEntry(
            plural: nil,
            spellings: spellings,
            place: place,
            separator: "",
            json: { $0[keyPath: path].map(json) ?? .null },
            shown: { metadata in
                switch metadata[keyPath: path].map(json) {
                case .string(let text): [text]
                case .integer(let number): [String(number)]
                default: []
                }
            },
            copy: { $1[keyPath: path] = $0[keyPath: path] },
            read: { values, field, texts in
                let value = values.single(texts, field).flatMap { read(&values, field, $0) }
                values.metadata[keyPath: path] = value
            },
            shorten: shorten
        )
    }

    fileprivate static func text(
        _ path: Path<String?>,
        _ spellings: [String],
        place: Int? = nil,
        most: Int = Metadata.Limit.text,
        read: @escaping @Sendable (inout FieldValues, Metadata.Field, String) -> String? = { $2 }
    ) -> FieldEntry {
        .one(
            path,
            spellings,
            place: place,
            json: { .string($0) },
            shorten: { metadata in
                guard let text = metadata[keyPath: path], let complaint = Metadata.Limit.complaint(about: text, most)
                else {
                    return []
                }
                metadata[keyPath: path] = nil
                return [complaint]
            },
            read: read
        )
    }

    fileprivate static func number(
        _ path: Path<Int?>,
        _ spellings: [String],
        place: Int? = nil,
        read: @escaping @Sendable (inout FieldValues, Metadata.Field, String) -> Int?
    ) -> FieldEntry {
        .one(path, spellings, place: place, json: { .integer($0) }, read: read)
    }

    /// A field with any number of names.
    fileprivate static func names(
        _ path: Path<[String]>,
        _ plural: String,
        _ spellings: [String],
        place: Int? = nil,
        separator: String = ", "
    ) -> FieldEntry {
        FieldEntry(
            plural: plural,
            spellings: spellings,
            place: place,
            separator: separator,
            json: { .array($0[keyPath: path].map { .string($0) }) },
            shown: { $0[keyPath: path] },
            copy: { $1[keyPath: path] = $0[keyPath: path] },
            read: { values, _, texts in values.metadata[keyPath: path] = values.names(texts) },
            shorten: { Metadata.Limit.shorten(&$0[keyPath: path]) }
        )
    }

    /// A field with any number of codes of a list.
    fileprivate static func codes<Code: ListedCode>(
        _ path: Path<[Code]>,
        _ plural: String,
        _ spellings: [String] = [],
        place: Int? = nil
    ) -> FieldEntry {
        FieldEntry(
            plural: plural,
            spellings: spellings,
            place: place,
            separator: ", ",
            json: { .array($0[keyPath: path].map { .string($0.written) }) },
            shown: { $0[keyPath: path].map(\.code) },
            copy: { $1[keyPath: path] = $0[keyPath: path] },
            read: { values, field, texts in values.metadata[keyPath: path] = values.codes(texts, field) },
            shorten: { _ in [] }
        )
    }
}
