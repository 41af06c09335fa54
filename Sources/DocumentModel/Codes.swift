import Foundation

/// A code from a closed list, parsed from what curators write.
package protocol ListedCode: Hashable, Sendable, Comparable, Codable {
    /// The code as it is stored and shown.
    var code: String { get }
    /// The code as it was written in the description.
    var written: String { get }
    /// Parses a code as curators write it; nil if the list has no such code.
    init?(_ text: some StringProtocol)
    /// What the list is called in messages: `country`, `topic`.
    static var listName: String { get }
    /// All valid codes, sorted.
    static var all: [String] { get }
    /// Other spellings and names of a code, for suggestions: `italy` → `IT`.
    static var aliases: [String: String] { get }
}

extension ListedCode {
    package var written: String { code }

    package static func < (left: Self, right: Self) -> Bool { left.code < right.code }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) is not a \(Self.listName)")
            )
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(written)
    }

    /// Up to three valid codes that look most like `text`, by edit distance from the code or one of its names; nearest
    /// first.
    package static func nearest(to text: String) -> [String] {
        let names = all.map { ($0.lowercased(), $0) } + aliases.map { ($0.key.lowercased(), $0.value) }
        return DocumentModel.nearest(to: text.lowercased(), among: names, beginnings: true)
    }

    /// One sentence that says what is wrong with `text` and what is expected.
    package static func complaint(about text: String) -> String {
        let hint =
            if let near = didYouMean(nearest(to: text)) {
                near
            } else if all.count <= 25 {
                "expected one of \(all.joined(separator: ", "))"
            } else {
                "expected a code such as \(all.prefix(3).joined(separator: ", "))"
            }
        return "'\(text.prefix(80))' is not a \(listName); \(hint)"
    }
}

/// A country by its ISO 3166-1 alpha-2 code, or `EU`. Accepts `EL` for Greece and `UK` for the United Kingdom.
package struct Country: ListedCode {
    package let code: String
    package static let listName = "country code (ISO 3166-1 alpha-2, or EU)"

    package init?(_ text: some StringProtocol) {
        let upper = text.trimmingCharacters(in: .whitespaces).uppercased()
        let mapped = upper == "EL" ? "GR" : upper == "UK" ? "GB" : upper
        guard Self.codes.contains(mapped) else { return nil }
        code = mapped
    }

    // ISO 3166-1 alpha-2 as of 2024, with XK (Kosovo, as used by the EU) and EU.
    private static let codes: Set<String> = Set(
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
        CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET EU FI FJ FK FM \
        FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
        JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN \
        MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT \
        PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL \
        TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
        """.split(separator: " ").map(String.init)
    )
    package static let all = codes.sorted()
    package static let aliases: [String: String] = {
        var names = ["el": "GR", "uk": "GB", "holland": "NL", "czech republic": "CZ", "europe": "EU"]
        let english = Locale(identifier: "en")
        for code in codes {
            guard let name = english.localizedString(forRegionCode: code) else { continue }
            names[name.lowercased()] = code
        }
        return names
    }()
}

/// A section of NACE, the EU's classification of economic activities. Sectors are counted by the letters of Rev. 2. A
/// letter of Rev. 2.1, where the letters after J are shifted, is written `2.1:K`; it is stored as written and mapped to
/// Rev. 2.
package struct Sector: ListedCode {
    /// The letter of Rev. 2.
    package let code: String
    /// As written: a letter of Rev. 2, or `2.1:` and a letter of Rev. 2.1.
    package let written: String
    /// The revision whose letters are used for counting.
    package static let revision = "NACE Rev. 2"
    package static let listName =
        "sector code (a section letter of NACE Rev. 2, or 2.1: followed by a letter of Rev. 2.1)"

    package init?(_ text: some StringProtocol) {
        let upper = text.trimmingCharacters(in: .whitespaces).uppercased()
        if upper.hasPrefix(Self.newer) {
            let letter = String(upper.dropFirst(Self.newer.count))
            guard let mapped = Self.toSecondRevision(letter) else { return nil }
            (code, written) = (mapped, Self.newer + letter)
        } else {
            guard Self.labels[upper] != nil else { return nil }
            (code, written) = (upper, upper)
        }
    }

    private static let newer = "2.1:"

    /// The section of Rev. 2 that corresponds to a section of Rev. 2.1 (Regulation (EU) 2023/137), which split
    /// information and communication into J and K and so shifted all later letters by one.
    private static func toSecondRevision(_ letter: String) -> String? {
        guard letter.count == 1, let scalar = letter.unicodeScalars.first else { return nil }
        switch scalar {
        case "A"..."J": return letter
        case "K"..."V": return Unicode.Scalar(scalar.value - 1).map { String($0) }
        default: return nil
        }
    }

    package static let all = labels.keys.sorted()
    /// English names of the sections, shortened for lists.
    package static let labels: [String: String] = [
        "A": "Agriculture, forestry and fishing", "B": "Mining and quarrying", "C": "Manufacturing",
        "D": "Electricity, gas and steam", "E": "Water and waste", "F": "Construction", "G": "Trade and vehicle repair",
        "H": "Transport and storage", "I": "Accommodation and food", "J": "Information and communication",
        "K": "Finance and insurance", "L": "Real estate", "M": "Professional and technical services",
        "N": "Administrative and support services", "O": "Public administration", "P": "Education",
        "Q": "Health and social work", "R": "Arts and recreation", "S": "Other services", "T": "Households",
        "U": "Extraterritorial bodies",
    ]
    package static let aliases: [String: String] = Dictionary(
        labels.map { ($0.value.lowercased(), $0.key) },
        uniquingKeysWith: { first, _ in first }
    )
}

/// A topic of the built-in scheme, or any other concept of a thesaurus, identified by its URI.
package struct Topic: ListedCode {
    /// The short code of the built-in scheme, else the URI.
    package let code: String
    package static let listName = "topic (a built-in code, or the URI of a concept)"
    /// The common prefix of the built-in scheme's URIs.
    package static let builtInPrefix = "urn:vetsearch:vet:"
    /// The longest URI in bytes; the index cannot store longer terms.
    static let longestURI = 200

    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let short =
            trimmed.hasPrefix(Self.builtInPrefix) ? String(trimmed.dropFirst(Self.builtInPrefix.count)) : trimmed
        if let code = Self.byFolded[short.lowercased()] {
            self.code = code
        } else if Self.isURI(trimmed) {
            code = trimmed
        } else {
            return nil
        }
    }

    /// Whether this is a concept identified by its URI, not a code of the built-in list.
    package var isConcept: Bool { code.contains(":") }

    /// Whether a text is an absolute URI (RFC 3986), as thesauri use them to identify concepts.
    private static func isURI(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), text.utf8.count <= longestURI else { return false }
        let (scheme, rest) = (text[..<colon].lowercased(), text[colon...].dropFirst())
        guard ["http", "https"].contains(scheme) ? rest.hasPrefix("//") && rest.count > 2 : scheme == "urn" else {
            return false
        }
        return !rest.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 32 && scalar.value != 127 && !"<>\"{}|\\^`".unicodeScalars.contains(scalar)
            }
    }

    package static let all = labels.keys.sorted()
    /// English names of the topics.
    package static let labels: [String: String] = [
        "governance": "Governance", "funding": "Funding", "EU-funding": "EU funding",
        "labour-market-skills": "Labour market and skills", "teachers-trainers": "Teachers and trainers",
        "learning-models": "Learning models", "digitalisation": "Digitalisation",
        "blended-learning": "Blended learning", "work-based-learning": "Work-based learning",
        "apprenticeship": "Apprenticeship", "validation": "Validation of learning",
        "transparency-recognition": "Transparency and recognition", "transversal-skills": "Transversal skills",
        "guidance": "Guidance", "inclusion": "Inclusion", "internationalisation": "Internationalisation",
        "quality-assurance": "Quality assurance", "green-transition": "Green transition",
        "craft-sme": "Crafts and small firms", "adult-cvet": "Adult and continuing VET",
        "peer-learning": "Peer learning",
    ]
    package static let aliases: [String: String] = [
        "apprenticeships": "apprenticeship", "digitalization": "digitalisation",
        "labor-market-skills":
            "labour-market-skills", "recognition": "transparency-recognition", "mobility": "internationalisation",
        "sme": "craft-sme", "teachers": "teachers-trainers", "quality": "quality-assurance",
    ]
    private static let byFolded = Dictionary(uniqueKeysWithValues: all.map { ($0.lowercased(), $0) })
}

/// What kind of resource a document is.
package struct ResourceType: ListedCode {
    package let code: String
    package static let listName = "type"

    package init?(_ text: some StringProtocol) {
        let lower = text.trimmingCharacters(in: .whitespaces).lowercased()
        guard Self.labels[lower] != nil else { return nil }
        code = lower
    }

    private init(listed code: String) { self.code = code }
    package static let document = ResourceType(listed: "document")
    package static let epub = ResourceType(listed: "epub")
    package static let presentation = ResourceType(listed: "presentation")
    package static let video = ResourceType(listed: "video")
    package static let audio = ResourceType(listed: "audio")
    package static let transcript = ResourceType(listed: "transcript")

    package static let all = labels.keys.sorted()
    /// English names of the types.
    package static let labels: [String: String] = [
        "document": "Document", "epub": "ePub", "presentation": "Presentation", "video": "Video", "audio": "Audio",
        "webinar": "Webinar",
        "transcript": "Transcript", "course": "Course", "guide": "Guide", "tool": "Tool",
        "best-practice": "Best practice", "value-story": "Value story", "policy": "Policy", "project": "Project",
        "partner": "Partner", "event": "Event", "funding-call": "Funding call", "post": "Post",
    ]
    package static let aliases = [
        "slides": "presentation", "ebook": "epub", "call": "funding-call", "practice": "best-practice",
    ]
}
