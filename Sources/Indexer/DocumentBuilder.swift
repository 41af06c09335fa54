import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import TextAnalysis

/// Turns a catalogue document into an index document: languages, terms with positions, facets, and the data shown in
/// hits.
struct DocumentBuilder {
    private let analyser: Analyser
    private let compression: Compression
    private let limits: IndexLimits
    private var cleaner: TextCleaner

    init(_ analyser: Analyser, _ compression: Compression, _ limits: IndexLimits) {
        self.limits = limits
        self.analyser = analyser
        self.compression = compression
        cleaner = analyser.makeCleaner()
    }

    /// The result of building a document.
    struct Built {
        var document: XapianDocument
        var stored: StoredDocument
        /// The size of its text in bytes.
        var textBytes: Int
        /// Which part of it is indexed, if it exceeds a limit.
        var cut: String?
    }

    /// - Parameter extraction: the searchable content of the document; its texts are removed on the way, so that they are
    ///   in memory once.
    mutating func build(_ document: CatalogueDocument, _ extraction: inout ExtractedDocument) throws -> Built {
        try build(document, &extraction, neighbours: [:], unlessIn: nil)!
    }

    /// The same for a document that may take its language from the files beside it.
    /// - Parameters:
    ///   - neighbours: the number of documents in the same folder in each language.
    ///   - known: the languages that it was built with before.
    /// - Returns: nil if its languages would be the same; then nothing was built.
    mutating func build(
        _ document: CatalogueDocument,
        _ extraction: inout ExtractedDocument,
        neighbours: [LanguageTag: Int],
        unlessIn known: [LanguageTag]?
    ) throws -> Built? {
        let title = Self.title(document, extraction)
        let size = extraction.sections.reduce(0) { $0 + $1.text.utf8.count }
        let (texts, end) = takeTexts(of: &extraction, size)
        var cut = end
        let metadata = document.metadata
        let isSetByCurator = metadata.origins[.language] != "file"
        let identifier = analyser.identifier
        let declared = extraction.sections.prefix(texts.count).map(\.declaredLanguage)
        let decided = { [file = extraction.metadata.language] (neighbours: [LanguageTag: Int]) in
            SectionLanguages(
                texts: texts,
                declared: declared,
                file: file,
                curator: isSetByCurator ? metadata.language : nil,
                title: metadata.title ?? "",
                neighbours: neighbours,
                using: identifier
            )
        }
        var languages = decided([:])
        let own = languages.document[0]
        if own.isUndetermined, !neighbours.isEmpty { languages = decided(neighbours) }
        // Each of a video's transcripts has a language of its own. Their names contain it, and are more reliable than
        // detection.
        if document.format.isMedia { languages.trust(declared) }
        if languages.document == known { return nil }

        let stored = Self.shown(of: document, title: title, languages.document)
        let result = try XapianDocument()
        try result.addTerm(IndexLayout.ownLanguage(own), frequency: 0)
        if let folder = FolderLanguages.term(of: document.source) { try result.addTerm(folder, frequency: 0) }
        var position: UInt32 = 1
        let isHeadWhole = try addHead(of: stored, metadata, to: result, position: &position)
        var builder = StoredDocument.Builder()
        var textBytes = 0
        for (index, text) in texts.enumerated() where !text.utf8.isEmpty {
            let added = try add(
                text.utf8,
                of: extraction.sections[index],
                in: languages.sections[index],
                to: result,
                &builder,
                position: &position
            )
            textBytes += added
            if added < text.utf8.count {
                cut = limits.tooManyTerms(after: textBytes, of: size)
                break
            }
            position += IndexLayout.gap
        }
        if !isHeadWhole, cut == nil { cut = limits.headTooLong }
        try addFacets(of: stored, metadata, group: document.group, to: result)
        let changed = String(Int64(document.changed.timeIntervalSince1970 * 1_000_000))
        try result.setValue(
            IndexLayout.Slot.changed,
            String(repeating: "0", count: max(0, 16 - changed.count)) + changed
        )
        try addGroup(of: document, to: result)
        try addSuggestions(of: stored, metadata, extraction, to: result)
        try result.addTerm(IndexLayout.uniqueTerm(document.id), frequency: 0)
        try result.setData(builder.data(for: stored))
        return Built(document: result, stored: stored, textBytes: textBytes, cut: cut)
    }

    /// The data shown for a document without reading it.
    private static func shown(
        of document: CatalogueDocument,
        title: String,
        _ languages: [LanguageTag]
    ) -> StoredDocument {
        let metadata = document.metadata
        var stored = StoredDocument()
        stored.id = document.id
        stored.sequence = document.sequence
        stored.title = title
        stored.source = document.source
        stored.hash = document.hash
        stored.format = document.format
        stored.type = metadata.type ?? document.format.defaultType
        stored.languages = languages
        stored.countries = metadata.countries.sorted().map(\.code)
        stored.sectors = Set(metadata.sectors.map(\.code)).sorted()
        stored.topics = metadata.topics.sorted().map(\.code)
        stored.year = metadata.year
        stored.partner = metadata.partner
        stored.description = metadata.description
        stored.link = document.record.link
        stored.translationOf = document.translationOf
        return stored
    }

    /// Takes the texts out of a document and cleans them, up to the index's limit: each is in memory only once.
    /// - Parameter size: the size of all texts, in bytes.
    private mutating func takeTexts(of extraction: inout ExtractedDocument, _ size: Int) -> ([CleanText], cut: String?)
    {
        let count = extraction.sections.count
        var texts: [CleanText] = []
        var (kept, read) = (0, 0)
        for index in 0..<min(count, limits.sections) {
            var text = cleaner.clean(Self.indexedText(of: extraction.sections[index])).utf8
            let whole = extraction.sections[index].text.utf8.count
            extraction.sections[index].text = ""
            let room = limits.textBytes - kept
            if text.count > room {
                text.removeSubrange(text.withUnsafeBufferPointer { TextPieces.end(of: $0, from: 0, most: room) }...)
                texts.append(CleanText(utf8: text))
                return (texts, limits.tooMuchText(after: read + text.count, of: size))
            }
            kept += text.count
            read += whole
            texts.append(CleanText(utf8: text))
        }
        return (texts, count <= limits.sections ? nil : limits.tooManySections(of: count))
    }

    /// Adds a section's text, piece by piece; returns how many bytes were added before the document had too many terms.
    private func add(
        _ text: [UInt8],
        of section: Section,
        in language: LanguageTag,
        to result: XapianDocument,
        _ builder: inout StoredDocument.Builder,
        position: inout UInt32
    ) throws -> Int {
        let heading = text.withUnsafeBufferPointer { Self.headingLength(in: section, of: $0) }
        var start = 0
        while start < text.count, result.termCount <= limits.terms {
            let end = text.withUnsafeBufferPointer { TextPieces.end(of: $0, from: start, most: limits.pieceBytes) }
            var words = BinaryWriter()
            let first = position
            var wordEnd = 0
            try text[start..<end].withUnsafeBufferPointer { bytes in
                try analyser.forEachWord(in: bytes, language: language) { word in
                    let frequency = start + word.start < heading ? Self.headingFrequency : 1
                    switch word.kind {
                    case .bigram: return try result.addWord(word.term, position: position - 1)
                    case .variant: return try addVariant(word, to: result, before: position, frequency: frequency)
                    case .word: break
                    }
                    if wordEnd > 0, Self.endsSpacelessText(bytes, between: wordEnd, and: word.start) {
                        // A position without a word, so that no phrase continues.
                        StoredDocument.encodeWord(gap: 0, length: 0, into: &words)
                        position += 1
                    }
                    try result.addWord(word.term, position: position, frequency: frequency)
                    StoredDocument.encodeWord(gap: word.start - wordEnd, length: word.length, into: &words)
                    wordEnd = word.start + word.length
                    position += 1
                }
            }
            try builder.add(
                locator: section.locator,
                language: language,
                firstPosition: first,
                text: text[start..<end],
                words: words.bytes,
                using: compression
            )
            start = end
        }
        return start
    }

    /// Whether a paragraph ends between two words, at least one of which is in a script without spaces. What is typed in such
    /// scripts is searched as a phrase, which must not be found across two items of a list.
    private static func endsSpacelessText(
        _ text: UnsafeBufferPointer<UInt8>,
        between end: Int,
        and start: Int
    ) -> Bool {
        guard let paragraph = text[end..<start].firstIndex(of: UInt8(ascii: "\n")) else { return false }
        return SpacelessScripts.end(text[..<paragraph]) || SpacelessScripts.begin(text[start...])
    }

    /// A section's text, preceded by its heading if the text does not contain it. The text of pages does.
    private static func indexedText(of section: Section) -> String {
        var text = section.text
        switch section.locator {
        case .page: return text
        case .slide: text = text.replacing("\n", with: "\n\n")  // a bullet is a paragraph, not a line of one
        case .chapter, .cue, .heading, .text: break
        }
        return section.heading.map { $0 + "\n\n" + text } ?? text
    }

    /// Adds the title, description, keywords, people and path, which are searched like text before the first section.
    /// Returns false if they are too long to be indexed completely.
    private mutating func addHead(
        of stored: StoredDocument,
        _ metadata: Metadata,
        to result: XapianDocument,
        position: inout UInt32
    ) throws -> Bool {
        let language = stored.languages[0]
        var room = limits.headBytes
        let path = stored.source.split(separator: "/").last.map(String.init) ?? stored.source
        let parts: [(text: String, isTitle: Bool)] =
            [(stored.title, true), (stored.description ?? "", false), (path, false), (metadata.partner ?? "", false)]
            + (metadata.keywords + metadata.creators).map { ($0, false) }
        for part in parts where !part.text.isEmpty {
            let text = cleaner.clean(part.text)
            try text.utf8.withUnsafeBufferPointer { bytes in
                let bytes = UnsafeBufferPointer(rebasing: bytes[..<TextPieces.end(of: bytes, from: 0, most: room)])
                try analyser.forEachWord(in: bytes, language: language) { word in
                    if word.kind == .variant {
                        try addVariant(word, to: result, before: position, frequency: Self.headingFrequency)
                        if part.isTitle { try addTitleWord(word, to: result, position: position - UInt32(word.span)) }
                        return
                    }
                    let here = word.kind == .bigram ? position - 1 : position
                    try result.addWord(word.term, position: here, frequency: Self.headingFrequency)
                    if part.isTitle { try addTitleWord(word, to: result, position: here) }
                    position = here + 1
                }
            }
            position += IndexLayout.gap
            guard text.utf8.count <= room else { return false }
            room -= text.utf8.count
        }
        return true
    }

    /// Adds another spelling of the words before a position: at each of them, so that it can be part of a phrase; it counts
    /// once.
    private func addVariant(
        _ variant: AnalysedWord,
        to result: XapianDocument,
        before position: UInt32,
        frequency: UInt32
    ) throws {
        let first = position - UInt32(variant.span)
        for here in first..<position {
            try result.addWord(variant.term, position: here, frequency: here == first ? frequency : 0)
        }
        try result.addTerm(IndexLayout.variant(String(decoding: variant.term, as: UTF8.self)), frequency: 0)
    }

    private func addTitleWord(_ word: AnalysedWord, to result: XapianDocument, position: UInt32) throws {
        try (Self.titlePrefix + word.term).withUnsafeBufferPointer { try result.addWord($0, position: position) }
    }

    private static let titlePrefix = Array(IndexLayout.title("").utf8)

    /// How often a word of a heading, a title or a description counts.
    private static let headingFrequency: UInt32 = 2

    /// The number of bytes of a section's indexed text that are its heading; 0 for pages, whose headings are part of
    /// their text.
    private static func headingLength(in section: Section, of text: UnsafeBufferPointer<UInt8>) -> Int {
        if case .page = section.locator { return 0 }
        guard section.heading != nil else { return 0 }
        // Without a line end, there is only the heading: a chapter of a video.
        return text.firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    }

    /// Links a document to its other language versions.
    private func addGroup(of document: CatalogueDocument, to result: XapianDocument) throws {
        guard let group = document.group else { return }
        try result.addTerm(IndexLayout.group(group), frequency: 0)
        if document.isTranslated { try result.addTerm(IndexLayout.groupHead(document.id), frequency: 0) }
        try result.setValue(IndexLayout.Slot.group, group)
    }

    /// Adds the terms for suggestions: the words of the title, and headings and keywords as phrases.
    private func addSuggestions(
        of stored: StoredDocument,
        _ metadata: Metadata,
        _ extraction: ExtractedDocument,
        to result: XapianDocument
    ) throws {
        let card = HitSummary(stored)
        try result.setValue(IndexLayout.Slot.card, card.value)
        for word in SuggestionText.titleWords(of: analyser.folded(card.title)) {
            try result.addTerm(IndexLayout.titleWord(word), frequency: 0)
        }
        let headings = extraction.sections.lazy.compactMap { section -> String? in
            if case .heading(let path, _) = section.locator { return path.last ?? section.heading }
            return section.heading
        }
        let phrases =
            (metadata.keywords + extraction.outline.prefix(Self.mostHeadings).map(\.title)
            + headings.prefix(Self.mostHeadings)).compactMap(SuggestionText.phrase)
        for phrase in Set(phrases).sorted() {
            let folded = analyser.folded(phrase)
            guard folded.utf8.count + phrase.utf8.count <= SuggestionText.longestPhraseBytes else { continue }
            try result.addTerm(IndexLayout.phrase(folded, phrase), frequency: 0)
        }
    }

    /// The maximum size in bytes of the beginning of a title by which it is sorted, because letters may have any number of marks.
    private static let longestSortTitle = 400
    /// The maximum size in bytes of the key by which a title is sorted.
    private static let longestSortKey = 200
    private static let mostHeadings = 200

    private func addFacets(
        of stored: StoredDocument,
        _ metadata: Metadata,
        group: String?,
        to result: XapianDocument
    ) throws {
        let document = Faceted(
            metadata,
            type: stored.type,
            languages: stored.languages,
            format: stored.format
        )
        let counted = try Facet.bySlot.map { facet in
            let codes = facet.codes(of: document)
            for term in facet.terms(codes) { try result.addTerm(term, frequency: 0) }
            return (facet.slot, codes.joined(separator: String(IndexLayout.joiner)))
        }
        if let group {
            let member = [group] + counted.map(\.1)
            try result.setValue(IndexLayout.Slot.member, member.joined(separator: IndexLayout.memberMark))
        } else {
            for (slot, value) in counted where !value.isEmpty { try result.setValue(slot, value) }
        }
        let year = stored.year.map { String($0) }
        let values: [(UInt32, String)] = [
            (IndexLayout.Slot.newest, year ?? "0000"),
            (IndexLayout.Slot.oldest, year ?? "9999"),
        ]
        for (slot, value) in values { try result.setValue(slot, value) }
        let title = stored.title.beginning(bytes: Self.longestSortTitle)
        try result.setValue(IndexLayout.Slot.title, bytes: analyser.sortKey(title, limit: Self.longestSortKey))
    }

    /// The name of a document: its title, else its first heading or the first line of its first slide, else its file's
    /// name.
    private static func title(_ document: CatalogueDocument, _ extraction: ExtractedDocument) -> String {
        if let title = document.metadata.title?.trimmingCharacters(in: .whitespacesAndNewlines), !title.isEmpty {
            return title
        }
        if let first = extraction.sections.first {
            switch first.locator {
            case .heading(let path, _):
                if let heading = path.first { return heading }
            case .slide:
                let line = first.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
                if (3...120).contains(line.count) { return line }
            case .page, .chapter, .cue, .text: break
            }
        }
        let name = document.source.split(separator: "/").last.map(String.init) ?? document.source
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
