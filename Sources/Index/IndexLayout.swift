import DocumentModel
import Foundation
import TextAnalysis

/// How the index spells things: term prefixes, value slots, metadata keys. The writer and the query planner share it.
///
/// Words carry no prefix; they are lower case, so that none can look like one. Codes are never analysed. What the
/// words' forms are does not stand in the documents but in the lexicon beside them (``Lexicon``).
package enum IndexLayout {
    /// Raise it when the meaning of terms, slots or document data changes; a new facet changes the format version by
    /// itself.
    ///
    /// 1: exact terms and stems with positions, `S` for titles, facets in slots, sections in the document data.
    /// 2: no stems; words of titles, headings and descriptions count twice.
    /// 3: folders, and the language that a document's own text tells.
    /// 4: what is not for everybody lies in parts of its own; links of records; times of change.
    /// 5: the language versions of one document are a group; topics may be URIs of concepts; what to suggest.
    /// 6: seals, by which damage is told.
    package static let version = 6

    /// What the index was made by; an index in another format must be rebuilt.
    package static var formatVersion: String {
        "layout \(version), analyser \(Analyser.version), words \(WordAnalyser.version), "
            + "languages \(LanguageIdentifier.version), facets \(Facet.all.count)"
    }

    /// Whether a format version is that of a newer program: its index must not be taken for an old one and overwritten.
    package static func isNewer(_ formatVersion: String) -> Bool {
        let numbers = { (formatVersion: String) in formatVersion.split { !$0.isNumber }.compactMap { Int($0) } }
        return zip(numbers(formatVersion), numbers(Self.formatVersion)).contains { $0 > $1 }
    }

    /// Where the documents for an audience lie: what is public in the index itself, all else in folders of it.
    package static func path(of audience: Visibility, in index: String) -> String {
        audience == .public ? index : index + "/" + audience.rawValue
    }

    /// The parts of an index that are there and that this audience may read, the public one first.
    package static func parts(of index: String, seenBy audience: Visibility) -> [String] {
        Visibility.allCases.filter { $0 <= audience }.map { path(of: $0, in: index) }
            .filter { $0 == index || isWhole(Lexicon.path(in: $0)) }
    }

    /// Whether a database can be opened: Xapian writes these files last, and a part's lexicon is made after the
    /// part.
    private static func isWhole(_ path: String) -> Bool {
        ["iamglass", "XAPIANDB"].contains { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }

    package static func uniqueTerm(_ id: String) -> String { "Q" + id }
    /// The same word, but in the title.
    package static func title(_ term: String) -> String { "S" + term }

    /// Documents in a language; see ``Facet`` for the terms of the others.
    package static func language(_ tag: LanguageTag) -> String { Facet.language.term(tag.code) }
    /// A word of a title, its marks folded, for who has typed the beginning of it.
    package static func titleWord(_ folded: String) -> String { "XW:" + folded }
    /// A heading or keyword for who has typed the beginning of it: with its marks folded, then as it is written.
    package static func phrase(_ folded: String, _ written: String) -> String {
        phrasePrefix + folded + String(joiner) + written
    }
    package static let phrasePrefix = "XP:"
    /// What the language versions of one document have in common.
    package static func group(_ key: String) -> String { "XG:" + key }
    /// A document that others are translations of.
    package static func groupHead(_ id: String) -> String { "XH:" + id }
    /// The language that a document's own text, its tag or a curator tells; `und` where none does.
    package static func ownLanguage(_ tag: LanguageTag) -> String { ownLanguagePrefix + tag.code }
    package static let ownLanguagePrefix = "XO:"
    /// The folder that a document's file lies in; the end of a long path will do.
    package static func folder(_ path: String) -> String { "XD:" + String(path.suffix(50)) }

    /// Value slots besides those of the facets, which hold their codes sorted and joined with ``joiner``.
    package enum Slot {
        /// Those that no facet may have; in that of the last one are the shim's seals.
        package static let reserved = Set<UInt32>(7...13).union([100])
        /// Four digits, documents without a year before all others.
        package static let newest: UInt32 = 7
        /// Four digits, documents without a year behind all others.
        package static let oldest: UInt32 = 8
        /// The folded title's beginning.
        package static let title: UInt32 = 9
        /// When the document came to be as it is: microseconds since 1970 in 16 digits.
        package static let changed: UInt32 = 10
        /// The group of a document that has other language versions; nothing for all others.
        package static let group: UInt32 = 11
        /// What is shown of a document without reading it: id, language and title, joined with ``joiner``.
        package static let card: UInt32 = 12
        /// Of a document in a group: the group, then what would stand in the slots of ``Facet/bySlot``, joined with
        /// ``memberMark``; the slots themselves hold nothing then. So each group can be counted once.
        package static let member: UInt32 = 13
    }

    package static let joiner: Character = "\u{1F}"
    package static let memberMark = "\u{1E}"

    package enum MetadataKey {
        /// The number of the last change applied, written in the same commit as the documents.
        package static let applied = "vetsearch.applied"
        package static let formatVersion = "vetsearch.recipe"  // the name in existing indexes
    }

    /// Positions between two sections, so that no phrase reaches from one page into the next.
    package static let gap: UInt32 = 100
}

/// The last change that an index has applied, as its readers see it.
extension IndexReader {
    package func appliedSequence() throws -> Int64 { Int64(try metadata(IndexLayout.MetadataKey.applied)) ?? 0 }

    /// The format version that the index was made by.
    package func formatVersion() throws -> String { try metadata(IndexLayout.MetadataKey.formatVersion) }
}
