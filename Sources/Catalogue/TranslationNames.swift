import DocumentModel
import Foundation
import GRDB

/// Documents that may be language versions of one document, because their names differ only in a language: `guide_de.pdf`
/// and `guide_it.pdf`. A curator decides.
package struct TranslationSuggestion: Sendable, Equatable, Codable {
    package struct Document: Sendable, Equatable, Codable {
        package var id: String
        package var source: String
        /// The language in its name; nil if there is none.
        package var language: LanguageTag?
    }

    /// The document without a language in its name, else the English one, else the first.
    package var original: Document
    /// By language. None of them is registered as a translation yet.
    package var translations: [Document]
}

extension Catalogue {
    /// Documents that may be translations of one another and are not linked yet, by source.
    package func translationSuggestions() throws -> [TranslationSuggestion] {
        try database.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT id, source, translation_of FROM documents ORDER BY source, id"
            )
            return Self.translations(among: rows.map { ($0["id"], $0["source"], $0["translation_of"]) })
        }
    }

    static func translations(
        among documents: [(id: String, source: String, original: String?)]
    ) -> [TranslationSuggestion] {
        var alike: [String: [TranslationSuggestion.Document]] = [:]
        var originals: [String: String] = [:]
        for (id, source, original) in documents {
            originals[id] = original
            let (name, language) = parted(source)
            alike[name, default: []].append(.init(id: id, source: source, language: language))
        }
        return alike.values.compactMap { versions in
            guard versions.count > 1, Set(versions.map(\.language)).count == versions.count else { return nil }
            let english = LanguageTag("en")
            let existing = versions.compactMap { originals[$0.id] }.first { id in versions.contains { $0.id == id } }
            let original =
                versions.first { $0.id == existing } ?? versions.first { $0.language == nil }
                ?? versions.first { $0.language == english } ?? versions[0]
            let rest = versions.filter { $0.id != original.id && originals[$0.id] == nil }
                .sorted { ($0.language?.code ?? "", $0.source) < ($1.language?.code ?? "", $1.source) }
            guard !rest.isEmpty, originals[original.id] == nil else { return nil }
            return TranslationSuggestion(original: original, translations: rest)
        }.sorted { $0.original.source < $1.original.source }
    }

    /// A path without the language at the end of the file name, and that language: `a/guide_de.pdf` → `a/guide.pdf`,
    /// `de`.
    private static func parted(_ source: String) -> (name: String, language: LanguageTag?) {
        let folder = source.lastIndex(of: "/").map { source[...$0] } ?? ""
        let file = source[folder.endIndex...]
        let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
        let ending = file[stem.endIndex...]
        guard let match = stem.wholeMatch(of: /(.+?)[ ._-]\(?([A-Za-z]{2})(?:[-_][A-Za-z]{2})?\)?/),
            let language = LanguageTag(match.2)
        else { return (source, nil) }
        return (folder + String(match.1) + ending, language)
    }
}
