import DocumentModel

/// ePub 2 and 3: a section for each item of the spine, or for each heading inside it.
enum EPubFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let archive = try ZipArchive(reading: source)
        try refuseProtected(archive)
        let package = try EPubPackage(in: archive)
        var document = ExtractedDocument(format: .epub, metadata: package.metadata.from("file"))
        if let warning = archive.warning { document.warnings.append(warning) }
        document.warnings += package.warnings
        /// The name of the chapter before, for one that goes on in another file.
        var chapter: String?
        /// What was read. Some books give every picture the whole text to be read instead.
        var done: Set<String> = []
        for (index, chain) in package.spine.enumerated() {
            if chain.isEmpty {
                document.warnings.append("part \(index + 1) of the book is not listed in its manifest")
                continue
            }
            var complaint: String?
            for item in chain {
                if item.path != chain[0].path, done.contains(item.path) { break }
                var found: [Section] = []
                do {
                    if let bytes = try archive.read(item.path) {
                        guard let kind = kind(of: item, bytes) else { continue }
                        found = sections(of: bytes, kind, at: item, number: index + 1, package, after: chapter)
                    } else if isReadable(item) {
                        complaint = complaint ?? "\(item.path) is missing from the book"
                    }
                } catch .broken(let reason) {
                    complaint = complaint ?? reason
                }
                guard !found.isEmpty else { continue }
                document.sections += found
                done.insert(item.path)
                complaint = nil
                if case .chapter(_, let label, _)? = found.last?.locator { chapter = label }
                break
            }
            if let complaint { document.warnings.append(complaint) }
        }
        if document.sections.isEmpty, let first = document.warnings.first { throw .broken(first) }
        return document
    }

    // MARK: What is read

    private enum Kind { case page, drawing }

    /// How a file of the book is read, by its type, else by its name and content; nil if it is no text.
    private static func kind(of item: EPubPackage.Item, _ bytes: [UInt8]) -> Kind? {
        if item.mediaType.contains("svg") { return .drawing }
        if isReadable(item) { return .page }
        let ending = item.path.split(separator: ".").last?.lowercased() ?? ""
        guard endings.contains(ending) || vague.contains(item.mediaType) else { return nil }
        let head = String(decoding: bytes.prefix(2048), as: UTF8.self).lowercased()
        if head.contains("<html") || head.contains("<dtbook") || head.contains("<body") { return .page }
        if head.contains("<svg") { return .drawing }
        return endings.contains(ending) && ending != "xml" ? .page : nil
    }

    /// Whether an item is text according to its type.
    private static func isReadable(_ item: EPubPackage.Item) -> Bool {
        let type = item.mediaType
        return type.hasSuffix("html+xml") || type.hasSuffix("/html") || type.contains("dtbook")
            || type.contains("x-oeb1-document")
            || type.contains("svg")
    }

    private static let endings: Set<String> = ["xhtml", "html", "htm", "xht", "xml"]
    private static let vague: Set<String> = [
        "", "text/xml", "application/xml", "text/plain", "application/octet-stream", "application/unknown",
        "unknown/unknown",
        "application/x-dtbook", "text",
    ]

    private static func sections(
        of bytes: [UInt8],
        _ kind: Kind,
        at item: EPubPackage.Item,
        number: Int,
        _ package: EPubPackage,
        after chapter: String?
    ) -> [Section] {
        let names = package.contents.entries[item.path] ?? EPubContents.Names()
        let pages = package.contents.pages[item.path] ?? EPubContents.Names()
        // Programs that split long chapters name the pieces so.
        let rest = names.first == nil && item.path.contains("_split_") ? chapter : nil
        let options = MarkupText.Options(
            splitLevels: 1...3,
            dropsMargins: false,
            readsMetadata: false,
            entry: names.whole ?? rest,
            entries: names.parts,
            pages: pages.parts
        )
        var handler = MarkupText(options: options)
        if let page = pages.whole { handler.begin(page: page) }
        if MarkupParser.parseXML(bytes, into: handler) != nil, kind == .page {
            // Not well-formed: the HTML parser is more tolerant.
            handler = MarkupText(options: options)
            if let page = pages.whole { handler.begin(page: page) }
            let decoded = CharacterSet.decode(bytes, tagged: true)
            MarkupParser.parseHTML(decoded?.utf8 ?? bytes, into: handler)
        }
        let parts = handler.finish()
        let declared = handler.about.language ?? package.metadata.language
        let headings = Set(parts.compactMap { ($0.heading ?? $0.path.last)?.lowercased() })
        // An entry for a place that the file does not have.
        let lost = parts.allSatisfy { $0.path.isEmpty && $0.entry == nil } ? names.first : nil
        var shown = rest
        return parts.map { part in
            let entry = part.path.isEmpty ? part.entry ?? lost : nil
            var heading = part.heading
            if heading == nil, let entry, entry != shown, !headings.contains(entry.lowercased()),
                !begins(part.text, with: entry)
            {
                heading = entry
            }
            shown = entry ?? shown
            let label = [part.page.map { "p. \($0)" }, entry ?? part.path.last].compactMap(\.self)
            return Section(
                locator: .chapter(
                    number: number,
                    label: label.isEmpty ? nil : label.joined(separator: " › "),
                    href: part.anchor.map { "\(item.path)#\($0)" } ?? item.path
                ),
                heading: heading,
                text: part.text,
                declaredLanguage: part.language ?? declared
            )
        }
    }

    /// Whether a text begins with these words, whatever signs are between them.
    private static func begins(_ text: String, with words: String) -> Bool {
        let bare = { (text: Substring) in text.filter { $0.isLetter || $0.isNumber }.lowercased() }
        return bare(text.prefix(words.count * 2 + 40)).hasPrefix(bare(words[...]))
    }

    /// Throws if the book is encrypted. Encrypted fonts do not matter, because they do not protect the text.
    private static func refuseProtected(_ archive: ZipArchive) throws(ExtractionFailure) {
        if archive.contains("META-INF/license.lcpl") { throw .encrypted("the ePub is protected by Readium LCP") }
        guard let bytes = try archive.read("META-INF/encryption.xml"),
            let root = MarkupElement.parse(bytes, attributes: ["Algorithm", "URI"])
        else { return }
        let harmless = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]
        for data in root.descendants("enc:EncryptedData") {
            let algorithm = data.first("enc:EncryptionMethod")?["Algorithm"] ?? ""
            if !harmless.contains(algorithm) { throw .encrypted("the ePub is protected by digital rights management") }
        }
    }
}
