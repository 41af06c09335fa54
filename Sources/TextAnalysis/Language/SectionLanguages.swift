import DocumentModel

/// The languages of a document, section by section. In this order: the curator's choice; the file's own tag, if the text
/// does not contradict it; detection; the document's other sections; `und` if nothing is known.
package struct SectionLanguages: Sendable, Equatable {
    /// One for each section.
    package var sections: [LanguageTag]
    /// The languages of a considerable part of the document, the main one first; never empty.
    package var document: [LanguageTag]

    /// - Parameters:
    ///   - texts: the sections' cleaned texts.
    ///   - declared: the language that the file declares for each section, in the order of `texts`.
    ///   - file: the language that the file declares for itself.
    ///   - curator: the language that a curator chose, which takes precedence.
    ///   - title: the document's title, which helps if there is little other text.
    ///   - neighbours: the number of documents in the same folder in each language; used only if this document has too
    ///     little text.
    package init(
        texts: [CleanText],
        declared: [LanguageTag?],
        file: LanguageTag?,
        curator: LanguageTag?,
        title: String = "",
        neighbours: [LanguageTag: Int] = [:],
        using identifier: LanguageIdentifier
    ) {
        if let curator, !curator.isUndetermined {
            sections = texts.map { _ in curator }
            document = [curator]
            return
        }
        let tags = Self.believable(zip(texts, declared).map { $1 ?? file }, texts, identifier)
        let found = texts.map { text in text.utf8.withUnsafeBufferPointer { identifier.identify($0) } }
        var chosen = zip(found, tags).map { Self.choose($0, tag: $1) }
        var weights: [LanguageTag: Int] = [:]
        for (language, found) in zip(chosen, found) {
            if let language { weights[language, default: 0] += max(1, found.bytes) }
        }
        if weights.isEmpty {
            // No section has enough text alone; perhaps all of them together do.
            let together = Self.joined([CleanText(utf8: Array(title.utf8))] + texts)
            let language = texts.isEmpty ? file : Self.guess(together, neighbours, identifier)
            if let language { weights[language] = 1 }
        }
        let total = weights.values.reduce(0, +)
        let ranked = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard let main = ranked.first?.key else {
            sections = texts.map { _ in .undetermined }
            document = [.undetermined]
            return
        }
        // The language of a single page of code or names is not one of the document's languages.
        let kept = ranked.filter { $0.key == main || ($0.value * 50 >= total && $0.value >= 100) }.map(\.key)
        let expected = weights.filter { kept.contains($0.key) }
        for index in chosen.indices {
            if let language = chosen[index], kept.contains(language) { continue }
            chosen[index] = Self.likeliest(found[index], of: expected)
        }
        // A section without evidence has the language of the section before it, or else of the one after it.
        for index in chosen.indices.dropFirst() where chosen[index] == nil { chosen[index] = chosen[index - 1] }
        let first = chosen.lazy.compactMap { $0 }.first ?? main
        sections = chosen.map { $0 ?? first }
        document = kept
    }

    /// Sets the language of some sections, regardless of detection.
    package mutating func trust(_ tags: [LanguageTag?]) {
        for (index, language) in tags.enumerated() where language?.isUndetermined == false {
            sections[index] = language ?? sections[index]
        }
        let there = Set(sections)
        document.removeAll { !there.contains($0) && !there.isEmpty }
        document += there.subtracting(document).sorted()
    }

    /// The tags without those that the text of all their sections contradicts: the tag is often just the default language
    /// of a program or a template.
    private static func believable(
        _ tags: [LanguageTag?],
        _ texts: [CleanText],
        _ identifier: LanguageIdentifier
    ) -> [LanguageTag?] {
        let tags = tags.map { $0.flatMap { $0.isUndetermined ? nil : $0 } }
        var contradicted: Set<LanguageTag> = []
        for tag in Set(tags.compactMap { $0 }) {
            let bearers = zip(tags, texts).lazy.filter { $0.0 == tag }.map { $0.1 }
            let found = joined(bearers).withUnsafeBufferPointer { identifier.identify($0) }
            if contradicts(found, tag) { contradicted.insert(tag) }
        }
        return tags.map { $0.flatMap { contradicted.contains($0) ? nil : $0 } }
    }

    /// Whether a text is so clearly in another language that its tag must be wrong. For similar languages, this takes a
    /// page of text.
    private static func contradicts(_ found: Identification, _ tag: LanguageTag) -> Bool {
        guard found.isSure, found.confidence >= 0.98, found.language != tag,
            !LanguageDetector.cannotTell(found.language, tag)
        else { return false }
        return found.bytes >= (LanguageDetector.areNear(found.language, tag) ? 1000 : 150)
    }

    private static func choose(_ found: Identification, tag: LanguageTag?) -> LanguageTag? {
        guard let tag else { return found.isSure ? found.language : nil }
        return contradicts(found, tag) ? found.language : tag
    }

    /// The most likely language of a section without a reliable result, among the languages of the document's other
    /// sections; nil if it has no evidence.
    private static func likeliest(_ found: Identification, of expected: [LanguageTag: Int]) -> LanguageTag? {
        guard expected.count > 1, found.isLanguage else { return nil }
        let best = found.expecting(expected)
        return best.confidence >= 0.8 && expected[best.language] != nil ? best.language : nil
    }

    /// The most likely language of a text that is too short for a reliable result; nil below about ten words, or below
    /// two if there are neighbours.
    private static func guess(
        _ text: [UInt8],
        _ neighbours: [LanguageTag: Int],
        _ identifier: LanguageIdentifier
    ) -> LanguageTag? {
        let found = text.withUnsafeBufferPointer { identifier.identify($0) }
        guard found.isLanguage else { return nil }
        if found.bytes >= 60, found.confidence >= 0.5 { return found.language }
        let expected = found.expecting(neighbours)
        let isUsual = (neighbours[expected.language] ?? 0) > 0
        return isUsual && found.bytes >= 10 && expected.confidence >= 0.8 ? expected.language : nil
    }

    /// The beginnings of the texts, as much as the identifier uses.
    private static func joined(_ texts: some Sequence<CleanText>) -> [UInt8] {
        var result: [UInt8] = []
        for text in texts where !text.utf8.isEmpty {
            result += text.utf8
            result.append(0x0A)
            if result.count > LanguageIdentifier.sample { break }
        }
        return result
    }
}
