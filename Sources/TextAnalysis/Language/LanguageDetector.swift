import CCLD2Shim
import DocumentModel

/// The result of CLD2 for a text.
package struct Detection: Sendable, Equatable {
    package var language: LanguageTag
    /// Whether CLD2 considers the result reliable.
    package var isReliable: Bool
    /// The share of the text that is in this language, 0 to 100.
    package var percent: Int
    /// The number of bytes of letters that the result is based on.
    package var bytes: Int

    static let nothing = Detection(language: .undetermined, isReliable: false, percent: 0, bytes: 0)
}

/// Detects a text's language with CLD2 only: the fallback of ``LanguageIdentifier``.
package enum LanguageDetector {
    /// Detects the language of well-formed UTF-8.
    /// - Parameter bestEffort: whether to return the most likely language even if the result is not reliable.
    package static func detect(_ text: UnsafeBufferPointer<UInt8>, bestEffort: Bool = false) -> Detection {
        guard let base = text.baseAddress, !text.isEmpty else { return .nothing }
        var found = base.withMemoryRebound(to: CChar.self, capacity: text.count) {
            ccld2_detect($0, text.count, bestEffort)
        }
        let code = withUnsafeBytes(of: &found.code) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard let language = tag(code, text) else { return .nothing }
        return Detection(
            language: language,
            isReliable: found.reliable,
            percent: Int(found.percent),
            bytes: Int(found.bytes)
        )
    }

    package static func detect(_ text: String, bestEffort: Bool = false) -> Detection {
        var text = text
        return text.withUTF8 { detect($0, bestEffort: bestEffort) }
    }

    /// CLD2's code as a tag. CLD2 labels most Croatian as Bosnian or Serbian; for Latin letters, Croatian is the better
    /// answer in a network of EU countries. A declared `sr` or `bs` still takes precedence (see `SectionLanguages`).
    private static func tag(_ code: String, _ text: UnsafeBufferPointer<UInt8>) -> LanguageTag? {
        switch code {
        case "un", "": return nil
        case "iw": return LanguageTag("he")
        case "jw": return LanguageTag("jv")
        case "bs", "sr", "sr-ME":
            let cyrillic = text.lazy.filter { $0 == 0xD0 || $0 == 0xD1 }.count
            return LanguageTag(cyrillic * 5 > text.count ? "sr" : "hr")
        default: return LanguageTag(code)
        }
    }

    /// Languages so similar that it takes a page of text to overrule a tag of the same group.
    private static let groups: [Set<String>] = [
        ["hr", "bs", "sr", "sh"], ["da", "nb", "nn"], ["cs", "sk"], ["es", "pt", "gl", "ca"], ["id", "ms"],
        ["bg", "mk"], ["ru", "uk", "be"],
    ]

    static func areNear(_ left: LanguageTag, _ right: LanguageTag) -> Bool {
        groups.contains { $0.contains(left.code) && $0.contains(right.code) }
    }

    /// Whether a text in one of these languages is not evidence against the other.
    static func cannotTell(_ left: LanguageTag, _ right: LanguageTag) -> Bool {
        groups[0].contains(left.code) && groups[0].contains(right.code)
    }
}
