import CMarisaShim
import DocumentModel
import Languages

/// The table of translations, mapped into memory (`script/language-translations` documents its content). For use by one thread
/// at a time.
package final class TranslationTable {
    /// The name of its file in the folder of language data.
    package static let fileName = "translations.marisa"

    private let handle: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 8192)

    /// The most translations of a word that are read.
    private static let most: Int32 = 64

    /// Opens the table in the folder of language data; nil if there is none. Then words are only translated in other ways.
    package init?(folder: String? = LanguageFolder.path()) {
        var reason = [CChar](repeating: 0, count: 256)
        guard let folder, let handle = cmarisa_open("\(folder)/\(Self.fileName)", &reason, reason.count) else {
            return nil
        }
        self.handle = handle
    }

    deinit { cmarisa_close(handle) }

    /// The translations of a word, in lower case; empty if the table has none.
    /// - Parameter word: in lower case, in a dictionary form.
    package func translations(of word: String, from source: LanguageTag, to target: LanguageTag) -> [String] {
        guard source.code.utf8.count == 2, target.code.utf8.count == 2 else { return [] }
        let key = Array("\(source.code)\(target.code)\(word)\u{1}".utf8)
        let written = cmarisa_continuations(handle, key, key.count, Self.most, &buffer, buffer.count)
        guard written > 0 else { return [] }
        return buffer[..<Int(written)].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
