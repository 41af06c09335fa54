import DocumentModel
import Encodings

/// The entry of one string in one language.
package struct LexiconEntry: Equatable, Sendable {
    /// The keys of the string if it is a word of the documents; nil if it is only a key of other words.
    package var keys: KnownKeys?
    /// Whether it is found by its trigrams.
    package var hasTrigrams = false
    /// The words of which the string is a base form, without the string itself.
    package var words: [String] = []
    /// The words that are this string after their marks are folded, and that are not in ``words``.
    package var spellings: [String] = []
    /// The compounds that have the string as a part.
    package var compounds: [String] = []

    package init() {}

    /// The keys of a word when it was indexed, as in `WordKeys`.
    package struct KnownKeys: Equatable, Sendable {
        package var bases: [String]
        package var parts: [String]
        package var isUnknown: Bool

        package init(bases: [String], parts: [String], isUnknown: Bool) {
            (self.bases, self.parts, self.isUnknown) = (bases, parts, isUnknown)
        }
    }

    /// The roles of a string in a language. This is the first byte of an encoded entry; the lists that are not empty follow.
    package struct Uses: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A word of the documents.
        package static let word = Uses(rawValue: 1)
        static let trigrams = Uses(rawValue: 2)
        static let unknown = Uses(rawValue: 4)
        /// A word with base forms other than just itself.
        static let bases = Uses(rawValue: 8)
        static let parts = Uses(rawValue: 16)
        /// A base form of other words.
        package static let base = Uses(rawValue: 32)
        /// The spelling of other words after their marks are folded.
        package static let spelling = Uses(rawValue: 64)
        /// A part of compounds.
        package static let part = Uses(rawValue: 128)
    }

    private func uses(of string: String) -> Uses {
        var uses: Uses = []
        if let keys {
            uses.insert(.word)
            if keys.isUnknown { uses.insert(.unknown) }
            if keys.bases != [string] { uses.insert(.bases) }
            if !keys.parts.isEmpty { uses.insert(.parts) }
        }
        if hasTrigrams { uses.insert(.trigrams) }
        if !words.isEmpty { uses.insert(.base) }
        if !spellings.isEmpty { uses.insert(.spelling) }
        if !compounds.isEmpty { uses.insert(.part) }
        return uses
    }

    fileprivate func write(of string: String, to writer: inout BinaryWriter) {
        let uses = uses(of: string)
        writer.append(uses.rawValue)
        func write(_ list: [String], if use: Uses) {
            if uses.contains(use) { writer.write(list) { $0.write($1) } }
        }
        write(keys?.bases ?? [], if: .bases)
        write(keys?.parts ?? [], if: .parts)
        write(words, if: .base)
        write(spellings, if: .spelling)
        write(compounds, if: .part)
    }

    fileprivate init(of string: String, _ reader: inout BinaryReader) throws {
        let uses = Uses(rawValue: try reader.readByte())
        func list(if use: Uses) throws -> [String] {
            try uses.contains(use) ? reader.readList { try $0.readString() } : []
        }
        let (bases, parts) = (try list(if: .bases), try list(if: .parts))
        if uses.contains(.word) {
            keys = KnownKeys(
                bases: uses.contains(.bases) ? bases : [string],
                parts: parts,
                isUnknown: uses.contains(.unknown)
            )
        }
        hasTrigrams = uses.contains(.trigrams)
        words = try list(if: .base)
        spellings = try list(if: .spelling)
        compounds = try list(if: .part)
    }
}

/// The stored value of one string: its entries in all languages.
package struct LexiconValue {
    private let string: String
    /// The encoded entries, with their language codes.
    private var entries: [(language: String, bytes: [UInt8])] = []

    /// - Parameter bytes: see ``bytes``; empty for a string that is not in the lexicon.
    /// - Throws: `BinaryCodingError`.
    package init(of string: String, _ bytes: [UInt8]) throws {
        self.string = string
        var reader = BinaryReader(bytes)
        while !reader.isAtEnd {
            entries.append((try reader.readString(), Array(try reader.readBytes())))
        }
    }

    package var bytes: [UInt8] {
        var writer = BinaryWriter()
        for entry in entries {
            writer.write(entry.language)
            writer.write(entry.bytes)
        }
        return writer.bytes
    }

    /// The roles of the string in a language; empty if it is not in the lexicon.
    package func uses(in language: LanguageTag) -> LexiconEntry.Uses {
        let first = entries.first { $0.language == language.code }?.bytes.first
        return LexiconEntry.Uses(rawValue: first ?? 0)
    }

    /// The string's entry in a language; an empty one if it is not in the lexicon.
    package subscript(language: LanguageTag) -> LexiconEntry {
        get throws {
            guard let entry = entries.first(where: { $0.language == language.code }) else { return LexiconEntry() }
            var reader = BinaryReader(entry.bytes)
            return try LexiconEntry(of: string, &reader)
        }
    }

    package mutating func set(_ entry: LexiconEntry, in language: LanguageTag) {
        var writer = BinaryWriter()
        entry.write(of: string, to: &writer)
        if let index = entries.firstIndex(where: { $0.language == language.code }) {
            entries[index].bytes = writer.bytes
        } else {
            entries.append((language.code, writer.bytes))
        }
    }
}
