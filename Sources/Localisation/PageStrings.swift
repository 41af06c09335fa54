import CInterface
import CMessageShim
import Concepts
import DocumentModel
import Foundation
import Index

/// All texts of the pages that do not come from documents, in one language: a file in each folder of `interface`;
/// the head of `search/en.txt` describes the format. A translation is one more file in each, named in `CInterface`.
///
/// Plain texts are members with their names (`strings.searchButton`); texts with numbers or names are functions here.
@dynamicMemberLookup
package struct PageStrings: Sendable {
    /// The language of these strings, BCP 47.
    package let language: String
    /// Texts and messages by name.
    package let texts: [String: String]
    /// The locale for numbers, dates and names in these texts.
    package let locale: Locale

    package static let siteName = "vetsearch"
    package static let all: [String: PageStrings] = {
        var count = 0
        let files = UnsafeBufferPointer(start: cinterface_files(&count), count: count)
        let texts = files.map { file in
            let text = String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.size), as: UTF8.self)
            return (String(cString: file.language), text)
        }
        return Dictionary(texts, uniquingKeysWith: +).reduce(into: [:]) { all, file in
            all[file.key] = PageStrings(language: file.key, file: file.value)
        }
    }()
    package static let english = all["en"] ?? PageStrings(language: "en", file: "")

    /// The texts in a language, else in English.
    package static func of(_ language: String) -> PageStrings { all[language] ?? english }

    package init(language: String, file: String) {
        self.language = language
        locale = Locale(identifier: Self.localeIdentifier(of: language))
        texts = Dictionary(
            file.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.compactMap { line in
                line.firstRange(of: " = ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A text by its name. If it is missing in a language, the English one; a test checks that none is missing.
    package subscript(dynamicMember name: String) -> String { text(name) }

    package func text(_ name: String) -> String { texts[name] ?? Self.english.texts[name] ?? name }

    /// The ICU locale of a language of the pages.
    private static func localeIdentifier(of language: String) -> String {
        switch language {
        // ICU treats plain Portuguese as that of Brazil, whose plurals differ.
        case "pt": "pt_PT"
        // Years, page numbers, form fields and the documents themselves have European digits, so all numbers do.
        case "ar": "ar@numbers=latn"
        default: language
        }
    }

    // MARK: Messages

    package enum Argument {
        case text(String)
        case number(Int)
    }

    /// A message with its arguments filled in; unchanged if it is not valid.
    package func message(_ name: String, _ arguments: KeyValuePairs<String, Argument>) -> String {
        Self.formatted(text(name), in: language, arguments) ?? text(name)
    }

    /// An ICU message, formatted for a language; nil if it is not valid.
    package static func formatted(
        _ pattern: String,
        in language: String,
        _ arguments: KeyValuePairs<String, Argument>
    ) -> String? {
        formatted(pattern, in: language, with: Array(arguments))
    }

    /// The same for arguments that are not known beforehand.
    static func formatted(
        _ pattern: String,
        in language: String,
        with arguments: [(key: String, value: Argument)]
    ) -> String? {
        var owned: [UnsafeMutablePointer<CChar>] = []
        defer { for text in owned { free(text) } }
        func copy(_ text: String) -> UnsafePointer<CChar> {
            // The shim's texts end at a zero byte.
            let copy = strdup(text.replacing("\0", with: ""))!
            owned.append(copy)
            return UnsafePointer(copy)
        }
        let list = arguments.map { name, argument in
            switch argument {
            case .text(let text): cmessage_argument(name: copy(name), text: copy(text), number: 0)
            case .number(let number): cmessage_argument(name: copy(name), text: nil, number: Int64(number))
            }
        }
        let language = localeIdentifier(of: language)
        var capacity = 512
        while true {
            var out = [CChar](repeating: 0, count: capacity)
            let length = cmessage_format(language, pattern, list, list.count, &out, capacity)
            if length < 0 { return nil }
            if length < capacity {
                return String(decoding: out[..<Int(length)].map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
            capacity = Int(length) + 1
        }
    }

    /// `12480` as `12,480` in English.
    package func number(_ value: Int) -> String {
        Self.formatted("{n, number}", in: language, ["n": .number(value)]) ?? String(value)
    }

    // MARK: Names

    package func name(of facet: Facet) -> String { text("facet.\(facet.name)") }

    /// A field that is also a facet has the facet's name.
    package func name(of field: Metadata.Field) -> String {
        Facet.named(field.rawValue).map { name(of: $0) } ?? text("field.\(field.jsonName)")
    }

    package func format(_ code: String) -> String {
        switch FileFormat(rawValue: code)?.entry.name {
        case .proper(let name): name
        case .text(let name): text("format.\(name)")
        case nil: code.uppercased()
        }
    }

    /// The name of a language in that language.
    package func ownName(ofLanguage code: String) -> String {
        code == "und"
            ? label(of: code, in: .language) : Locale(identifier: code).localizedString(forLanguageCode: code) ?? code
    }

    /// A year or a range of years: `2019–2023`, `from 2019`, `until 2023`.
    private func years(_ code: String) -> String {
        guard let years = YearRange.parse(code), years.count > 1 else { return code }
        return switch (years.lowerBound <= YearRange.all.lowerBound, years.upperBound >= YearRange.all.upperBound) {
        case (false, true): message("yearsFrom", ["text": .text(String(years.lowerBound))])
        case (true, false): message("yearsUntil", ["text": .text(String(years.upperBound))])
        default: "\(years.lowerBound)–\(years.upperBound)"
        }
    }

    /// The name of a code that is not in the response's facets.
    package func label(of code: String, in facet: Facet) -> String {
        switch facet.naming {
        case .countries: return locale.localizedString(forRegionCode: code) ?? code
        case .languages:
            return code == "und" ? self.unknownLanguage : locale.localizedString(forLanguageCode: code) ?? code
        case .texts: return texts["\(facet.name).\(code)"] ?? code
        case .formats:
            // Formats with the same name must be told apart in a list.
            let isShared = FileFormat.allCases.contains { $0.rawValue != code && format($0.rawValue) == format(code) }
            return isShared ? "\(format(code)) (\(code.uppercased()))" : format(code)
        case .none: return facet.kind == .years ? years(code) : code
        case .thesauri: return BuiltInThesaurus.name(of: code, in: language) ?? Concept.identifier(of: code)
        }
    }
}
