/// The samples of tracks in movie fragments, into which streams and recordings in progress are divided.
struct ISOFragments {
    /// The samples of each track by its id.
    private(set) var samples: [Int: [ISOTrack.Sample]] = [:]
    private static let mostFragments = 50_000

    /// - Parameters:
    ///   - top: the boxes of the file.
    ///   - tracks: those whose samples are wanted.
    init(_ top: [ISOBoxes.Box], movie: ISOBoxes.Box, _ tracks: [ISOTrack], in boxes: ISOBoxes) {
        var defaults: [Int: (duration: Int, size: Int)] = [:]
        if let extends = boxes.first("mvex", in: movie) {
            for box in boxes.boxes(in: extends) where box.name == "trex" {
                guard case (_, _, var cursor)? = boxes.versioned(box, limit: 24), let id = cursor.number(4),
                    cursor.skip(4),
                    let duration = cursor.number(4), let size = cursor.number(4)
                else { continue }
                defaults[id] = (duration, size)
            }
        }
        for fragment in top.filter({ $0.name == "moof" }).prefix(Self.mostFragments) {
            for part in boxes.boxes(in: fragment) where part.name == "traf" {
                read(part, of: fragment, tracks, defaults, boxes)
            }
        }
    }

    private mutating func read(
        _ part: ISOBoxes.Box,
        of fragment: ISOBoxes.Box,
        _ tracks: [ISOTrack],
        _ defaults: [Int: (duration: Int, size: Int)],
        _ boxes: ISOBoxes
    ) {
        let inner = boxes.boxes(in: part)
        guard let header = inner.first(where: { $0.name == "tfhd" }),
            case (_, let flags, var cursor)? = boxes.versioned(header, limit: 64), let id = cursor.number(4),
            let track = tracks.first(where: { $0.id == id })
        else { return }
        // Offsets count from the beginning of the fragment's box, before its size and name.
        var base = fragment.body.lowerBound - 8
        if flags & 0x01 != 0 { base = min(cursor.number(8) ?? base, 1 << 50) }
        if flags & 0x02 != 0 { _ = cursor.skip(4) }
        let duration = flags & 0x08 != 0 ? cursor.number(4) ?? 0 : defaults[id]?.duration ?? 0
        let size = flags & 0x10 != 0 ? cursor.number(4) ?? 0 : defaults[id]?.size ?? 0
        var known = samples[id] ?? []
        var time = Int(((known.last?.end ?? track.shift) - track.shift) * Double(track.timescale))
        if let box = inner.first(where: { $0.name == "tfdt" }),
            case (let version, _, var cursor)? = boxes.versioned(box, limit: 16)
        {
            time = min(cursor.number(version == 1 ? 8 : 4) ?? time, 1 << 50)
        }
        var offset = base
        for run in inner where run.name == "trun" {
            guard case (_, let flags, var cursor)? = boxes.versioned(run, limit: 4 << 20), let count = cursor.number(4)
            else {
                continue
            }
            if flags & 0x01 != 0, let bytes = cursor.take(4) {
                offset = base + Int(Int32(bitPattern: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
            }
            if flags & 0x04 != 0 { _ = cursor.skip(4) }
            for _ in 0..<min(count, ISOTrack.mostSamples - known.count) {
                let lasts = flags & 0x100 != 0 ? cursor.number(4) : duration
                let bytes = flags & 0x200 != 0 ? cursor.number(4) : size
                guard let lasts, let bytes, flags & 0x400 == 0 || cursor.skip(4), flags & 0x800 == 0 || cursor.skip(4)
                else { break }
                known.append(track.sample(time, lasts, offset, bytes))
                time = min(time + lasts, 1 << 50)
                offset = min(offset + bytes, 1 << 50)
            }
        }
        samples[id] = known
    }
}
