import DocumentModel

/// What a Word document's styles say of headings, tables of contents, languages and hidden text.
struct DOCXStyles {
    /// The heading level, from 1, of each paragraph style that is a heading.
    private(set) var levels: [String: Int] = [:]
    /// The styles of the title and of tables of contents.
    private(set) var titles: Set<String> = []
    private(set) var contents: Set<String> = []
    /// The languages of text whose styles and runs say nothing.
    private(set) var defaults = WritingLanguages()

    private struct Style {
        var parent: String?
        var languages = WritingLanguages()
        var isHidden: Bool?
    }
    private var styles: [String: Style] = [:]
    /// The style of paragraphs that name none.
    private var normal: String?

    init(_ bytes: [UInt8]?) {
        let kept: Set = ["w:val", "w:styleId", "w:type", "w:default", "w:eastAsia", "w:bidi"]
        guard let bytes, let root = MarkupElement.parse(bytes, attributes: kept) else { return }
        defaults = Self.languages(root.first("w:docDefaults")?.descendants("w:lang").first)
        for style in root.children("w:style") {
            guard let id = style["w:styleId"], style["w:type"] != "table", style["w:type"] != "numbering" else {
                continue
            }
            read(style, id)
        }
        // A style inherits from the style that it is based on.
        let own = styles
        for (id, style) in own {
            var style = style
            for ancestor in ancestors(of: id) {
                guard let inherited = own[ancestor] else { continue }
                levels[id] = levels[id] ?? levels[ancestor]
                style.languages = style.languages.filled(from: inherited.languages)
                style.isHidden = style.isHidden ?? inherited.isHidden
            }
            styles[id] = style
        }
    }

    private mutating func read(_ element: MarkupElement, _ id: String) {
        let properties = element.first("w:rPr")
        var style = Style(parent: element.first("w:basedOn")?["w:val"])
        style.languages = Self.languages(properties?.first("w:lang"))
        style.isHidden = properties?.first("w:vanish").map { OOXMLSwitch.isOn($0["w:val"]) }
        styles[id] = style
        guard element["w:type"] == "paragraph" else { return }
        let name = element.first("w:name")?["w:val"]?.lowercased() ?? ""
        if let level = element.first("w:pPr")?.first("w:outlineLvl")?["w:val"].flatMap({ Int($0) }) {
            // Level 10 in Word's window is text of the body.
            if (0..<9).contains(level) { levels[id] = level + 1 }
        } else if name.hasPrefix("heading "), let level = Int(name.dropFirst(8)), (1...9).contains(level) {
            levels[id] = level
        }
        if name == "title" { titles.insert(id) }
        if name.hasPrefix("toc ") || name.hasPrefix("contents ") || name == "table of figures" { contents.insert(id) }
        if OOXMLSwitch.isOn(element["w:default"] ?? "0") { normal = id }
    }

    /// The styles that a style is based on, nearest first; few, because files may contain cycles.
    private func ancestors(of id: String) -> [String] {
        var found: [String] = []
        var next = styles[id]?.parent
        while let name = next, found.count < 12, name != id {
            found.append(name)
            next = styles[name]?.parent
        }
        return found
    }

    private static func languages(_ element: MarkupElement?) -> WritingLanguages {
        WritingLanguages(western: element?["w:val"], eastAsian: element?["w:eastAsia"], complex: element?["w:bidi"])
    }

    /// What a paragraph or character style says about languages, with what it inherits; `nil` is the default style.
    func languages(of style: String?) -> WritingLanguages {
        (style ?? normal).flatMap { styles[$0]?.languages } ?? WritingLanguages()
    }

    /// Whether a run in the character style `run` (nil for none) of a paragraph in a style is hidden.
    func hides(_ run: String?, in paragraph: String?) -> Bool {
        run.flatMap { styles[$0]?.isHidden } ?? (paragraph ?? normal).flatMap { styles[$0]?.isHidden } ?? false
    }
}

extension WritingLanguages {
    /// Languages by their tags; what is no tag, or stands for no language, is nil.
    init(western: String?, eastAsian: String?, complex: String?) {
        let language = { (tag: String?) in
            tag.flatMap { LanguageTag($0) }.flatMap { $0.isUndetermined ? nil : $0 }
        }
        self.init(western: language(western), eastAsian: language(eastAsian), complex: language(complex))
    }
}

/// The on-off values of Office Open XML.
enum OOXMLSwitch {
    /// Whether a property is on, by the value of its `w:val`; without one it is.
    static func isOn(_ value: String?) -> Bool { !["0", "false", "off"].contains(value ?? "1") }
}
