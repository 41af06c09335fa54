import DocumentModel
import Foundation
import TextAnalysis

/// How the index spells things: term prefixes, value slots, metadata keys. The writer and the query planner share it.
///
/// Words carry no prefix; they are lower case, so that none can look like one. Codes are never analysed. What the words'
/// forms are does not stand in the documents but in the vocabulary beside them (``Vocabulary``).
public enum IndexLayout {
    /// Raise it when the meaning of terms, slots or document data changes.
    ///
    /// 1: exact terms and stems with positions, `S` for titles, facets in slots, sections in the document data.
    /// 2: no stems; words of titles, headings and descriptions count twice.
    /// 3: folders, and the language that a document's own text tells.
    /// 4: what is not for everybody lies in parts of its own; links of records; times of change.
    /// 5: the language versions of one document are a group; topics may be URIs of concepts; what to suggest.
    /// 6: seals, by which damage is told.
    public static let version = 6

    /// What the index was made by; one made by another recipe must be built anew.
    public static var recipe: String {
        "layout \(version), analyser \(Analyser.version), words \(WordAnalyser.version), "
            + "languages \(LanguageIdentifier.version)"
    }

    /// Whether a recipe is a newer program's: its index must not be taken for an old one and overwritten.
    public static func isNewer(_ recipe: String) -> Bool {
        let numbers = { (recipe: String) in recipe.split { !$0.isNumber }.compactMap { Int($0) } }
        return zip(numbers(recipe), numbers(Self.recipe)).contains { $0 > $1 }
    }

    /// Where the documents for an audience lie: what is public in the index itself, all else in folders of it.
    public static func path(of audience: Visibility, in index: String) -> String {
        audience == .public ? index : index + "/" + audience.rawValue
    }

    /// The parts of an index that are there and that somebody with this sight may read, the public one first.
    public static func parts(of index: String, seenBy sight: Visibility) -> [String] {
        Visibility.allCases.filter { $0 <= sight }.map { path(of: $0, in: index) }
            .filter { $0 == index || isWhole(Vocabulary.path(in: $0)) }
    }

    /// Whether a database can be opened: Xapian writes these files last, and a part's vocabulary is made after the part.
    private static func isWhole(_ path: String) -> Bool {
        ["iamglass", "XAPIANDB"].contains { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }

    public static func uniqueTerm(_ id: String) -> String { "Q" + id }
    /// The same word, but in the title.
    public static func title(_ term: String) -> String { "S" + term }

    public static func country(_ code: Country) -> String { "XC:" + code.code }
    public static func sector(_ code: Sector) -> String { "XN:" + code.code }
    public static func topic(_ code: Topic) -> String { topicPrefix + code.code }
    public static let topicPrefix = "XT:"
    public static func type(_ code: ResourceType) -> String { "T:" + code.code }
    public static func language(_ tag: LanguageTag) -> String { languagePrefix + tag.code }
    public static let languagePrefix = "L:"
    /// A word of a title, its marks folded, for who has typed the beginning of it.
    public static func titleWord(_ folded: String) -> String { "XW:" + folded }
    /// A heading or keyword for who has typed the beginning of it: with its marks folded, then as it is written.
    public static func phrase(_ folded: String, _ written: String) -> String {
        phrasePrefix + folded + String(joiner) + written
    }
    public static let phrasePrefix = "XP:"
    /// What the language versions of one document have in common.
    public static func group(_ key: String) -> String { "XG:" + key }
    /// A document that others are translations of.
    static func groupHead(_ id: String) -> String { "XH:" + id }
    /// The language that a document's own text, its tag or a curator tells; `und` where none does.
    static func ownLanguage(_ tag: LanguageTag) -> String { ownLanguagePrefix + tag.code }
    static let ownLanguagePrefix = "XO:"
    /// The folder that a document's file lies in; the end of a long path will do.
    static func folder(_ path: String) -> String { "XD:" + String(path.suffix(50)) }

    /// Value slots. Facets hold their codes sorted and joined with ``joiner``.
    public enum Slot {
        public static let country: UInt32 = 1
        public static let sector: UInt32 = 2
        public static let topic: UInt32 = 3
        public static let type: UInt32 = 4
        public static let language: UInt32 = 5
        public static let year: UInt32 = 6
        /// Four digits, documents without a year before all others.
        public static let newest: UInt32 = 7
        /// Four digits, documents without a year behind all others.
        public static let oldest: UInt32 = 8
        /// The folded title's beginning.
        public static let title: UInt32 = 9
        /// When the document came to be as it is: microseconds since 1970 in 16 digits.
        public static let changed: UInt32 = 10
        /// The group of a document that has other language versions; nothing for all others.
        public static let group: UInt32 = 11
        /// What is shown of a document without reading it: id, language and title, joined with ``joiner``.
        public static let card: UInt32 = 12
        /// Of a document in a group: the group, then what would stand in the facets' slots, in their order, joined with
        /// ``memberMark``; the slots themselves hold nothing then. So each group can be counted once.
        public static let member: UInt32 = 13
    }

    public static let joiner: Character = "\u{1F}"
    static let memberMark = "\u{1E}"

    enum MetadataKey {
        /// The number of the last change applied, written in the same commit as the documents.
        static let applied = "vetsearch.applied"
        static let recipe = "vetsearch.recipe"
    }

    /// Positions between two sections, so that no phrase reaches from one page into the next.
    static let gap: UInt32 = 100
}
