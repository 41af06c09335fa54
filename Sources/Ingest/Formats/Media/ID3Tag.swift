import CZlib
import DocumentModel

/// The ID3 tags of an MP3: version 2.2, 2.3 or 2.4 at the start, else version 1 at the end.
struct ID3Tag {
    private let reader: ByteReader
    private var media = MediaDescription()
    private var tags = MediaTags()
    private var version = 4
    /// How the bytes that claim to be Latin-1 are really encoded.
    private var latin: String?

    private static let mostFrames = 20_000
    /// The longest frame that is read. Pictures, which may be longer, are not.
    private static let longestFrame = 4 << 20
    /// The most bytes of all these frames.
    private static let mostBytes = 32 << 20
    /// The largest tag that must be read as a whole, because it is unsynchronised.
    private static let largestWhole = 16 << 20

    init(_ source: SourceFile) { reader = ByteReader(source) }

    private struct Frame {
        /// The name in version 2.3 and 2.4.
        var name: String
        var body: [UInt8]
    }

    mutating func read() -> MediaDescription {
        let frames = frames()
        setLatin(frames)
        for frame in frames { apply(frame) }
        if tags.isEmpty { readVersion1() }
        media.metadata = tags.metadata
        for (name, values) in tags.entries where name == "lyrics" {
            for value in values { media.addLyrics(value, nil) }
        }
        return media
    }

    // MARK: Frames

    /// The frames at the start of the file that are of interest.
    private mutating func frames() -> [Frame] {
        guard let header = reader.bytes(at: 0, 10), header.starts(with: "ID3".utf8) else { return [] }
        version = Int(header[3])
        let size = Self.syncsafe(header[6..<10])
        let flags = header[5]
        guard (2...4).contains(version) else { return [] }
        let isWholeUnsynchronised = flags & 0x80 != 0 && version < 4
        if isWholeUnsynchronised {
            guard let bytes = reader.bytes(10..<min(10 + size, reader.size), limit: Self.largestWhole) else {
                return []
            }
            let plain = Self.synchronised(bytes)
            return frames(flags, plain.count) { offset, count in
                offset >= 0 && count >= 0 && offset <= plain.count && count <= plain.count - offset
                    ? Array(plain[offset..<offset + count]) : nil
            }
        }
        let reader = reader
        return frames(flags, min(size, reader.size - 10)) { reader.bytes(at: 10 + $0, $1) }
    }

    /// - Parameters:
    ///   - end: the size of the tag.
    ///   - bytes: the bytes at an offset in the tag.
    private mutating func frames(_ flags: UInt8, _ end: Int, _ bytes: (Int, Int) -> [UInt8]?) -> [Frame] {
        var position = 0
        if flags & 0x40 != 0, version > 2, let size = bytes(0, 4) {
            // The extended header; in version 2.4 its size includes itself.
            position = version == 3 ? 4 + Self.number(size[...]) : Self.syncsafe(size[...])
        }
        let head = version == 2 ? 6 : 10
        var found: [Frame] = []
        var total = 0
        for _ in 0..<Self.mostFrames where total < Self.mostBytes {
            guard position >= 0, position <= end - head, let header = bytes(position, head), header[0] != 0 else {
                break
            }
            let name = String(decoding: header[..<(version == 2 ? 3 : 4)], as: UTF8.self)
            let size = size(of: header, at: position + head, end, bytes)
            position += head
            guard size > 0, size <= end - position else { break }
            defer { position += size }
            guard let wanted = Self.wanted(name), size <= Self.longestFrame, let body = bytes(position, size) else {
                continue
            }
            total += size
            if version == 2 {
                found.append(Frame(name: wanted, body: body))
            } else if let plain = plain(body, header[9]) {
                total += plain.count
                found.append(Frame(name: wanted, body: plain))
            } else {
                media.warnings.append("its tag \(name) is encrypted or damaged")
            }
        }
        return found
    }

    private func size(of header: [UInt8], at body: Int, _ end: Int, _ bytes: (Int, Int) -> [UInt8]?) -> Int {
        if version == 2 { return Self.number(header[3..<6]) }
        if version == 3 { return Self.number(header[4..<8]) }
        let safe = Self.syncsafe(header[4..<8])
        let plain = Self.number(header[4..<8])
        guard plain != safe else { return safe }
        // Some programs write the sizes of version 2.4 like those of 2.3: what follows the frame decides.
        func isFollowedByName(_ size: Int) -> Bool {
            if body + size == end { return true }
            guard let name = bytes(body + size, 4) else { return false }
            return name.allSatisfy { $0 == 0 } || name.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        }
        if header[4..<8].contains(where: { $0 >= 0x80 }) { return plain }
        return !isFollowedByName(safe) && isFollowedByName(plain) ? plain : safe
    }

    /// The content of a frame without grouping, unsynchronisation and compression; nil if it is encrypted or damaged.
    private func plain(_ body: [UInt8], _ flags: UInt8) -> [UInt8]? {
        var rest = body[...]
        let isFour = version == 4
        guard flags & (isFour ? 0x04 : 0x40) == 0 else { return nil }
        let isCompressed = flags & (isFour ? 0x08 : 0x80) != 0
        if !isFour, isCompressed { rest = rest.dropFirst(4) }
        if flags & (isFour ? 0x40 : 0x20) != 0 { rest = rest.dropFirst() }
        if isFour, flags & 0x01 != 0 { rest = rest.dropFirst(4) }
        var bytes = Array(rest)
        if isFour, flags & 0x02 != 0 { bytes = Self.synchronised(bytes) }
        return isCompressed ? Deflated.inflate(bytes, limit: Self.longestFrame) : bytes
    }

    /// The name of a frame in version 2.3 if it is of interest.
    private static func wanted(_ name: String) -> String? {
        let full = shortNames[name] ?? name
        return names[full] != nil || ["COMM", "TXXX", "USLT", "SYLT", "CHAP"].contains(full) ? full : nil
    }

    private static let shortNames = [
        "TT2": "TIT2", "TP1": "TPE1", "TP2": "TPE2", "TCM": "TCOM", "TYE": "TYER", "TDA": "TDAT", "TOR": "TORY",
        "TLA": "TLAN", "TCR": "TCOP", "TPB": "TPUB", "COM": "COMM", "TXX": "TXXX", "ULT": "USLT", "SLT": "SYLT",
        "TXT": "TEXT", "TOL": "TOLY",
    ]
    /// What the text frames say, in the names of ``MediaTags``.
    private static let names = [
        "TIT2": "title", "TPE1": "artist", "TPE2": "album_artist", "TCOM": "composer", "TEXT": "written_by",
        "TPUB": "publisher", "TDRC": "date", "TDRL": "date", "TDOR": "originaldate", "TYER": "date",
        "TORY": "originaldate", "TLAN": "language", "TCOP": "copyright", "TDES": "description", "TKWD": "keywords",
    ]

    private mutating func apply(_ frame: Frame) {
        var cursor = ByteCursor(frame.body)
        switch frame.name {
        case "CHAP": chapter(frame.body)
        case "SYLT": synchronisedText(frame.body)
        case "TXXX":
            guard let encoding = cursor.number(1) else { return }
            let parts = texts(cursor.rest(), encoding)
            if let name = parts.first { for value in parts.dropFirst() { tags.add(name, value) } }
        case "COMM", "USLT":
            guard let encoding = cursor.number(1), let language = cursor.take(3) else { return }
            let parts = texts(cursor.rest(), encoding)
            // Some programs leave out the description.
            let (name, text) = parts.count > 1 ? (parts[0], parts[1]) : ("", parts.first ?? "")
            if frame.name == "USLT" {
                media.addLyrics(text, LanguageTag(String(decoding: language, as: UTF8.self)))
            } else if !name.hasPrefix("iTun") {
                tags.add("comment", text)
            }
        default:
            guard let name = Self.names[frame.name], let encoding = cursor.number(1) else { return }
            for value in texts(cursor.rest(), encoding) { tags.add(name, value) }
        }
    }

    private mutating func chapter(_ body: [UInt8]) {
        var cursor = ByteCursor(body)
        _ = cursor.zeroTerminated()
        guard let start = cursor.number(4), let end = cursor.number(4), cursor.skip(8) else { return }
        let inner = cursor.rest()
        let copy = self
        var reading = copy
        let frames = reading.frames(0, inner.count) { offset, count in
            offset >= 0 && count >= 0 && offset <= inner.count && count <= inner.count - offset
                ? Array(inner[offset..<offset + count]) : nil
        }
        let title = frames.lazy.filter { $0.name == "TIT2" }.compactMap { frame -> String? in
            var cursor = ByteCursor(frame.body)
            return cursor.number(1).flatMap { copy.texts(cursor.rest(), $0).first }
        }.first
        guard let title else { return }
        media.chapters.append(MediaChapter(start: Double(start) / 1000, end: Double(end) / 1000, title: title))
    }

    /// Words with times: in milliseconds, each line begins with a line end.
    private mutating func synchronisedText(_ body: [UInt8]) {
        var cursor = ByteCursor(body)
        guard let encoding = cursor.number(1), let language = cursor.take(3), let unit = cursor.number(1),
            cursor.skip(1)
        else { return }
        _ = terminated(&cursor, encoding)
        var cues: [Cue] = []
        while cursor.left > 4 {
            let text = terminated(&cursor, encoding)
            guard let time = cursor.number(4) else { break }
            let start = unit == 2 ? Double(time) / 1000 : 0
            let isNewLine = cues.isEmpty || text.first?.isNewline == true
            if isNewLine {
                cues.append(Cue(start: start, end: start, text: text))
            } else {
                cues[cues.count - 1].text += text
            }
        }
        for index in cues.indices {
            cues[index].text = CueText.plain(cues[index].text)
            cues[index].end =
                index + 1 < cues.count ? max(cues[index].start, cues[index + 1].start) : cues[index].start + 5
        }
        let tag = LanguageTag(String(decoding: language, as: UTF8.self))
        if unit == 2 {
            media.transcripts.append(.init(language: tag.flatMap { $0.isUndetermined ? nil : $0 }, cues: cues))
        } else {
            media.addLyrics(cues.map(\.text).joined(separator: "\n"), tag)
        }
    }

    // MARK: Texts

    /// The texts in a frame, which are separated by zeros.
    private func texts(_ bytes: [UInt8], _ encoding: Int) -> [String] {
        var cursor = ByteCursor(bytes)
        var texts: [String] = []
        while cursor.left > 0, texts.count < 1000 { texts.append(terminated(&cursor, encoding)) }
        return texts
    }

    /// The text before the next zero, or the rest.
    private func terminated(_ cursor: inout ByteCursor, _ encoding: Int) -> String {
        guard encoding == 1 || encoding == 2 else {
            let bytes = cursor.zeroTerminated()
            if encoding == 3 || CharacterSet.isUTF8(bytes) { return String(decoding: bytes, as: UTF8.self) }
            return CharacterSet.decode(bytes, declared: latin ?? "windows-1252")?.text
                ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        }
        var units: [UInt16] = []
        var isLittle = encoding == 1
        while let pair = cursor.take(2) {
            if pair == [0, 0] { break }
            if units.isEmpty, pair == [0xFF, 0xFE] || pair == [0xFE, 0xFF] {
                isLittle = pair[0] == 0xFF
                continue
            }
            units.append(isLittle ? UInt16(pair[1]) << 8 | UInt16(pair[0]) : UInt16(pair[0]) << 8 | UInt16(pair[1]))
        }
        if cursor.left == 1 { _ = cursor.skip(1) }
        return String(decoding: units, as: UTF16.self)
    }

    /// Decides how texts that claim to be Latin-1 are encoded: programs in Eastern Europe and Asia write the character set
    /// of their system. All of them together say more than one.
    private mutating func setLatin(_ frames: [Frame]) {
        let claimed = frames.filter { $0.name != "CHAP" && $0.body.first == 0 }
        let bytes = claimed.flatMap { $0.body.dropFirst().map { $0 == 0 ? 0x0A : $0 } + [0x0A] }
        guard bytes.contains(where: { $0 >= 0x80 }), !CharacterSet.isUTF8(bytes) else { return }
        latin = CharacterSet.decode(bytes)?.name
    }

    /// Version 1: fields of fixed length in the last 128 bytes.
    private mutating func readVersion1() {
        guard let bytes = reader.bytes(at: reader.size - 128, 128), bytes.starts(with: "TAG".utf8) else { return }
        latin = CharacterSet.decode(bytes[3..<127].map { $0 == 0 ? 0x20 : $0 })?.name
        for (name, range) in [("title", 3..<33), ("artist", 33..<63), ("date", 93..<97), ("comment", 97..<127)] {
            var cursor = ByteCursor(Array(bytes[range]))
            tags.add(name, terminated(&cursor, 0))
        }
    }

    // MARK: Numbers

    /// A number with seven bits in each byte.
    private static func syncsafe(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 7 | Int($1 & 0x7F) } }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    /// `bytes` without the zeros that were put after each 0xFF, so that no part looks like a frame of sound.
    private static func synchronised(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var last: UInt8 = 0
        for byte in bytes {
            if last != 0xFF || byte != 0 { result.append(byte) }
            last = byte
        }
        return result
    }
}

/// Data that zlib has compressed.
enum Deflated {
    /// The data, or nil if it is damaged or larger than `limit` bytes.
    static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        // Text is seldom compressed to less than a tenth. Most data needs one attempt.
        var capacity = min(limit, max(4096, bytes.count * 10))
        while true {
            var count = uLong(capacity)
            var status = Z_OK
            let result = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
                status = uncompress(buffer.baseAddress, &count, bytes, uLong(bytes.count))
                filled = status == Z_OK ? Int(count) : 0
            }
            if status == Z_OK { return result }
            guard status == Z_BUF_ERROR, capacity < limit else { return nil }
            capacity = min(limit, capacity * 8)
        }
    }
}
