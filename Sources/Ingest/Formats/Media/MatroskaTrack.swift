import DocumentModel

/// A transcript in a Matroska file.
struct MatroskaTrack {
    let number: Int
    let kind: Kind
    let language: LanguageTag?
    var name: String?

    private var cues: [Cue] = []
    private var substation = ASSParser()
    private var encoding = Encoding.none
    private var damaged = 0
    /// The indices of the cues whose end is that of the next one's start.
    private var openEnded: [Int] = []

    enum Kind {
        case subRip, substation
        /// WebVTT as in Matroska, and as in WebM, where the cue's name and settings come first.
        case webVTT, webVTTInWebM

        /// - Parameter codec: the codec's id.
        init?(_ codec: String) {
            switch codec {
            case "S_TEXT/UTF8", "S_TEXT/ASCII", "S_TEXT/USF": self = .subRip
            case "S_TEXT/ASS", "S_TEXT/SSA", "S_ASS", "S_SSA": self = .substation
            case "S_TEXT/WEBVTT": self = .webVTT
            case "D_WEBVTT/SUBTITLES", "D_WEBVTT/CAPTIONS", "D_WEBVTT/DESCRIPTIONS": self = .webVTTInWebM
            default: return nil
            }
        }
    }

    private enum Encoding {
        case none, zlib
        /// The same bytes at the start of each block are left out.
        case stripped([UInt8])
        case unknown
    }

    init(number: Int, kind: Kind, language: LanguageTag?) {
        (self.number, self.kind, self.language) = (number, kind, language)
    }

    /// Sets how the blocks are compressed.
    mutating func setEncoding(_ element: EBMLReader.Element, _ file: EBMLReader) {
        let list = file.elements(in: element.body, most: 10).filter { $0.id == 0x6240 }
        guard let first = list.first else { return }
        let parts = file.elements(in: first.body, most: 20)
        // Bit 0 of the scope: the blocks.
        guard (parts.first { $0.id == 0x5032 }.flatMap(file.number) ?? 1) & 1 == 1 else { return }
        guard list.count == 1, let compression = parts.first(where: { $0.id == 0x5034 }) else {
            encoding = .unknown
            return
        }
        let details = file.elements(in: compression.body, most: 10)
        switch details.first(where: { $0.id == 0x4254 }).flatMap(file.number) ?? 0 {
        case 0: encoding = .zlib
        case 3:
            encoding = .stripped(
                details.first { $0.id == 0x4255 }.flatMap { file.reader.bytes($0.body, limit: 1000) } ?? []
            )
        default: encoding = .unknown
        }
    }

    /// Adds a block.
    mutating func add(_ block: [UInt8], _ start: Double, duration: Double?) {
        let bytes: [UInt8]?
        switch encoding {
        case .none: bytes = block
        case .zlib: bytes = Deflated.inflate(block, limit: 1 << 20)
        case .stripped(let head): bytes = head + block
        case .unknown: bytes = nil
        }
        guard let bytes else {
            damaged += 1
            return
        }
        let text = CharacterSet.isUTF8(bytes) ? String(decoding: bytes, as: UTF8.self) : ISOText.decode(bytes)
        var lines = text.filter { $0 != "\0" }.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        switch kind {
        case .substation:
            // ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text
            let fields = text.split(separator: ",", maxSplits: 8, omittingEmptySubsequences: false)
            guard fields.count == 9 else {
                damaged += 1
                return
            }
            substation.add(fields[8], start, start + (duration ?? 0), name: fields[3])
            return
        case .webVTTInWebM: lines = lines.dropFirst(2)
        case .subRip, .webVTT: break
        }
        for part in CueText.read(lines.map { Substring($0) }) {
            if duration == nil { openEnded.append(cues.count) }
            cues.append(Cue(start: start, end: start + (duration ?? 0), speaker: part.speaker, text: part.text))
        }
    }

    /// The cues.
    func finish() -> [Cue] {
        var (cues, substation) = (cues, substation)
        for index in openEnded {
            let next = index + 1 < cues.count ? cues[index + 1].start : cues[index].start + 4
            cues[index].end = max(cues[index].start, min(next, cues[index].start + 10))
        }
        return kind == .substation ? substation.finish() : cues
    }

    /// What went wrong.
    var problems: [String] {
        damaged == 0 ? [] : ["\(damaged) cues of an embedded transcript are compressed in an unknown way, or damaged"]
    }
}
