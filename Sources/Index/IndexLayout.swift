import DocumentModel
import Foundation
import TextAnalysis

/// The names in the index: term prefixes, value slots, metadata keys. The writer and the query planner share it.
///
/// Words have no prefix; they are in lower case, so that they cannot be mistaken for prefixed terms. Codes are never
/// analysed. The forms of words are not in the documents, but in the lexicon beside them (``Lexicon``).
package enum IndexLayout {
    /// Raise it if the meaning of terms, slots or document data changes; a new facet changes the format version by
    /// itself.
    ///
    /// 1: exact terms and stems with positions, `S` for titles, facets in slots, sections in the document data.
    /// 2: no stems; words of titles, headings and descriptions count twice.
    /// 3: folders, and the language detected from a document's own text.
    /// 4: documents that are not public are in separate parts; links of records; times of change.
    /// 5: the language versions of a document are a group; topics may be URIs of concepts; suggestions.
    /// 6: checksums (seals) that detect damage.
    /// 7: titles are sorted by ICU's collation.
    /// 8: other spellings of words; titles without spaces are suggested by any part of them.
    /// 9: in scripts without spaces, no phrase continues after the end of a paragraph.
    package static let version = 9

    /// The format of the index; an index in another format must be rebuilt.
    package static var formatVersion: String {
        "layout \(version), analyser \(Analyser.version), words \(WordAnalyser.version), "
            + "languages \(LanguageIdentifier.version), facets \(Facet.all.count), lexicon \(Lexicon.version)"
    }

    /// Whether a format version is that of a newer program, whose index must not be overwritten.
    package static func isNewer(_ formatVersion: String) -> Bool {
        let numbers = { (formatVersion: String) in formatVersion.split { !$0.isNumber }.compactMap { Int($0) } }
        return zip(numbers(formatVersion), numbers(Self.formatVersion)).contains { $0 > $1 }
    }

    /// The path of the documents for an audience: public ones are in the index itself, all others in subfolders.
    package static func path(of audience: Visibility, in index: String) -> String {
        audience == .public ? index : index + "/" + audience.rawValue
    }

    /// The existing parts of an index that this audience may read, the public one first.
    package static func parts(of index: String, seenBy audience: Visibility) -> [String] {
        Visibility.allCases.filter { $0 <= audience }.map { path(of: $0, in: index) }
            .filter { $0 == index || isWhole(Lexicon.path(in: $0)) }
    }

    /// Whether a database can be opened: Xapian writes these files last, and a part's lexicon is created after the part.
    private static func isWhole(_ path: String) -> Bool {
        ["iamglass", "XAPIANDB"].contains { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }

    package static func uniqueTerm(_ id: String) -> String { "Q" + id }
    /// The term for the same word in a title.
    package static func title(_ term: String) -> String { "S" + term }

    /// Documents in which a word is another spelling of what is written, such as `elearning` for `e-learning`.
    package static func variant(_ term: String) -> String { "XV:" + term }

    /// Documents in a language; for the other facets see ``Facet``.
    package static func language(_ tag: LanguageTag) -> String { Facet.language.term(tag.code) }
    /// A word of a title with its marks folded, for suggestions.
    package static func titleWord(_ folded: String) -> String { "XW:" + folded }
    /// A heading or keyword for suggestions: with its marks folded, then as written.
    package static func phrase(_ folded: String, _ written: String) -> String {
        phrasePrefix + folded + String(joiner) + written
    }
    package static let phrasePrefix = "XP:"
    /// The group of the language versions of one document.
    package static func group(_ key: String) -> String { "XG:" + key }
    /// A document that others are translations of.
    package static func groupHead(_ id: String) -> String { "XH:" + id }
    /// The language from a document's own text, its tag or a curator; `und` if there is none.
    package static func ownLanguage(_ tag: LanguageTag) -> String { ownLanguagePrefix + tag.code }
    package static let ownLanguagePrefix = "XO:"
    /// The folder of a document's file; the end of a long path is sufficient.
    package static func folder(_ path: String) -> String { "XD:" + String(path.suffix(50)) }

    /// Value slots in addition to those of the facets, which contain their codes, sorted and joined with ``joiner``.
    package enum Slot {
        /// Slots that no facet may use; the last one contains the shim's seals.
        package static let reserved = Set<UInt32>(7...13).union([100])
        /// Four digits; documents without a year come before all others.
        package static let newest: UInt32 = 7
        /// Four digits; documents without a year come after all others.
        package static let oldest: UInt32 = 8
        /// The sort key of the title.
        package static let title: UInt32 = 9
        /// The time of the last change: microseconds since 1970 in 16 digits.
        package static let changed: UInt32 = 10
        /// The group of a document that has other language versions; empty for all others.
        package static let group: UInt32 = 11
        /// The data shown for a document without reading it: id, language and title, joined with ``joiner``.
        package static let card: UInt32 = 12
        /// For a document in a group: the group, then the values for the slots of ``Facet/bySlot``, joined with
        /// ``memberMark``; these slots are empty then. So each group can be counted once.
        package static let member: UInt32 = 13
    }

    package static let joiner: Character = "\u{1F}"
    package static let memberMark = "\u{1E}"

    package enum MetadataKey {
        /// The number of the last change applied, written in the same commit as the documents.
        package static let applied = "vetsearch.applied"
        package static let formatVersion = "vetsearch.recipe"  // the name in existing indexes
        /// The number of documents at the last compaction.
        package static let compacted = "vetsearch.compacted"
    }

    /// The number of positions between two sections, so that no phrase extends from one page to the next.
    package static let gap: UInt32 = 100
}

/// The last change applied to an index, for its readers.
extension IndexReader {
    package func appliedSequence() throws -> Int64 { Int64(try metadata(IndexLayout.MetadataKey.applied)) ?? 0 }

    /// The format version of the index.
    package func formatVersion() throws -> String { try metadata(IndexLayout.MetadataKey.formatVersion) }
}
