import DocumentModel
import Encodings
import Foundation

/// What is known of a document's content for finding others like it: small, and the same for the same content.
package struct Fingerprint: Sendable, Equatable {
    /// Raise it if the same content gets another fingerprint; all are then made again.
    static let recipe = 1
    static let places = 128
    static let fewPlaces = 64

    /// Of the text's shingles.
    package var text = MinHash()
    /// Of what a translation keeps: numbers, words with digits, abbreviations.
    package var figures = MinHash()
    /// Of words with a capital letter inside a sentence.
    package var names = MinHash()
    package var figureCount = 0
    package var nameCount = 0
    /// The number of words; in scripts without spaces, of characters.
    package var words = 0
    /// The number of pages, slides, chapters, cues or parts.
    package var sections = 0
    package var headings = 0
    package var format: FileFormat

    /// - Parameter content: the complete text of a document.
    package init(of content: ExtractedDocument) {
        format = content.format
        sections = content.sections.count
        headings = max(content.outline.count, content.sections.count { $0.heading != nil })
        var features = TextFeatures()
        for section in content.sections {
            if let heading = section.heading { features.read(heading) }
            features.read(section.text)
        }
        features.finish()
        (text, figures, names) = (features.shingles.finish(), features.figures.finish(), features.names.finish())
        (figureCount, nameCount, words) = (features.figureCount, features.nameCount, features.words)
    }

    /// Fewer words are not compared: any two title pages would be alike.
    static let fewestWords = 12
    /// The fewest figures by which a translation can be found.
    static let fewestFigures = 6

    /// The keys under which it is found.
    /// - Parameter source: the path or name of its file.
    func keys(source: String) -> Set<Int64> {
        var keys: Set<Int64> = []
        // With 42 bands of three places, texts with half of their shingles in common share a key in 99.6 of 100 cases.
        if words >= Self.fewestWords { keys.formUnion(text.bands(rows: 3, kind: 1)) }
        if figureCount >= Self.fewestFigures { keys.formUnion(figures.bands(rows: 2, kind: 2)) }
        let name = FileNameParts(source)
        if let stem = name.stem { keys.insert(Self.key("name " + stem)) }
        return keys
    }

    private static func key(_ text: String) -> Int64 { Int64(bitPattern: MinHash.mixed(FNV1a.hash(text.utf8))) }

    func encoded() -> [UInt8] {
        var writer = BinaryWriter()
        for set in [text, figures, names] { set.write(to: &writer) }
        for number in [figureCount, nameCount, words, sections, headings] { writer.write(number) }
        writer.write(format.rawValue)
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = BinaryReader(bytes)
        (text, figures, names) = (
            try MinHash(from: &reader), try MinHash(from: &reader), try MinHash(from: &reader)
        )
        (figureCount, nameCount, words) = (try reader.readInt(), try reader.readInt(), try reader.readInt())
        (sections, headings) = (try reader.readInt(), try reader.readInt())
        format = FileFormat(rawValue: try reader.readString()) ?? .text
    }
}

/// The parts of a file's name: what is left without its ending, marks of a version and of a language.
package struct FileNameParts: Sendable, Equatable {
    /// The words without the marks, joined by a space; nil if fewer than four letters are left.
    package var stem: String?
    /// The language that the name ends or begins with, as in `charter.fr.epub`.
    package var language: LanguageTag?
    /// Whether the name has marks of a version: `v2`, `final`, `(1)`, a year.
    package var hasVersionMark = false

    private static let versionMarks: Set<String> = [
        "final", "finale", "draft", "copy", "new", "old", "rev", "revised", "version", "endfassung", "entwurf", "kopie",
        "neu", "alt", "definitif", "brouillon", "copie", "nouveau", "bozza", "definitivo", "copia", "nuovo", "borrador",
        "concept", "definitief", "kopia", "projekt", "utkast", "udkast", "luonnos", "v", "verze", "wersja", "edition",
    ]
    private static let languageNames: [String: String] = [
        "english": "en", "german": "de", "deutsch": "de", "french": "fr", "francais": "fr", "italian": "it",
        "italiano": "it", "spanish": "es", "espanol": "es", "polish": "pl", "polski": "pl", "dutch": "nl",
        "portugues": "pt", "romana": "ro", "cesky": "cs", "magyar": "hu", "ellinika": "el", "svenska": "sv",
        "dansk": "da", "suomi": "fi", "hrvatski": "hr", "slovensky": "sk", "eng": "en", "ger": "de", "deu": "de",
        "fra": "fr", "fre": "fr", "ita": "it", "spa": "es", "esp": "es", "pol": "pl",
    ]
    /// Codes that are no ordinary words of file names.
    private static let languageCodes: Set<String> = [
        "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nb",
        "nl",
        "pl", "pt", "ro", "sk", "sl", "sv", "tr", "uk", "ar", "ru", "zh", "ja", "is", "sr", "sq", "mk",
    ]

    package init(_ source: String) {
        let name = source.split(separator: "/").last.map(String.init) ?? source
        let plain =
            name.split(separator: ".").count > 1 ? name.split(separator: ".").dropLast().joined(separator: ".") : name
        var words = plain.lowercased().folding(options: .diacriticInsensitive, locale: nil)
            .split { !($0.isLetter || $0.isNumber) }.map(String.init)
        var changed = true
        while changed, words.count > 1 {
            changed = false
            if let last = words.last, Self.isVersionMark(last) {
                words.removeLast()
                (hasVersionMark, changed) = (true, true)
            } else if language == nil, let last = words.last, let found = Self.language(last) {
                words.removeLast()
                (language, changed) = (found, true)
            }
        }
        if language == nil, words.count > 1, let first = words.first, let found = Self.language(first) {
            words.removeFirst()
            language = found
        }
        let joined = words.joined(separator: " ")
        stem = joined.count { $0.isLetter } >= 4 ? joined : nil
    }

    private static func isVersionMark(_ word: String) -> Bool {
        if versionMarks.contains(word) || word.allSatisfy(\.isNumber) { return true }
        let rest = ["version", "rev", "v"].first { word.hasPrefix($0) }.map { word.dropFirst($0.count) }
        return rest.map { !$0.isEmpty && $0.allSatisfy(\.isNumber) } ?? false
    }

    private static func language(_ word: String) -> LanguageTag? {
        languageCodes.contains(word) ? LanguageTag(word) : languageNames[word].flatMap { LanguageTag($0) }
    }
}
