import CStemmer
import DocumentModel

/// A Snowball stemmer of one language (libstemmer 2.2). For use by one thread at a time.
final class Stemmer {
    private let handle: OpaquePointer

    /// Nil for a language without an algorithm in libstemmer: its words have no stems, never those of another language.
    convenience init?(_ language: LanguageTag) {
        guard let name = Self.algorithms[language.code] else { return nil }
        self.init(algorithm: name)
    }

    /// Nil if libstemmer has no algorithm of that name.
    init?(algorithm: String) {
        guard let handle = sb_stemmer_new(algorithm, "UTF_8") else { return nil }
        self.handle = handle
    }

    deinit { sb_stemmer_delete(handle) }

    /// The stem of a lower-case word, valid until the next call.
    func stem(_ word: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let base = word.baseAddress, let stem = sb_stemmer_stem(handle, base, Int32(word.count)) else {
            return word
        }
        return UnsafeBufferPointer(start: stem, count: Int(sb_stemmer_length(handle)))
    }

    /// The languages with stemmers, and the names of their algorithms in libstemmer.
    static let algorithms: [String: String] = [
        "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
        "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
        "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
        "ne": "nepali", "nl": "dutch", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
        "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
    ]
}
