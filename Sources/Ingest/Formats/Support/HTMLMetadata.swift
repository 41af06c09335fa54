import DocumentModel

/// Collects what a web page says of itself, and chooses: JSON-LD and the `meta` elements of several vocabularies, `<title>`,
/// the first heading, links and times.
struct HTMLMetadata {
    /// The content of `<title>`.
    var title: String?
    /// The text of the first heading of level 1.
    var heading: String?
    /// The language of the whole document, by its first element.
    var language: LanguageTag?
    private var values: [String: [String]] = [:]
    private var count = 0
    private var linked = Metadata()
    private var scripts = 0

    private static let most = 1000

    /// Adds a `meta` element.
    mutating func add(meta attributes: MarkupAttributes) {
        guard let content = attributes["content"], let text = Descriptions.folded(content) else { return }
        for attribute in ["name", "property", "http-equiv", "itemprop"] {
            guard let keys = attributes[attribute] else { continue }
            for key in keys.split(separator: " ").prefix(4) { add(text, as: key.lowercased()) }
            return
        }
    }

    /// Adds a value with the name of a `meta` element.
    mutating func add(_ text: String, as key: String) {
        guard count < Self.most, key.utf8.count <= 100 else { return }
        count += 1
        values[key, default: []].append(text)
    }

    /// Adds a script in JSON-LD.
    mutating func add(script: [UInt8]) {
        guard scripts < 20 else { return }
        scripts += 1
        linked = linked.filled(from: JSONLD.read(script))
    }

    func metadata() -> Metadata {
        var metadata = Metadata()
        metadata.title = chosenTitle()
        metadata.description =
            first("description", "dc.description", "dcterms.description", "og:description") ?? linked.description
            ?? first("twitter:description", "abstract", "citation_abstract")
        metadata.creators = creators()
        let tags = all("article:tag", "book:tag", "citation_keywords")
        let keywords =
            all("keywords", "dc.subject", "dcterms.subject", "news_keywords").flatMap { Descriptions.keywords($0) }
        metadata.keywords = Descriptions.unique(
            !keywords.isEmpty
                ? keywords : !linked.keywords.isEmpty ? linked.keywords : tags.flatMap { Descriptions.keywords($0) }
        )
        metadata.year =
            year(
                "date",
                "dc.date",
                "dcterms.date",
                "dcterms.issued",
                "dc.date.issued",
                "article:published_time",
                "book:release_date",
                "citation_publication_date",
                "citation_date",
                "citation_year",
                "datepublished",
                "dcterms.created",
                "dc.date.created",
                "pubdate",
                "publish-date",
                "publication_date",
                "parsely-pub-date",
                "sailthru.date"
            ) ?? linked.year
            ?? year(
                "time",
                "article:modified_time",
                "og:updated_time",
                "datemodified",
                "dcterms.modified",
                "last-modified",
                "revised"
            )
        metadata.language =
            language
            ?? all(
                "content-language",
                "language",
                "dc.language",
                "dcterms.language",
                "citation_language",
                "og:locale",
                "inlanguage"
            )
            .lazy.compactMap { LanguageTag($0) }.first ?? linked.language
        return metadata
    }

    // MARK: Choices

    private func all(_ keys: String...) -> [String] { keys.flatMap { values[$0] ?? [] } }
    private func first(_ keys: String...) -> String? { keys.lazy.compactMap { values[$0]?.first }.first }
    private func year(_ keys: String...) -> Int? {
        keys.lazy.compactMap { values[$0]?.lazy.compactMap { Descriptions.year($0) }.first }.first
    }

    private func chosenTitle() -> String? {
        let own = Descriptions.title(title)
        if let own, !Self.generic.contains(own.lowercased()) { return own }
        let others =
            [linked.title]
            + all("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title", "title", "headline")
            + [heading]
        return others.lazy.compactMap { Descriptions.title($0) }.first { !Self.generic.contains($0.lowercased()) }
            ?? own
    }

    private func creators() -> [String] {
        let sources: [[String]] = [
            all("author", "dc.creator", "dcterms.creator"), all("citation_author"), linked.creators,
            all("article:author", "book:author", "og:article:author", "parsely-author", "sailthru.author", "byl"),
            all("byline"),
            all("twitter:data1").filter { _ in first("twitter:label1")?.lowercased().hasPrefix("writ") == true },
        ]
        for (index, source) in sources.enumerated() {
            // The names of the others are one in each element, perhaps with the surname first.
            let names = index == 0 ? source.flatMap { Descriptions.names($0) } : source
            let people = Self.people(names)
            if !people.isEmpty { return people }
        }
        return []
    }

    /// Names without addresses and the names of roles that systems write.
    static func people(_ names: [String]) -> [String] {
        Descriptions.unique(names).filter { name in
            !name.contains("://") && !nobody.contains(name.lowercased()) && name.contains(where: \.isLetter)
        }
    }

    private static let nobody: Set<String> = [
        "admin", "administrator", "webmaster", "anonymous", "unknown", "editor", "redaktion", "superuser", "super user",
        "root",
        "user", "author", "guest",
    ]

    /// Titles that say nothing of a page.
    private static let generic: Set<String> = [
        "home", "homepage", "home page", "startseite", "start", "index", "accueil", "inicio", "início", "strona główna",
        "etusivu",
        "hem", "forside", "untitled document", "unbenanntes dokument", "unbenannte seite", "document sans nom",
        "document sans titre",
        "documento senza titolo", "documento sin título", "new page 1", "neue seite 1", "page title", "title",
        "website", "webseite",
        "page", "seite", "loading", "loading...", "loading…", "document", "react app", "vite app", "just a moment...",
    ]
}
