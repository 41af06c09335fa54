import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import SearchService
import Toolbox
import Web

/// Suggestions for the description of a document, and documents that it may be a copy, version or translation of.
package struct SuggestionRoutes: Sendable {
    let catalogue: Catalogue
    let service: SuggestionService
    let pools: WorkPools

    package init(catalogue: Catalogue, service: SuggestionService, pools: WorkPools) {
        (self.catalogue, self.service, self.pools) = (catalogue, service, pools)
    }

    /// `GET /v1/documents/{id}/suggestions`, for curators and for those who deposited the document.
    package func suggestions(_ request: Request, _ context: ServiceContext) async throws -> Response {
        if context.actor.role == .anonymous { throw Problem.unauthorized }
        let id = try context.parameters.require("id")
        let (catalogue, service, actor) = (catalogue, service, context.actor)
        let language = try Self.language(of: request)
        let found = try await pools.reading.run { () throws -> DescriptionSuggestions? in
            guard let document = try catalogue.document(id) else { return nil }
            if actor.role < .curator, try !catalogue.deposited(id, by: actor.name) {
                // Somebody who may not see it is not told that it exists.
                if document.audience > actor.role.audience { return nil }
                throw Problem.forbidden
            }
            return try service.suggestions(for: id, seenBy: actor.role.audience).map {
                DescriptionSuggestions($0, language: language)
            }
        }
        guard let found else { throw Problem.unknownDocument(id) }
        var response = try Response.json(found)
        response.headers[.vary] = "Accept-Language"
        return response
    }

    private static func language(of request: Request) throws -> String {
        guard let text = request.uri.queryParameters["lang"] else { return RequestLanguages.preferred(of: request) }
        guard let tag = LanguageTag(text) else {
            throw Problem.badParameter("lang", "'\(text)' is not a language; expected a BCP 47 tag such as it or de")
        }
        return tag.code
    }
}

/// The response of `GET /v1/documents/{id}/suggestions` and `vetsearch suggest --json`.
package struct DescriptionSuggestions: Sendable, Codable {
    struct Value: Sendable, Codable {
        /// The member of a description, such as `countries`.
        var field: String
        var value: String
        /// The name of a code in the reader's language.
        var label: String
        var source: ValueSuggestion.Source
        var score: Double
        var reasons: [ValueSuggestion.Evidence]
    }

    /// A document like this one.
    struct Related: Sendable, Codable {
        var id: String
        var title: String
        var language: String?
        var likeness: Double
        var signs: [RelatedDocument.Sign]

        init(_ document: RelatedDocument) {
            (id, title, language) = (document.id, document.title, document.language?.code)
            (likeness, signs) = (rounded(document.likeness), document.signs)
        }
    }

    struct Offer: Sendable, Codable {
        /// ISO 8601.
        var at: String
        var who: String
        var members: [String: JSONValue]
    }

    var document: String
    var suggestions: [Value]
    var nearDuplicates: [Related]
    var possibleVersions: [Related]
    var possibleTranslations: [Related]
    /// Whether all documents of the toolbox have been compared.
    var isComplete: Bool
    var proposals: [Offer]

    /// - Parameter language: that of labels.
    package init(_ found: DocumentSuggestions, language: String) {
        let labels = Labels(language: language)
        document = found.document
        suggestions = found.suggestions.map { suggestion in
            Value(
                field: suggestion.field.jsonName,
                value: suggestion.value,
                label: suggestion.label(labels),
                source: suggestion.source,
                score: rounded(suggestion.score),
                reasons: suggestion.reasons
            )
        }
        nearDuplicates = found.related.documents(.nearDuplicate).map(Related.init)
        possibleVersions = found.related.documents(.possibleVersion).map(Related.init)
        possibleTranslations = found.related.documents(.possibleTranslation).map(Related.init)
        isComplete = found.related.isComplete
        proposals = found.proposals.map { Offer(at: $0.at.formatted(.iso8601), who: $0.who, members: $0.members) }
    }

    /// For the terminal, one line for each suggestion and each document.
    package var lines: [String] {
        var lines = suggestions.map { value in
            let reasons = value.reasons.map {
                "\($0.words) (\($0.place.rawValue)\($0.count > 1 ? " ×\($0.count)" : ""))"
            }
            let shown = value.label == value.value ? value.value : "\(value.value) \(value.label)"
            return "\(value.field):".padding(to: 13) + shown + "  \(percent(value.score))  "
                + reasons.joined(separator: "; ")
        }
        for (name, documents) in [
            ("near-duplicate", nearDuplicates), ("possible version", possibleVersions),
            ("possible translation", possibleTranslations),
        ] {
            lines += documents.map { document in
                let language = document.language.map { " [\($0)]" } ?? ""
                let signs = document.signs.map(\.rawValue).joined(separator: ", ")
                return "\(name): \(document.id) \(document.title)\(language)  \(percent(document.likeness))  \(signs)"
            }
        }
        lines += proposals.map {
            "proposed by \($0.who) on \($0.at): \($0.members.keys.sorted().joined(separator: ", "))"
        }
        if !isComplete { lines.append("not all documents have been compared yet; ask again in a moment") }
        return lines
    }
}

extension ValueSuggestion {
    fileprivate func label(_ labels: Labels) -> String {
        switch field {
        case .country, .language, .sector, .topic, .type:
            Facet.named(field.rawValue).map { labels.label(value, of: $0) } ?? value
        default: value
        }
    }
}

private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

private func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
