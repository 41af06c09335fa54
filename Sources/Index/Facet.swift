import DocumentModel
import Foundation

/// The values by which hits can be counted and filtered. Each facet is one entry of ``all``; the index, searches,
/// addresses, JSON and pages use that list.
package struct Facet: Sendable {
    /// Its name in addresses, JSON and the keys of the interface texts (`facet.NAME`).
    package let name: String
    /// The value slot for a document's codes.
    package let slot: UInt32
    /// The prefix of its terms.
    package let prefix: String
    package let kind: Kind
    package let naming: Naming
    /// Parses a value as people write it: returns its code, or nil if it is not a value of this facet.
    package let code: @Sendable (String) -> String?
    /// One sentence that says what is wrong with a value, and what is expected.
    package let complaint: @Sendable (String) -> String
    /// The codes of a document.
    private let codes: @Sendable (Faceted) -> [String]

    /// How its values are related.
    package enum Kind: Sendable {
        case codes
        /// A filter also finds narrower values, and counts include them; see the thesauri.
        case tree
        /// A filter is one range of years. They are listed newest first.
        case years
    }

    /// The source of the names of its values.
    package enum Naming: Sendable, Equatable {
        /// ICU's names of countries.
        case countries
        /// ICU's names of languages.
        case languages
        /// The thesauri of the toolbox.
        case thesauri
        /// The interface texts: `NAME.CODE` for each of these codes.
        case texts([String])
        /// The names of file formats.
        case formats
        /// The values are shown as they are.
        case none
    }

    /// In the order of pages.
    package static let all = [
        Facet("country", Country.self, slot: 1, prefix: "XC:", naming: .countries) {
            $0.metadata.countries.map(\.code)
        },
        Facet("topic", Topic.self, slot: 3, prefix: "XT:", kind: .tree, naming: .thesauri) {
            $0.metadata.topics.map(\.code)
        },
        Facet("type", ResourceType.self, slot: 4, prefix: "T:", naming: .texts(ResourceType.all)) { [$0.type.code] },
        Facet("sector", Sector.self, slot: 2, prefix: "XN:", naming: .texts(Sector.all)) {
            $0.metadata.sectors.map(\.code)
        },
        Facet(
            name: "language",
            slot: 5,
            prefix: "L:",
            kind: .codes,
            naming: .languages,
            code: { LanguageTag($0)?.code },
            complaint: { "'\($0)' is not a language; expected a BCP 47 tag such as it, de or und" },
            codes: { $0.languages.map(\.code) }
        ),
        Facet(
            name: "year",
            slot: 6,
            prefix: "XY:",
            kind: .years,
            naming: .none,
            code: { YearRange.parse($0).map(YearRange.text) },
            complaint: { "'\($0)' is not a year or a range of years; expected 2023 or 2019..2023" },
            codes: { $0.metadata.year.map { [String($0)] } ?? [] }
        ),
        Facet(
            name: "partner",
            slot: 14,
            prefix: "XR:",
            kind: .codes,
            naming: .none,
            code: { partnerName($0) },
            complaint: { "'\($0)' is not the name of a partner" },
            codes: { $0.metadata.partner.flatMap(partnerName).map { [$0] } ?? [] }
        ),
        Facet(
            name: "format",
            slot: 15,
            prefix: "XF:",
            kind: .codes,
            naming: .formats,
            code: { FileFormat(named: $0)?.rawValue },
            complaint: {
                let all = FileFormat.allCases.map(\.rawValue).joined(separator: ", ")
                return "'\($0.prefix(80))' is not a format; expected one of \(all)"
            },
            codes: { [$0.format.rawValue] }
        ),
    ]

    // Those that the program itself uses.
    package static let country = entry("country")
    package static let topic = entry("topic")
    package static let type = entry("type")
    package static let sector = entry("sector")
    package static let language = entry("language")
    package static let year = entry("year")
    package static let partner = entry("partner")
    package static let format = entry("format")
}

/// The values from which a document's facets are derived.
package struct Faceted: Sendable {
    package var metadata: Metadata
    package var type: ResourceType
    /// The languages of its text.
    package var languages: [LanguageTag]
    package var format: FileFormat

    package init(_ metadata: Metadata, type: ResourceType, languages: [LanguageTag], format: FileFormat) {
        (self.metadata, self.type, self.languages, self.format) = (metadata, type, languages, format)
    }
}

extension Facet {
    /// A facet whose values are codes of a list.
    private init<Code: ListedCode>(
        _ name: String,
        _ list: Code.Type,
        slot: UInt32,
        prefix: String,
        kind: Kind = .codes,
        naming: Naming,
        codes: @escaping @Sendable (Faceted) -> [String]
    ) {
        self.init(
            name: name,
            slot: slot,
            prefix: prefix,
            kind: kind,
            naming: naming,
            code: { Code($0)?.code },
            complaint: { Code.complaint(about: $0) },
            codes: codes
        )
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The facet with a name; nil if there is none.
    package static func named(_ name: String) -> Facet? { byName[name] }

    private static func entry(_ name: String) -> Facet { byName[name]! }

    /// In the order of their slots: a document in a group has its codes in this order (``IndexLayout/Slot/member``).
    package static let bySlot = all.sorted { $0.slot < $1.slot }

    /// The term for a code.
    package func term(_ code: String) -> String { prefix + code }

    /// The codes of a document, each once, sorted.
    package func codes(of document: Faceted) -> [String] { Set(codes(document)).sorted() }

    /// The terms for these codes.
    package func terms(_ codes: [String]) -> [String] { codes.map(term) }

    /// The size of a partner's name as a value, in bytes: Xapian's terms have at most 245.
    private static let longestPartner = 160

    /// The name of a partner as a value: on one line, and short enough for a term; nil if there is none.
    private static func partnerName(_ text: String) -> String? {
        let line = { (text: String) in
            text.unicodeScalars.split { $0.properties.isWhitespace || $0.value < 32 || $0.value == 127 }
                .map { String($0) }.joined(separator: " ")
        }
        let name = line(line(text.precomposedStringWithCanonicalMapping).beginning(bytes: longestPartner))
        return name.isEmpty ? nil : name
    }

    package static func fourDigits(_ year: Int) -> String {
        let text = String(max(0, min(9999, year)))
        return String(repeating: "0", count: 4 - text.count) + text
    }
}

extension Facet: Hashable, CustomStringConvertible {
    package static func == (left: Self, right: Self) -> Bool { left.slot == right.slot }
    package func hash(into hasher: inout Hasher) { hasher.combine(slot) }
    package var description: String { name }
}
