import DocumentModel

/// The elements of an EBML file (RFC 8794): an id, a size, a content.
struct EBMLReader {
    let reader: ByteReader

    struct Element {
        var id: Int
        /// Where its content is. Without a known size it reaches to the end of what it is in.
        var body: Range<Int>
        var hasSize: Bool
    }

    /// The element at an offset; nil at the end, or if there is none.
    /// - Parameter end: the end of the element around it. What reaches beyond is cut off.
    func element(at offset: Int, before end: Int) -> Element? {
        guard offset >= 0, offset < end, let first = reader.number(at: offset, 1), first >= 0x10 else { return nil }
        let idLength = UInt8(first).leadingZeroBitCount + 1
        guard let id = reader.number(at: offset, idLength), let (size, length) = vint(at: offset + idLength) else {
            return nil
        }
        let start = offset + idLength + length
        guard start <= end else { return nil }
        let isKnown = size != nil
        let stop = size.map { $0 > end - start ? end : start + $0 } ?? end
        return Element(id: id, body: start..<stop, hasSize: isKnown)
    }

    /// A size: nil if all its bits are set, which means that it is unknown.
    private func vint(at offset: Int) -> (value: Int?, length: Int)? {
        guard let first = reader.number(at: offset, 1), first > 0 else { return nil }
        let length = UInt8(first).leadingZeroBitCount + 1
        guard let raw = reader.bytes(at: offset, length) else { return nil }
        let value = raw.dropFirst().reduce(first & (0xFF >> length)) { $0 << 8 | Int($1) }
        return (value == (1 << (7 * length)) - 1 ? nil : value, length)
    }

    /// The elements that follow each other in a range, at most `most`.
    func elements(in range: Range<Int>, most: Int = 20_000) -> [Element] {
        var found: [Element] = []
        var position = range.lowerBound
        while found.count < most, let element = element(at: position, before: range.upperBound) {
            found.append(element)
            position = element.body.upperBound
        }
        return found
    }

    func number(_ element: Element) -> Int? {
        element.body.isEmpty
            ? 0 : element.body.count > 8 ? nil : reader.number(at: element.body.lowerBound, element.body.count)
    }

    func text(_ element: Element, limit: Int = 1 << 20) -> String {
        String(decoding: (reader.bytes(element.body, limit: limit) ?? []).prefix { $0 != 0 }, as: UTF8.self)
    }

    /// A floating point number of four or eight bytes.
    func double(_ element: Element) -> Double? {
        guard let bytes = reader.bytes(element.body, limit: 8) else { return nil }
        let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        switch bytes.count {
        case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case 8: return Double(bitPattern: bits)
        default: return nil
        }
    }
}

/// Reads WebM and Matroska files (RFC 9559): tags, chapters and embedded transcripts.
struct Matroska {
    private let file: EBMLReader
    private let limits: ExtractionLimits
    private var media = MediaDescription()
    private var tags = MediaTags()
    private var title: String?
    private var dateUTC: Int?
    /// Nanoseconds of a tick.
    private var scale = 1_000_000
    private var tracks: [Int: MatroskaTrack] = [:]
    private var spoken: Set<LanguageTag?> = []

    /// How many elements of the level below the segment are read: clusters, and the blocks in them.
    private static let mostElements = 4_000_000

    init(_ source: SourceFile) {
        file = EBMLReader(reader: ByteReader(source))
        limits = source.limits
    }

    mutating func read() -> MediaDescription {
        guard let header = file.element(at: 0, before: file.reader.size),
            let segment = file.elements(in: header.body.upperBound..<file.reader.size, most: 10).first(where: {
                $0.id == 0x1853_8067
            })
        else {
            media.warnings.append("it has no segment: the recording or a copy of it was interrupted")
            return media
        }
        walk(segment.body)
        var metadata = tags.metadata
        metadata.title = Descriptions.title(title) ?? metadata.title
        // The date of the file, in nanoseconds since 2001.
        if metadata.year == nil, let dateUTC {
            let year = 2001 + Int(Double(dateUTC) / 1e9 / (365.2425 * 86400))
            metadata.year = (1991...2100).contains(year) ? year : nil
        }
        if metadata.language == nil, spoken.count == 1, let language = spoken.first { metadata.language = language }
        media.metadata = metadata
        tags.addLyrics(to: &media)
        for track in tracks.values.sorted(by: { $0.number < $1.number }) {
            media.warnings += track.problems
            media.transcripts.append(.init(language: track.language, name: track.name, cues: track.finish()))
        }
        return media
    }

    /// The elements of the segment, and those of clusters between them: a cluster need not have a size.
    private mutating func walk(_ segment: Range<Int>) {
        var position = segment.lowerBound
        var (cluster, bytes, elements) = (0, 0, 0)
        while elements < Self.mostElements, let element = file.element(at: position, before: segment.upperBound) {
            elements += 1
            position = element.body.upperBound
            switch element.id {
            case 0x1549_A966: readInfo(element.body)
            case 0x1654_AE6B: readTracks(element.body)
            case 0x1043_A770: readChapters(element.body)
            case 0x1254_C367: readTags(element.body)
            case 0x1F43_B675:
                // A cluster is skipped only if its size is known.
                if !tracks.isEmpty || !element.hasSize { position = element.body.lowerBound }
            case 0xE7: cluster = file.number(element) ?? 0
            case 0xA3: readBlock(element, cluster, duration: nil, &bytes)
            case 0xA0:
                let parts = file.elements(in: element.body, most: 20)
                guard let block = parts.first(where: { $0.id == 0xA1 }) else { break }
                let duration = parts.first { $0.id == 0x9B }.flatMap(file.number)
                readBlock(block, cluster, duration: duration, &bytes)
            default: break
            }
        }
        if elements == Self.mostElements {
            media.warnings.append("it has more than \(Self.mostElements) blocks; the rest was not read")
        }
    }

    private mutating func readInfo(_ range: Range<Int>) {
        var length: Double?
        for element in file.elements(in: range) {
            switch element.id {
            case 0x2AD7B1: scale = max(1, file.number(element) ?? scale)
            case 0x7BA9: title = file.text(element)
            case 0x4461: dateUTC = file.number(element)
            case 0x4489: length = file.double(element)
            default: break
            }
        }
        media.duration = length.flatMap { $0.isFinite && $0 > 0 ? $0 * Double(scale) / 1e9 : nil }
    }

    private mutating func readTracks(_ range: Range<Int>) {
        for entry in file.elements(in: range, most: 1000) where entry.id == 0xAE {
            let parts = file.elements(in: entry.body)
            func part(_ id: Int) -> EBMLReader.Element? { parts.first { $0.id == id } }
            // Without an element, the language is English by definition, but in fact unknown.
            let tag = (part(0x22B59D) ?? part(0x22B59C)).flatMap { LanguageTag(file.text($0, limit: 100)) }
            let language = tag.flatMap { $0.isUndetermined ? nil : $0 }
            let type = part(0x83).flatMap(file.number)
            if type == 2 { spoken.insert(language) }
            guard type == 17 || type == 33 || type == 18, let number = part(0xD7).flatMap(file.number),
                let codec = part(0x86).map({ file.text($0, limit: 100) })
            else { continue }
            guard let kind = MatroskaTrack.Kind(codec) else {
                if codec.hasPrefix("S_") {
                    media.warnings.append("a track of subtitles has the format \(codec), which is not read")
                }
                continue
            }
            var track = MatroskaTrack(number: number, kind: kind, language: language)
            track.name = part(0x536E).map { file.text($0, limit: 1000) }
            if let encodings = part(0x6D80) { track.setEncoding(encodings, file) }
            tracks[number] = track
        }
    }

    private mutating func readBlock(_ block: EBMLReader.Element, _ cluster: Int, duration: Int?, _ bytes: inout Int) {
        // The number of the track has one byte, unless there are more than 126.
        guard !tracks.isEmpty, let first = file.reader.number(at: block.body.lowerBound, 1), first > 0 else { return }
        let length = UInt8(first).leadingZeroBitCount + 1
        guard length <= 2, let raw = file.reader.number(at: block.body.lowerBound, length) else { return }
        let number = raw & ((1 << (7 * length)) - 1)
        guard tracks[number] != nil else { return }
        let start = block.body.lowerBound + length
        guard block.body.upperBound - start > 3, block.body.upperBound - start <= 1 << 20,
            bytes <= limits.maximumTextBytes,
            let time = file.reader.number(at: start, 2),
            let content = file.reader.bytes(at: start + 3, block.body.upperBound - start - 3)
        else { return }
        bytes += content.count
        let ticks = Double(cluster) + Double(Int16(truncatingIfNeeded: time))
        let seconds = Double(scale) / 1e9
        tracks[number]?.add(content, max(0, ticks * seconds), duration: duration.map { Double($0) * seconds })
    }

    private mutating func readChapters(_ range: Range<Int>) {
        for edition in file.elements(in: range, most: 100) where edition.id == 0x45B9 {
            var open = file.elements(in: edition.body).filter { $0.id == 0xB6 }
            while let atom = open.popLast(), media.chapters.count < MediaDescription.mostChapters {
                let parts = file.elements(in: atom.body)
                open += parts.filter { $0.id == 0xB6 }
                guard let start = parts.first(where: { $0.id == 0x91 }).flatMap(file.number) else { continue }
                let end = parts.first { $0.id == 0x92 }.flatMap(file.number) ?? 0
                let isHidden = parts.first { $0.id == 0x98 }.flatMap(file.number) == 1
                let titles = parts.filter { $0.id == 0x80 }.compactMap { display in
                    file.elements(in: display.body).first { $0.id == 0x85 }.map { file.text($0) }
                }
                guard !isHidden, let title = titles.first(where: { !$0.isEmpty }) else { continue }
                media.chapters.append(MediaChapter(start: Double(start) / 1e9, end: Double(end) / 1e9, title: title))
            }
        }
    }

    private mutating func readTags(_ range: Range<Int>) {
        for tag in file.elements(in: range) where tag.id == 0x7373 {
            let parts = file.elements(in: tag.body)
            let targets = parts.first { $0.id == 0x63C0 }.map { file.elements(in: $0.body) } ?? []
            // Those of tracks, editions, chapters and attachments; 0 means all of them.
            let isPart = targets.contains {
                [0x63C5, 0x63C9, 0x63C4, 0x63C6].contains($0.id) && (file.number($0) ?? 0) != 0
            }
            // The title of an album or a series is not that of the recording.
            let level = targets.first { $0.id == 0x68CA }.flatMap(file.number) ?? 50
            guard !isPart else { continue }
            for simple in parts where simple.id == 0x67C8 {
                let fields = file.elements(in: simple.body)
                guard let name = fields.first(where: { $0.id == 0x45A3 }).map({ file.text($0, limit: 400) }),
                    let value = fields.first(where: { $0.id == 0x4487 }).map({ file.text($0) }),
                    level <= 50 || name.uppercased() != "TITLE"
                else { continue }
                tags.add(name, value)
            }
        }
    }
}
