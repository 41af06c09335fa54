/// A book's table of contents and the pages of its printed edition: from the navigation document of ePub 3, else from the NCX of
/// ePub 2.
struct EPubContents {
    /// What the tables say of one file.
    struct Names {
        /// The name of the whole file.
        var whole: String?
        /// The names of elements, by their id.
        var parts: [String: String] = [:]
        /// The first name of all.
        var first: String?
    }

    private(set) var entries: [String: Names] = [:]
    private(set) var pages: [String: Names] = [:]

    /// The maximum number of entries that are read, and the length of one in characters.
    private static let most = 50_000
    private static let longest = 300
    private var count = 0

    /// Reads a navigation document.
    mutating func read(navigation root: MarkupElement, at path: String, _ files: EPubFiles) {
        let lists = root.all("nav")
        let pageLists = lists.filter { $0.isNavigation("page-list") || $0["role"] == "doc-pagelist" }
        let named = lists.filter { $0.isNavigation("toc") || $0["role"] == "doc-toc" }
        let others = lists.filter { $0["epub:type"] == nil && $0["type"] == nil && $0["role"] != "doc-pagelist" }
        for list in named.isEmpty ? others : named { add(list.all("a"), to: \.entries, at: path, files) }
        for list in pageLists { add(list.all("a"), to: \.pages, at: path, files) }
    }

    /// Reads an NCX.
    mutating func read(ncx root: MarkupElement, at path: String, _ files: EPubFiles) {
        func add(_ targets: [MarkupElement], to table: WritableKeyPath<Self, [String: Names]>) {
            for target in targets {
                let label = target.children.first { $0.localName == "navlabel" }
                let content = target.children.first { $0.localName == "content" }
                note(label?.trimmedText ?? target["value"], content?["src"], in: table, at: path, files)
            }
        }
        if entries.isEmpty { add(root.all("navpoint"), to: \.entries) }
        if pages.isEmpty { add(root.all("pagetarget"), to: \.pages) }
    }

    private mutating func add(
        _ links: [MarkupElement],
        to table: WritableKeyPath<Self, [String: Names]>,
        at path: String,
        _ files: EPubFiles
    ) {
        for link in links { note(link.trimmedText ?? link["title"], link["href"], in: table, at: path, files) }
    }

    private mutating func note(
        _ title: String?,
        _ reference: String?,
        in table: WritableKeyPath<Self, [String: Names]>,
        at path: String,
        _ files: EPubFiles
    ) {
        count += 1
        guard count <= Self.most, let title, !title.isEmpty, let reference,
            let target = files.find(reference, from: path)
        else { return }
        var names = self[keyPath: table][target.path] ?? Names()
        let short = String(title.prefix(Self.longest))
        if let fragment = target.fragment {
            names.parts[fragment] = names.parts[fragment] ?? short
        } else {
            // Of a part and its first chapter in one file, the chapter.
            names.whole = short
        }
        names.first = names.first ?? short
        self[keyPath: table][target.path] = names
    }
}

extension MarkupElement {
    fileprivate func isNavigation(_ type: String) -> Bool {
        (self["epub:type"] ?? self["type"] ?? "").split(separator: " ").contains { $0 == type }
    }
}
