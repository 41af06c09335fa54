import DocumentModel

/// The styles of an OpenDocument file that matter for its text: languages, hidden text, the title.
struct ODFStyles {
    private struct Style {
        var parent: String?
        var languages = WritingLanguages()
        var isHidden: Bool?
    }

    /// The styles by family and name.
    private var styles: [String: Style] = [:]
    /// The languages of text whose styles say nothing, by family.
    private var defaults: [String: WritingLanguages] = [:]
    /// The style that is being read: its key, or nil for a default style.
    private var key: String?
    private var family = ""

    init() {}

    /// The styles in the part `styles.xml`.
    init(_ bytes: [UInt8]?) {
        guard let bytes else { return }
        let reader = Reader(self)
        _ = MarkupParser.parseXML(bytes, into: reader)
        self = reader.styles
    }

    /// Reads an element of the styles; others are ignored.
    mutating func start(_ name: String, _ attributes: MarkupAttributes) {
        switch name {
        case "style:style":
            family = attributes["style:family"] ?? "paragraph"
            key = attributes["style:name"].map { "\(family)/\($0)" }
            guard let key else { break }
            styles[key] = Style(parent: attributes["style:parent-style-name"].map { "\(family)/\($0)" })
        case "style:default-style":
            family = attributes["style:family"] ?? ""
            key = nil
        case "style:text-properties":
            let languages = WritingLanguages(
                western: attributes["fo:language"],
                eastAsian: attributes["style:language-asian"],
                complex: attributes["style:language-complex"]
            )
            let isHidden = attributes["text:display"].map { $0 == "none" || $0 == "true" }
            guard let key else {
                if defaults[family] == nil { defaults[family] = languages }
                break
            }
            styles[key]?.languages = languages
            styles[key]?.isHidden = isHidden
        default: break
        }
    }

    /// The languages of text whose styles say nothing.
    var defaultLanguages: WritingLanguages {
        ["paragraph", "graphic"].compactMap { defaults[$0] }.reduce(WritingLanguages()) { $0.filled(from: $1) }
    }

    /// What a style says about languages, with what it inherits.
    func languages(_ family: String, _ name: String?) -> WritingLanguages {
        chain(family, name).reduce(WritingLanguages()) { $0.filled(from: $1.style.languages) }
    }

    /// Whether a style hides its text.
    func hides(_ family: String, _ name: String?) -> Bool {
        chain(family, name).lazy.compactMap(\.style.isHidden).first ?? false
    }

    /// Whether a paragraph style is that of titles, or based on it.
    func isTitle(_ name: String?) -> Bool {
        name == "Title"
            || chain("paragraph", name).contains { $0.key == "paragraph/Title" || $0.style.parent == "paragraph/Title" }
    }

    /// A style and those that it inherits from; few, because files may contain cycles.
    private func chain(_ family: String, _ name: String?) -> [(key: String, style: Style)] {
        var found: [(key: String, style: Style)] = []
        var next = name.map { "\(family)/\($0)" }
        while let key = next, found.count < 12, let style = styles[key] {
            found.append((key, style))
            next = style.parent
        }
        return found
    }

    private final class Reader: MarkupHandler {
        var styles: ODFStyles
        init(_ styles: ODFStyles) { self.styles = styles }
        func start(_ name: String, _ attributes: MarkupAttributes) { styles.start(name, attributes) }
        func end(_ name: String) {}
        func text(_ utf8: UnsafeBufferPointer<UInt8>) {}
    }
}
