import DocumentModel
import Foundation

/// Countries from their names, their people, their cities, addresses, telephone numbers, and the language of the text.
enum CountrySuggestions {
    private static let weights: [ValueSuggestion.Place: Double] = [
        .title: 3, .fileName: 1.5, .heading: 1, .beginning: 1, .text: 0.7, .end: 0.7, .metadata: 1,
    ]
    private static let most = 3
    /// The weight of a language that is spoken in this and the next countries of its list.
    private static let spoken: [Double] = [1.6, 0.5, 0.2, 0.2]

    static func suggestions(_ sample: SuggestionSample, _ language: LanguageTag) -> [ValueSuggestion] {
        var tally = EvidenceTally()
        let local = names(in: language)
        // In English, names are capitalised: "turkey" and "polish" are no countries.
        let isStrict = ["en", "de"].contains(language.code)
        for piece in sample.pieces {
            for (code, word) in CountryWords.names.matches(piece.text)
            where !isStrict || piece.place == .fileName || language.code == "de" || word.first?.isUppercase == true {
                // In other languages, "eu" is a word.
                if word.count == 2, word != "EU" { continue }
                tally.add(code, word, piece.place)
            }
            for (code, word) in local.matches(piece.text) where word.first?.isLowercase != true {
                tally.add(code, word, piece.place)
            }
            for (code, word) in CountryWords.cities.matches(piece.text)
            where word.first?.isLowercase != true || piece.place == .fileName {
                tally.add(code, word, piece.place, weight: 0.8)
            }
            for (code, word) in addresses(in: piece.text.written) { tally.add(code, word, piece.place, weight: 0.7) }
        }
        var strengths = Dictionary(uniqueKeysWithValues: tally.codes.map { ($0, tally.strength($0, weights)) })
        var reasons = Dictionary(uniqueKeysWithValues: tally.codes.map { ($0, tally.evidence($0, weights)) })
        let speaking = CountryWords.languages[language.code] ?? []
        for (code, weight) in zip(speaking, spoken) {
            strengths[code, default: 0] += weight
            reasons[code, default: []].append(.init(words: language.code, place: .text, count: 1))
        }
        let ranked = strengths.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard let best = ranked.first?.value else { return [] }
        return ranked.prefix(most).compactMap { code, strength in
            let score = pow(strength / best, 0.7) * (1 - exp(-strength / 2.2))
            guard score >= Thresholds.country, let country = Country(code) else { return nil }
            return ValueSuggestion(
                field: .country,
                value: country.code,
                source: tally.codes.contains(code) ? .text : .language,
                score: score,
                reasons: Array((reasons[code] ?? []).prefix(ValueSuggestion.mostEvidence))
            )
        }
    }

    /// The countries of addresses on the Web and of telephone numbers.
    private static func addresses(in text: String) -> [(String, String)] {
        var found: [(String, String)] = []
        for match in text.matches(of: /\b(?:www\.|https?:\/\/|@)[\w.-]{2,60}\.([a-z]{2})\b/) {
            let ending = String(match.1)
            if let code = CountryWords.domains[ending] ?? (Country(ending)?.code),
                !["IO", "TV", "ME", "CO", "EU"].contains(code)
            {
                found.append((code, String(match.0)))
            }
        }
        for match in text.matches(of: /(?:\+|\b00)(\d{2,3})[\s(.\/-]*\d[\d\s().\/-]{5,16}/) {
            let digits = String(match.1)
            if let code = CountryWords.telephones[digits] ?? CountryWords.telephones[String(digits.prefix(2))] {
                found.append((code, String(match.0).trimmingCharacters(in: .whitespaces)))
            }
        }
        return found
    }

    /// The names of countries without words of their own in the tables, in a language and in English.
    private static func names(in language: LanguageTag) -> WordTable {
        var table = WordTable("")
        for locale in Set(["en", language.code]) {
            for code in Country.all {
                guard let name = Locale(identifier: locale).localizedString(forRegionCode: code), name != code,
                    name.count >= 4, !name.contains("(")
                else { continue }
                let words = name.split { !($0.isLetter || $0.isNumber) }.joined(separator: "_")
                // The tables have the European ones, with their endings.
                if !CountryWords.covered.contains(code) { table.add(words, code) }
            }
        }
        return table
    }
}

extension CountryWords {
    /// The countries that the tables have words for.
    static let covered: Set<String> = [
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
        "MT",
        "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "NO", "IS", "CH", "GB", "TR", "UA", "RS", "AL", "MK", "BA",
        "ME",
        "MD", "TN", "MA", "JP", "CN", "TH", "US", "CA", "EU",
    ]
}
