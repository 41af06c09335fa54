import DocumentModel

/// TTML, the subtitles of the W3C, and its profiles DFXP, SMPTE-TT, EBU-TT and IMSC.
enum TTMLFormat {
    /// Whether the first element of a text is `tt`, with or without a prefix.
    static func isTTML(_ text: Substring) -> Bool {
        var rest = text
        for _ in 0..<50 {
            rest = rest.drop(while: \.isWhitespace)
            guard rest.first == "<" else { return false }
            let close = rest.hasPrefix("<?") ? "?>" : rest.hasPrefix("<!--") ? "-->" : rest.hasPrefix("<!") ? ">" : ""
            if close.isEmpty {
                let name = rest.dropFirst().prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
                return name == "tt" || name.hasSuffix(":tt")
            }
            guard let end = rest.firstRange(of: close) else { return false }
            rest = rest[end.upperBound...]
        }
        return false
    }

    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let handler = TTMLText()
        let problem = MarkupParser.parseXML(try source.bytes(), into: handler)
        let (cues, warnings) = handler.finish()
        let damage = problem.map { "the file is damaged at line \($0.line): \($0.message)" }
        guard !cues.isEmpty || damage == nil else { throw .broken(damage!) }
        var metadata = Metadata()
        metadata.title = Descriptions.title(handler.title)
        metadata.description = Descriptions.folded(handler.description)
        metadata.language = handler.language
        var document = SubtitleFormat.document(.ttml, cues, metadata, name: source.name)
        document.warnings += [damage].compactMap(\.self) + warnings
        return document
    }

    /// The cues of a document in memory, such as a sample of an MP4 file.
    static func cues(_ bytes: [UInt8]) -> [Cue] {
        let handler = TTMLText()
        _ = MarkupParser.parseXML(bytes, into: handler)
        return handler.finish().cues
    }
}

/// Collects the paragraphs of a TTML document as cues.
final class TTMLText: MarkupHandler {
    private(set) var title = ""
    private(set) var description = ""
    /// The language of the root element.
    private(set) var language: LanguageTag?

    /// An open element.
    private struct Level {
        var name: String
        /// Seconds from the start of the document; the end is nil if no element around says.
        var start = 0.0
        var end: Double?
        var language: LanguageTag?
        var speaker: String?
        /// Whether its text belongs to a cue: it is in a paragraph and not a reading of ruby or metadata.
        var isText = false
        var isMetadata = false
        /// Whether it has times of its own inside a paragraph.
        var isTimed = false
        /// The end of the last child, in a container whose children follow one another.
        var next = 0.0
        var isSequence = false
    }

    private var open: [Level] = []
    /// Levels beyond the limit are counted, not kept.
    private var tooDeep = 0
    private static let mostLevels = 200

    private var cues: [Cue] = []
    private var text = ""
    private var agents: [String: String] = [:]
    private var agent: String?
    private var framesPerSecond = 30.0
    private var frameMultiplier = 1.0
    private var ticksPerSecond: Double?
    private var unreadable = 0

    func start(_ name: String, _ attributes: MarkupAttributes) {
        guard open.count < Self.mostLevels else {
            tooDeep += 1
            return
        }
        var level = open.last ?? Level(name: name)
        let outer = open.last
        (level.name, level.isTimed, level.next) = (name, false, 0)
        level.isSequence = attributes["timeContainer"] == "seq"
        if let tag = attributes["xml:lang"] { level.language = LanguageTag(tag) }
        switch name {
        case "tt":
            language = level.language
            framesPerSecond = attributes["frameRate"].flatMap(Double.init).flatMap { $0 > 0 ? $0 : nil } ?? 30
            let parts =
                attributes["frameRateMultiplier"]?.split { $0 == " " || $0 == ":" }.compactMap { Double($0) } ?? []
            if parts.count == 2, parts[0] > 0, parts[1] > 0 { frameMultiplier = parts[0] / parts[1] }
            ticksPerSecond = attributes["tickRate"].flatMap(Double.init).flatMap { $0 > 0 ? $0 : nil }
        case "head", "metadata": (level.isMetadata, level.isText) = (true, false)
        case "agent": agent = attributes["xml:id"]
        case "br": if level.isText { text.append("\n") }
        case "p":
            // A paragraph that was not closed, in damaged XML.
            flush(level)
            level.isText = !level.isMetadata
        default: break
        }
        let ruby = attributes["ruby"]
        if ruby == "text" || ruby == "textContainer" || ruby == "delimiter" { level.isText = false }
        if !level.isMetadata, ["body", "div", "p", "span"].contains(name) {
            setTimes(of: &level, in: outer, attributes)
        }
        if level.isTimed, let outer, name == "span", outer.isText { flush(outer) }
        if let id = attributes["agent"]?.split(separator: " ").first {
            level.speaker = agents[String(id)] ?? level.speaker
        }
        open.append(level)
    }

    private func setTimes(of level: inout Level, in outer: Level?, _ attributes: MarkupAttributes) {
        func read(_ name: String) -> Double? {
            guard let text = attributes[name] else { return nil }
            let time = time(text)
            if time == nil { unreadable += 1 }
            return time
        }
        let (begin, end, duration) = (read("begin"), read("end"), read("dur"))
        level.isTimed = begin != nil || end != nil || duration != nil
        let base = outer.map { $0.isSequence ? max($0.start, $0.next) : $0.start } ?? 0
        level.start = base + (begin ?? 0)
        let limits = [end.map { base + $0 }, duration.map { level.start + $0 }, outer?.end].compactMap(\.self)
        level.end = limits.min()
    }

    func end(_ name: String) {
        guard tooDeep == 0 else {
            tooDeep -= 1
            return
        }
        guard let level = open.last, level.name == name else { return }
        if name == "p" || (name == "span" && level.isTimed && level.isText) { flush(level) }
        open.removeLast()
        if let end = level.end, let last = open.indices.last { open[last].next = max(open[last].next, end) }
        if name == "agent" { agent = nil }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard let level = open.last else { return }
        let piece = String(decoding: utf8, as: UTF8.self)
        if level.isText {
            // Line ends of the file are white space; those of the text are `<br/>`.
            for character in piece { text.append(character.isNewline ? " " : character) }
        } else if level.isMetadata {
            switch level.name {
            case "title": title += piece
            case "desc": description += piece
            case "name": if let agent, agents.count < 1000 { agents[agent, default: ""] += piece }
            default: break
            }
        }
    }

    /// Ends a cue with the times of an element.
    private func flush(_ level: Level) {
        let words = text.split(separator: "\n").compactMap { Descriptions.folded(String($0)) }.joined(separator: "\n")
        text = ""
        guard !words.isEmpty else { return }
        cues.append(
            Cue(
                start: level.start,
                end: max(level.start, level.end ?? level.start),
                speaker: Descriptions.folded(level.speaker),
                text: words,
                language: level.language
            )
        )
    }

    /// The cues, and what could not be read.
    func finish() -> (cues: [Cue], warnings: [String]) {
        if let level = open.last { flush(level) }
        let warnings = unreadable == 0 ? [] : ["\(unreadable) times could not be read"]
        return (cues, warnings)
    }

    /// Seconds: `00:01:02.5`, `00:01:02:12` with frames, `62.5s`, `1500ms`, `30f`, `100t`, `1.5m`, `1h`.
    private func time(_ text: String) -> Double? {
        let text = text.filter { !$0.isWhitespace }
        guard text.utf8.count <= 40 else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 4 {
            let whole = parts.prefix(3).joined(separator: ":")
            guard let frames = Double(parts[3]), let seconds = CueTimes.seconds(whole) else { return nil }
            return seconds + frames / (framesPerSecond * frameMultiplier)
        }
        if parts.count > 1 { return CueTimes.seconds(text) }
        let unit = text.reversed().prefix { $0.isLetter }.reversed()
        guard let number = Double(text.dropLast(unit.count)), (0...1e12).contains(number) else { return nil }
        let seconds: Double? =
            switch String(unit) {
            case "h": number * 3600
            case "m": number * 60
            case "s", "": number
            case "ms": number / 1000
            case "f": number / (framesPerSecond * frameMultiplier)
            case "t": number / (ticksPerSecond ?? framesPerSecond * frameMultiplier)
            default: nil
            }
        return seconds.flatMap { $0 < 1e9 ? $0 : nil }
    }
}
