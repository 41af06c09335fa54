import DocumentModel

/// The text of headers and footers: each line once, without page numbers and without what the body says in a heading.
struct PageMargins {
    private(set) var lines: [String] = []
    private var seen: Set<String> = []

    /// - Parameter known: the document's title and headings, which headers often repeat.
    init(known: [String]) { for text in known { seen.insert(Self.key(text)) } }

    /// Adds the lines of a header or a footer.
    mutating func add(_ text: String) {
        for line in text.split(separator: "\n") {
            guard !Self.isPageNumber(line) else { continue }
            if seen.insert(Self.key(String(line))).inserted { lines.append(String(line)) }
        }
    }

    /// The lines as a section; none if there are none.
    func section(language: LanguageTag?) -> [Section] {
        var buffer = TextBuffer()
        for line in lines { buffer.append(paragraph: line) }
        let text = buffer.take()
        if text.isEmpty { return [] }
        return [Section(locator: .heading(path: [], anchor: nil), text: text, declaredLanguage: language)]
    }

    /// The same for lines that differ only in numbers and space.
    private static func key(_ line: String) -> String {
        line.lowercased().split { !$0.isLetter }.joined(separator: " ")
    }

    /// Whether a line has nothing but numbers and the words around page numbers: `Seite 3 von 12`, `- 7 -`.
    private static func isPageNumber(_ line: Substring) -> Bool {
        line.lowercased().split { !$0.isLetter }.allSatisfy { pageWords.contains(String($0)) }
    }

    private static let pageWords: Set<String> = [
        "page", "pages", "of", "p", "pg", "pp", "seite", "seiten", "von", "s", "sur", "pagina", "pagine", "di", "pag",
        "página", "páginas", "de", "pág", "bladzijde", "blz", "van", "side", "sida", "av", "af", "sivu", "strona", "z",
        "str", "strana", "stránka", "ze", "stran", "od", "stranica", "oldal", "lehekülg", "lk", "lappuse", "lpp", "no",
        "puslapis", "psl", "iš", "страница", "страниця", "от", "из", "стр", "с", "σελίδα", "από", "σελ", "leathanach",
        "as", "paġna", "minn", "sayfa", "hoja", "folio", "pagină", "din", "第", "页", "共", "頁", "ページ", "페이지",
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
    ]
}
