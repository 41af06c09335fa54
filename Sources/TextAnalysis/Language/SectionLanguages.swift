import DocumentModel

/// The languages of a document, section by section: curator's word > the file's own tag where detection does not
/// contradict it strongly > detection > the document's other sections; `und` where nobody knows.
public struct SectionLanguages: Sendable, Equatable {
    /// One for each section.
    public var sections: [LanguageTag]
    /// The languages that a fair part of the document is in, the main one first; never empty.
    public var document: [LanguageTag]

    /// How much of a section the detector reads, in bytes: more changes no answer and costs time.
    private static let sample = 2048

    /// - Parameters:
    ///   - texts: the sections' cleaned texts.
    ///   - declared: what the file says of each section, aligned with `texts`.
    ///   - file: what the file says of itself.
    ///   - curator: what a person said of it; it stands above everything.
    ///   - title: what the document is called, which helps where it holds little else.
    public init(
        texts: [CleanText],
        declared: [LanguageTag?],
        file: LanguageTag?,
        curator: LanguageTag?,
        title: String = ""
    ) {
        if let curator, !curator.isUndetermined {
            sections = texts.map { _ in curator }
            document = [curator]
            return
        }
        var weights: [LanguageTag: Int] = [:]
        var chosen: [LanguageTag?] = []
        for (text, declared) in zip(texts, declared) {
            let detection = Self.detect(text)
            let language = Self.choose(detection, tag: declared ?? file)
            chosen.append(language)
            if let language { weights[language, default: 0] += max(1, min(text.utf8.count, detection.bytes)) }
        }
        if weights.isEmpty {
            // No section says enough alone; perhaps all of them together do.
            let together =
                Array(title.utf8) + [0x20] + texts.lazy.map { $0.utf8 + [0x20] }.joined().prefix(4 * Self.sample)
            if let language = file ?? Self.guess(together) { weights[language] = 1 }
        }
        let total = weights.values.reduce(0, +)
        let ranked = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard let main = ranked.first?.key else {
            sections = texts.map { _ in .undetermined }
            document = [.undetermined]
            return
        }
        // A language that only a stray page of code or names seems to be in is not one of the document's.
        let kept = ranked.filter { $0.key == main || ($0.value * 50 >= total && $0.value >= 100) }.map(\.key)
        sections = chosen.map { language in language.flatMap { kept.contains($0) ? $0 : nil } ?? main }
        document = kept
    }

    private static func detect(_ text: CleanText) -> Detection {
        text.utf8.withUnsafeBufferPointer { bytes in
            guard bytes.count > sample else { return LanguageDetector.detect(bytes) }
            var end = sample
            while bytes[end] & 0xC0 == 0x80 { end -= 1 }
            return LanguageDetector.detect(UnsafeBufferPointer(rebasing: bytes[..<end]))
        }
    }

    /// The likeliest language of a text that says too little to bet on; nil below some ten words.
    private static func guess(_ text: [UInt8]) -> LanguageTag? {
        let whole = String(decoding: text, as: UTF8.self)
        let found = LanguageDetector.detect(whole, bestEffort: true)
        guard found.bytes >= 60, found.percent >= 50, !found.language.isUndetermined else { return nil }
        return found.language
    }

    private static func choose(_ detection: Detection, tag: LanguageTag?) -> LanguageTag? {
        let known = detection.language.isUndetermined ? nil : detection.language
        guard let tag, !tag.isUndetermined else {
            return detection.isReliable && detection.bytes >= 40 ? known : nil
        }
        guard let known, known != tag, detection.isReliable else { return tag }
        let contradictsStrongly =
            detection.bytes >= 150 && detection.percent >= 60 && !LanguageDetector.areNear(known, tag)
        return contradictsStrongly ? known : tag
    }
}
