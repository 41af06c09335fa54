/// Writes boxes of ISO media files.
enum ISO {
    static func number(_ value: Int, _ size: Int = 4) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func box(_ name: String, _ parts: [UInt8]...) -> [UInt8] {
        let body = parts.flatMap(\.self)
        // `©` is one byte.
        return number(body.count + 8) + name.unicodeScalars.map { UInt8($0.value) } + body
    }

    static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    /// A sample of timed text.
    static func text(_ text: String) -> [UInt8] { number(text.utf8.count, 2) + text.utf8 }

    /// A packed language code.
    static func language(_ code: String) -> [UInt8] {
        number(code.utf8.reduce(0) { $0 << 5 | Int($1 - 0x60) }, 2)
    }

    /// A track whose samples lie one after the other, each two seconds long.
    struct Track {
        var id: Int
        var handler = "sbtl"
        var format = "tx3g"
        var language = "und"
        var samples: [[UInt8]]
        var chapters: Int?
        var edits: [UInt8] = []

        func box(at offset: Int) -> [UInt8] {
            let table = ISO.box(
                "stbl",
                ISO.box("stsd", number(0), number(1), ISO.box(format, zeros(8))),
                ISO.box("stts", number(0), number(1), number(samples.count), number(2000)),
                ISO.box("stsc", number(0), number(1), number(1), number(samples.count), number(1)),
                ISO.box("stsz", number(0), number(0), number(samples.count), samples.flatMap { number($0.count) }),
                ISO.box("stco", number(0), number(1), number(offset))
            )
            return ISO.box(
                "trak",
                ISO.box("tkhd", number(0), zeros(8), number(id), zeros(60)),
                chapters.map { ISO.box("tref", ISO.box("chap", number($0))) } ?? [],
                edits,
                ISO.box(
                    "mdia",
                    ISO.box("mdhd", number(0), zeros(8), number(1000), number(0), ISO.language(language), zeros(2)),
                    ISO.box("hdlr", number(0), zeros(4), Array(handler.utf8), zeros(13)),
                    ISO.box("minf", table)
                )
            )
        }
    }

    /// A whole file.
    static func file(
        brand: String = "isom",
        _ tracks: [Track] = [],
        movie: [UInt8] = [],
        startsWithType: Bool = true
    ) -> [UInt8] {
        let start =
            startsWithType ? box("ftyp", Array(brand.utf8), number(0)) : box("free", number(0)) + box("free", number(0))
        var content: [UInt8] = []
        var boxes: [UInt8] = []
        for track in tracks {
            boxes += track.box(at: start.count + 8 + content.count)
            content += track.samples.flatMap(\.self)
        }
        let header = box("mvhd", number(0), number(3_600_000_000), zeros(4), number(1000), number(60_000), zeros(80))
        return start + box("mdat", content) + box("moov", header, boxes, movie)
    }

    /// Tags of iTunes.
    static func tags(_ values: KeyValuePairs<String, String>) -> [UInt8] {
        let items = values.flatMap { name, value in
            box(name, box("data", number(1), number(0), Array(value.utf8)))
        }
        return box(
            "udta",
            box("meta", number(0), box("hdlr", zeros(8), Array("mdir".utf8), zeros(13)), box("ilst", items))
        )
    }
}

/// Writes elements of Matroska files.
enum EBML {
    static func element(_ id: Int, _ parts: [UInt8]...) -> [UInt8] {
        let body = parts.flatMap(\.self)
        let width = id > 0xFF_FFFF ? 4 : id > 0xFFFF ? 3 : id > 0xFF ? 2 : 1
        return ISO.number(id, width) + [0x08] + ISO.number(body.count, 4) + body
    }

    static func text(_ id: Int, _ text: String) -> [UInt8] { element(id, Array(text.utf8)) }
    static func number(_ id: Int, _ value: Int) -> [UInt8] { element(id, ISO.number(value, 8)) }

    static func track(_ number: Int, _ codec: String, language: String? = nil, type: Int = 17, _ more: [UInt8] = [])
        -> [UInt8]
    {
        element(
            0xAE,
            self.number(0xD7, number),
            self.number(0x83, type),
            text(0x86, codec),
            language.map { text(0x22B59C, $0) } ?? [],
            more
        )
    }

    /// A block with a duration, in milliseconds.
    static func block(_ track: Int, at time: Int, for duration: Int?, _ content: [UInt8]) -> [UInt8] {
        let block = [UInt8(0x80 | track)] + ISO.number(time, 2) + [0] + content
        return duration.map { element(0xA0, element(0xA1, block), number(0x9B, $0)) } ?? element(0xA3, block)
    }

    static func file(type: String = "matroska", _ parts: [UInt8]...) -> [UInt8] {
        [0x1A, 0x45, 0xDF, 0xA3, UInt8(0x83 + type.utf8.count), 0x42, 0x82, UInt8(0x80 + type.utf8.count)] + type.utf8
            + element(0x1853_8067, parts.flatMap(\.self))
    }

    static func cluster(at time: Int, _ blocks: [UInt8]...) -> [UInt8] {
        element(0x1F43_B675, number(0xE7, time), blocks.flatMap(\.self))
    }
}

/// Writes ID3 tags.
enum ID3 {
    static func frame(_ name: String, _ body: [UInt8], version: Int = 4, flags: Int = 0) -> [UInt8] {
        if version == 2 { return name.utf8 + ISO.number(body.count, 3) + body }
        return name.utf8 + (version == 4 ? safe(body.count) : ISO.number(body.count)) + ISO.number(flags, 2) + body
    }

    static func tag(version: Int = 4, flags: UInt8 = 0, _ frames: [UInt8]...) -> [UInt8] {
        let body = frames.flatMap(\.self)
        // A frame of silence follows: MPEG 1, layer III, 32 kbit/s, 32 kHz.
        return "ID3".utf8 + [UInt8(version), 0, flags] + safe(body.count) + body
            + [0xFF, 0xFB, 0x18, 0xC4] + ISO.zeros(140)
    }

    static func safe(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> ($0 * 7) & 0x7F) } }

    static func latin(_ text: String) -> [UInt8] { [0] + text.unicodeScalars.map { UInt8($0.value) } }
    static func utf8(_ text: String) -> [UInt8] { [3] + text.utf8 }
    static func wide(_ text: String, isLittle: Bool = true) -> [UInt8] {
        [1] + (isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF])
            + text.utf16.flatMap { unit in isLittle ? ISO.number(Int(unit), 2).reversed() : ISO.number(Int(unit), 2) }
    }
}
