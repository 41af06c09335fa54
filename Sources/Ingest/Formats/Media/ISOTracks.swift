import DocumentModel

/// A track of an ISO media file, as far as texts need it.
struct ISOTrack {
    var id = 0
    /// `text`, `sbtl`, `subt`, `soun`, `vide` …
    var handler: ISOBoxes.Name = ""
    var language: LanguageTag?
    /// Units per second.
    var timescale = 1
    /// The format of its samples.
    var format: ISOBoxes.Name = ""
    /// The ids of the tracks with its chapters.
    var chapters: [Int] = []
    /// Seconds that are added to all times.
    var shift = 0.0
    var samples: ISOBoxes.Box?

    /// A piece of a track: where it is, and when it is shown, in seconds.
    struct Sample {
        var start: Double
        var end: Double
        var offset: Int
        var size: Int
    }

    /// - Parameter movieTimescale: units per second of the whole movie.
    init?(_ box: ISOBoxes.Box, in boxes: ISOBoxes, movieTimescale: Int) {
        guard let media = boxes.first("mdia", in: box) else { return nil }
        for part in boxes.boxes(in: box) {
            switch part.name {
            case "tkhd":
                if case (let version, _, var cursor)? = boxes.versioned(part, limit: 64),
                    cursor.skip(version == 1 ? 16 : 8)
                {
                    id = cursor.number(4) ?? 0
                }
            case "tref":
                for reference in boxes.boxes(in: part) where reference.name == "chap" {
                    guard var cursor = boxes.cursor(reference, limit: 400) else { continue }
                    while let id = cursor.number(4) { chapters.append(id) }
                }
            default: break
            }
        }
        for part in boxes.boxes(in: media) {
            switch part.name {
            case "mdhd":
                guard case (let version, _, var cursor)? = boxes.versioned(part, limit: 64),
                    cursor.skip(version == 1 ? 16 : 8)
                else { break }
                timescale = max(1, cursor.number(4) ?? 1)
                if cursor.skip(version == 1 ? 8 : 4) { language = cursor.number(2).flatMap { ISOText.language($0) } }
            case "hdlr":
                if case (_, _, var cursor)? = boxes.versioned(part, limit: 64), cursor.skip(4),
                    let name = cursor.take(4)
                {
                    handler = ISOBoxes.Name(name)
                }
            case "elng":
                if case (_, _, var cursor)? = boxes.versioned(part, limit: 64) {
                    let tag = LanguageTag(String(decoding: cursor.zeroTerminated(), as: UTF8.self))
                    if let tag, !tag.isUndetermined { language = tag }
                }
            case "minf": samples = boxes.first("stbl", in: part)
            default: break
            }
        }
        if let table = samples, let descriptions = boxes.first("stsd", in: table),
            let name = boxes.reader.bytes(at: descriptions.body.lowerBound + 12, 4)
        {
            format = ISOBoxes.Name(name)
        }
        if let edits = boxes.first("edts", "elst", in: box) {
            shift = Self.shift(edits, boxes, movieTimescale: movieTimescale, timescale: timescale)
        }
    }

    /// The shift by an edit list: an empty edit first, then the media from some time on.
    private static func shift(
        _ edits: ISOBoxes.Box,
        _ boxes: ISOBoxes,
        movieTimescale: Int,
        timescale: Int
    ) -> Double {
        guard case (let version, _, var cursor)? = boxes.versioned(edits, limit: 200), let count = cursor.number(4)
        else { return 0 }
        var shift = 0.0
        for _ in 0..<min(count, 2) {
            let size = version == 1 ? 8 : 4
            guard let duration = cursor.number(size), let time = cursor.take(size), cursor.skip(4) else { break }
            if time.allSatisfy({ $0 == 0xFF }) {
                shift += Double(duration) / Double(max(1, movieTimescale))
            } else {
                shift -= Double(time.reduce(0) { ($0 & 0xFF_FFFF_FFFF) << 8 | Int($1) }) / Double(timescale)
                break
            }
        }
        return shift
    }

    // MARK: Samples

    /// The most samples of a track that are read: a cue each, and perhaps one between two cues.
    static let mostSamples = 200_000

    /// The samples by the tables of the track; those of fragments are elsewhere.
    func samples(in boxes: ISOBoxes) -> [Sample] {
        guard let table = samples else { return [] }
        let parts = Dictionary(boxes.boxes(in: table).map { ($0.name, $0) }) { first, _ in first }
        let sizes = sizes(parts, boxes)
        let chunks = chunkOffsets(parts, boxes)
        guard !sizes.isEmpty, !chunks.isEmpty else { return [] }
        var runs = entries(parts["stsc"], 3, boxes)[...]
        var times = entries(parts["stts"], 2, boxes)[...]
        var (index, time, perChunk) = (0, 0, 1)
        var timesLeft = times.first?[0] ?? 0
        var result: [Sample] = []
        for (chunk, start) in chunks.enumerated() where index < sizes.count {
            while let run = runs.first, run[0] <= chunk + 1 {
                perChunk = run[1]
                runs.removeFirst()
            }
            var offset = min(start, 1 << 50)
            for _ in 0..<min(perChunk, sizes.count - index) {
                while timesLeft <= 0, times.count > 1 {
                    times.removeFirst()
                    timesLeft = times.first?[0] ?? 0
                }
                let duration = times.first?[1] ?? 0
                timesLeft -= 1
                let size = sizes[index]
                result.append(sample(time, duration, offset, size))
                time = min(time + duration, 1 << 50)
                offset = min(offset + size, 1 << 50)
                index += 1
            }
        }
        return result
    }

    func sample(_ time: Int, _ duration: Int, _ offset: Int, _ size: Int) -> Sample {
        let start = Double(time) / Double(timescale) + shift
        return Sample(start: start, end: start + Double(duration) / Double(timescale), offset: offset, size: size)
    }

    private func sizes(_ parts: [ISOBoxes.Name: ISOBoxes.Box], _ boxes: ISOBoxes) -> [Int] {
        if let box = parts["stsz"], case (_, _, var cursor)? = boxes.versioned(box, limit: 12 + Self.mostSamples * 4),
            let fixed = cursor.number(4), let count = cursor.number(4)
        {
            let count = min(count, Self.mostSamples)
            if fixed > 0 { return [Int](repeating: fixed, count: count) }
            return (0..<min(count, cursor.left / 4)).compactMap { _ in cursor.number(4) }
        }
        guard let box = parts["stz2"],
            case (_, _, var cursor)? = boxes.versioned(box, limit: 12 + Self.mostSamples * 2),
            cursor.skip(3), let bits = cursor.number(1), let count = cursor.number(4), bits == 8 || bits == 16
        else { return [] }
        return (0..<min(count, Self.mostSamples, cursor.left / (bits / 8))).compactMap { _ in cursor.number(bits / 8) }
    }

    private func chunkOffsets(_ parts: [ISOBoxes.Name: ISOBoxes.Box], _ boxes: ISOBoxes) -> [Int] {
        let (box, size) = parts["stco"].map { ($0, 4) } ?? parts["co64"].map { ($0, 8) } ?? (nil, 4)
        guard let box, case (_, _, var cursor)? = boxes.versioned(box, limit: 8 + Self.mostSamples * size),
            let count = cursor.number(4)
        else { return [] }
        return (0..<min(count, Self.mostSamples, cursor.left / size)).compactMap { _ in cursor.number(size) }
    }

    /// A table whose entries are `width` numbers of four bytes.
    private func entries(_ box: ISOBoxes.Box?, _ width: Int, _ boxes: ISOBoxes) -> [[Int]] {
        guard let box, case (_, _, var cursor)? = boxes.versioned(box, limit: 8 + Self.mostSamples * width * 4),
            let count = cursor.number(4)
        else { return [] }
        return (0..<min(count, Self.mostSamples, cursor.left / (width * 4))).map { _ in
            (0..<width).compactMap { _ in cursor.number(4) }
        }
    }
}
