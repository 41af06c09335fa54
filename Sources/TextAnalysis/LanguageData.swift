import DocumentModel
import Foundation
import Languages

/// The locations of language data, and which of it exists: the model for language identification, tables of base forms,
/// translated dictionaries, and the morphology of Finnish. All of it is optional; if some is missing, the next best
/// source is used.
package struct LanguageData: Sendable {
    /// The folder of the tables, the dictionaries and the model made by `script/language-data`; nil if there is none.
    package let tables: String?
    /// Where libvoikko looks for its morphology first; nil for its default paths.
    package let morphologies: String?

    package init(tables: String? = LanguageFolder.path(), morphologies: String? = nil) {
        self.tables = tables
        self.morphologies = morphologies
    }

    /// A source of base forms for one language, or a source for identifying languages.
    package struct Source: Codable, Equatable, Sendable {
        package var language: LanguageTag
        /// `table`, `dictionary`, `morphology`, `stemmer` or `identification`.
        package var kind: String
        /// Its name: `simplemma 2.0.0`, `hunspell cs_CZ`.
        package var name: String
        package var licence: String
        package var isPresent: Bool
        /// The commands that install it if it is missing: `apt-get install hunspell-cs && script/language-data`.
        package var remedy: String?
    }

    /// All sources that profiles name, by language, then those for identifying languages, and whether each exists. Opens
    /// no files.
    package func inventory() -> [Source] {
        let words = LanguageProfile.all.flatMap { profile in
            let language = LanguageTag(profile.language) ?? .undetermined
            var sources = profile.sources.map { source(of: $0, language) }
            if let stemmer = profile.stemsBases ?? profile.fallback {
                sources.append(
                    Source(
                        language: language,
                        kind: "stemmer",
                        name: "Snowball \(stemmer)",
                        licence: "BSD-3-Clause",
                        isPresent: true
                    )
                )
            }
            return sources
        }
        return words + [identification]
    }

    /// The source for identifying languages, as documented by its builder.
    private var identification: Source {
        struct Listing: Decodable {
            struct Source: Decodable { var name, version, licence: String }
            var sources: [Source]
        }
        let data = tables.flatMap { FileManager.default.contents(atPath: $0 + "/identify.json") }
        let sources = data.flatMap { try? JSONDecoder().decode(Listing.self, from: $0) }?.sources ?? []
        return Source(
            language: .undetermined,
            kind: "identification",
            name: sources.isEmpty ? "the model" : sources.map { "\($0.name) \($0.version)" }.joined(separator: ", "),
            licence: sources.map(\.licence).joined(separator: ", "),
            isPresent: model != nil,
            remedy: model == nil ? "script/language-data" : nil
        )
    }

    private func source(of source: BaseSource, _ language: LanguageTag) -> Source {
        switch source {
        case .table:
            let isPresent = table(of: language.code) != nil
            return Source(
                language: language,
                kind: "table",
                name: tableSource(),
                licence: "MIT",
                isPresent: isPresent,
                remedy: isPresent ? nil : "script/language-data"
            )
        case .hunspell(let names, let package, let licence):
            let isPresent = dictionary(of: language.code) != nil
            return Source(
                language: language,
                kind: "dictionary",
                name: "hunspell \(dictionaryName(of: language.code) ?? names[0])",
                licence: licence,
                isPresent: isPresent,
                remedy: isPresent ? nil : "apt-get install \(package) && script/language-data"
            )
        case .voikko:
            let isPresent = (try? FinnishMorphology(folder: morphologies)) != nil
            return Source(
                language: language,
                kind: "morphology",
                name: "voikko-fi",
                licence: "GPL-2+",
                isPresent: isPresent,
                remedy: isPresent ? nil : "apt-get install voikko-fi"
            )
        }
    }

    /// The path of the model for language identification; nil if there is none.
    var model: String? {
        tables.flatMap(LanguageFolder.model)
    }

    /// The path of a language's table; nil if there is none.
    func table(of language: String) -> String? {
        guard let path = tables.map({ "\($0)/\(language).marisa" }) else { return nil }
        return FileManager.default.isReadableFile(atPath: path) ? path : nil
    }

    /// The paths of a language's translated dictionary; nil if there is none.
    func dictionary(of language: String) -> (words: String, affixes: String)? {
        guard let tables else { return nil }
        let paths = ("\(tables)/\(language).words", "\(tables)/\(language).affixes")
        let files = FileManager.default
        return files.isReadableFile(atPath: paths.0) && files.isReadableFile(atPath: paths.1) ? paths : nil
    }

    /// The name of a language's dictionary, as documented by its builder.
    private func dictionaryName(of language: String) -> String? {
        struct Listing: Decodable {
            struct Dictionary: Decodable { var name: String }
            var dictionaries: [String: Dictionary]
        }
        let data = tables.flatMap { FileManager.default.contents(atPath: $0 + "/DICTIONARIES.json") }
        return data.flatMap { try? JSONDecoder().decode(Listing.self, from: $0) }?.dictionaries[language]?.name
    }

    /// The source of the tables, as documented by their builder.
    private func tableSource() -> String {
        struct Listing: Decodable {
            struct Source: Decodable { var name, version: String }
            var source: Source
        }
        guard let tables, let data = FileManager.default.contents(atPath: tables + "/SOURCES.json"),
            let listing = try? JSONDecoder().decode(Listing.self, from: data)
        else { return "simplemma" }
        return "\(listing.source.name) \(listing.source.version)"
    }
}
