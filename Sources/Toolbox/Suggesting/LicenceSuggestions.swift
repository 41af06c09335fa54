import DocumentModel
import Foundation

/// Licences from addresses and sentences: Creative Commons and the public domain in any language, and some for software.
enum LicenceSuggestions {
    static func suggestions(_ sample: SuggestionSample) -> [ValueSuggestion] {
        var tally = EvidenceTally()
        for piece in sample.pieces {
            for (licence, words) in licences(in: piece.text.written) { tally.add(licence, words, piece.place) }
        }
        var found: [ValueSuggestion] = []
        if let own = sample.metadata.licence {
            let known = licences(in: own).first?.licence ?? normalised(own)
            if let known {
                let evidence = ValueSuggestion.Evidence(words: String(own.prefix(100)), place: .metadata, count: 1)
                found.append(
                    ValueSuggestion(field: .licence, value: known, source: .file, score: 0.95, reasons: [evidence])
                )
            }
        }
        let weights: [ValueSuggestion.Place: Double] = [.title: 1, .beginning: 1.5, .heading: 1, .text: 1, .end: 1.5]
        let ranked = tally.codes.map { ($0, tally.strength($0, weights)) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        for (licence, strength) in ranked.prefix(2) where !found.contains(where: { $0.value == licence }) {
            found.append(
                ValueSuggestion(
                    field: .licence,
                    value: licence,
                    source: .text,
                    // Two licences in a document: perhaps one is that of a picture.
                    score: min(0.9, 0.6 + 0.1 * strength) * (ranked.count > 1 && licence != ranked[0].0 ? 0.5 : 1),
                    reasons: tally.evidence(licence, weights)
                )
            )
        }
        return found
    }

    private static func normalised(_ text: String) -> String? {
        var values = FieldValues()
        values.read(.licence, [text])
        return values.complaints.isEmpty ? values.metadata.licence : nil
    }

    static func licences(in text: String) -> [(licence: String, words: String)] {
        let lower = text.lowercased()
        guard lower.contains("cc") || lower.contains("creative") || lower.contains("licen") || lower.contains("domain")
        else { return [] }
        var found: [(String, String)] = []
        for match in lower.matches(of: /creativecommons\.org\/(?:licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)/) {
            if let licence = creativeCommons(String(match.1), String(match.2)) {
                found.append((licence, String(match.0)))
            }
        }
        let short = /\bcc[ -](by(?:[ -](?:nc|sa|nd))*|0|zero)(?:[ -]?(?:v\.?)?(\d\.\d))?\b/
        for match in lower.matches(of: short) {
            let terms = String(match.1).replacing(" ", with: "-")
            if let licence = creativeCommons(terms, match.2.map(String.init)) {
                found.append((licence, String(match.0)))
            }
        }
        if lower.contains("cc0") { found.append(("CC0-1.0", "CC0")) }
        let long =
            /creative commons[ :,–-]{1,3}(?:licen[sc]e |lizenz |licence |licenza |licencia )?(attribution|namensnennung|attribuzione|atribuci[oó]n|paternit[eé])([a-z\u00e0-\u00ff ,–-]{0,80})(\d\.\d)?/
        for match in lower.matches(of: long) {
            let rest = String(match.2)
            var terms = "by"
            if [
                "noncommercial", "non-commercial", "nicht kommerziell", "nicht-kommerziell", "non commercial",
                "no comercial",
            ]
            .contains(where: rest.contains) {
                terms += "-nc"
            }
            if [
                "sharealike", "share alike", "share-alike", "gleichen bedingungen", "condividi", "compartirigual",
                "partage",
            ]
            .contains(where: rest.contains) {
                terms += "-sa"
            }
            if ["noderiv", "no deriv", "keine bearbeitung", "non opere", "sin obra", "pas de modification"]
                .contains(where: rest.contains)
            {
                terms += "-nd"
            }
            if let licence = creativeCommons(terms, match.3.map(String.init)) {
                found.append((licence, String(match.0)))
            }
        }
        for (words, licence) in [
            ("apache license, version 2.0", "Apache-2.0"), ("mit license", "MIT"), ("eupl", "EUPL-1.2"),
            ("gnu free documentation license", "GFDL-1.3-or-later"), ("in the public domain", "CC0-1.0"),
            ("public domain dedication", "CC0-1.0"),
        ] where lower.contains(words) {
            found.append((licence, words))
        }
        return found.map { ($0.0, $0.1.trimmingCharacters(in: .whitespaces)) }
    }

    /// The SPDX identifier; the version is the current one if none is given.
    private static func creativeCommons(_ terms: String, _ version: String?) -> String? {
        if ["zero", "0"].contains(terms) { return "CC0-1.0" }
        let parts = terms.split(separator: "-")
        let order = ["by", "nc", "sa", "nd"].filter { part in parts.contains { $0 == part } }
        guard order.first == "by", order.count == parts.count else { return nil }
        // CC-BY-NC-SA, CC-BY-NC-ND: the order of SPDX is that of the list above.
        return normalised("CC-" + order.joined(separator: "-").uppercased() + "-" + (version ?? "4.0"))
    }
}
