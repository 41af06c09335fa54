import DocumentModel

/// What an ISO media file says about itself: the tags of iTunes, of QuickTime (old and new) and of 3GPP, Adobe's packet,
/// and Nero's chapters.
struct ISOTags {
    private(set) var tags = MediaTags()
    private(set) var chapters: [MediaChapter] = []
    private var packet: Metadata?
    private let boxes: ISOBoxes

    private static let longestText = 1 << 20
    private static let mostItems = 2000

    /// - Parameter movie: the boxes of the movie.
    init(_ movie: [ISOBoxes.Box], in boxes: ISOBoxes) {
        self.boxes = boxes
        for box in movie {
            switch box.name {
            case "meta": readMeta(box)
            case "udta":
                for part in boxes.boxes(in: box).prefix(Self.mostItems) { readUserData(part) }
            default: break
            }
        }
    }

    var metadata: Metadata { packet.map { tags.metadata.filled(from: $0) } ?? tags.metadata }

    private mutating func readUserData(_ box: ISOBoxes.Box) {
        switch box.name {
        case "meta": readMeta(box)
        case "chpl": readChapters(box)
        case "XMP_":
            if let bytes = boxes.reader.bytes(box.body, limit: Self.longestText) {
                packet = XMPPacket.read(bytes)
            }
        case "titl", "auth", "dscp", "cprt", "perf", "kywd":
            // 3GPP: a language and a text that ends with a zero.
            guard case (_, _, var cursor)? = boxes.versioned(box, limit: Self.longestText), cursor.skip(2) else {
                return
            }
            let bytes = cursor.rest()
            let isWide = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            tags.add(box.name.text, ISOText.decode(isWide ? bytes : Array(bytes.prefix { $0 != 0 })))
        case "yrrc":
            if case (_, _, var cursor)? = boxes.versioned(box, limit: 16), let year = cursor.number(2) {
                tags.add("yrrc", String(year))
            }
        default:
            guard box.name.bytes.first == 0xA9 else { return }
            // QuickTime: texts in several languages, each preceded by its size and language.
            guard var cursor = boxes.cursor(box, limit: Self.longestText), let size = cursor.number(2), cursor.skip(2),
                let text = cursor.take(min(size, cursor.left))
            else { return }
            tags.add(box.name.text, ISOText.decode(text))
        }
    }

    /// `meta`: items of iTunes by their names, or of QuickTime by their index in a list of keys.
    private mutating func readMeta(_ box: ISOBoxes.Box) {
        // In QuickTime it has no version.
        let isPlain = boxes.reader.bytes(at: box.body.lowerBound + 4, 4).map { ISOBoxes.Name($0) == "hdlr" } ?? false
        let start = min(box.body.lowerBound + (isPlain ? 0 : 4), box.body.upperBound)
        let parts = boxes.boxes(in: start..<box.body.upperBound)
        let keys = parts.first { $0.name == "keys" }.map(keys) ?? []
        guard let list = parts.first(where: { $0.name == "ilst" }) else { return }
        for item in boxes.boxes(in: list).prefix(Self.mostItems) {
            let inner = boxes.boxes(in: item)
            var name = item.name.text
            if item.name == "----" {
                guard let box = inner.first(where: { $0.name == "name" }),
                    case (_, _, var cursor)? = boxes.versioned(box, limit: 400)
                else { continue }
                name = String(decoding: cursor.rest(), as: UTF8.self)
            } else if !keys.isEmpty {
                let index = item.name.bytes.reduce(0) { $0 << 8 | Int($1) }
                guard (1...keys.count).contains(index) else { continue }
                name = keys[index - 1]
            }
            for data in inner where data.name == "data" {
                if let text = text(of: data) { tags.add(name, text) }
            }
        }
    }

    /// The last parts of the keys: `title` of `com.apple.quicktime.title`.
    private func keys(_ box: ISOBoxes.Box) -> [String] {
        guard case (_, _, var cursor)? = boxes.versioned(box, limit: Self.longestText), let count = cursor.number(4)
        else {
            return []
        }
        var keys: [String] = []
        for _ in 0..<min(count, Self.mostItems) {
            guard let size = cursor.number(4), size >= 8, cursor.skip(4), let key = cursor.take(size - 8) else { break }
            let name = String(decoding: key, as: UTF8.self)
            keys.append(name.split(separator: ".").last.map(String.init) ?? name)
        }
        return keys
    }

    private func text(of data: ISOBoxes.Box) -> String? {
        guard data.body.count <= Self.longestText, var cursor = boxes.cursor(data), let type = cursor.number(4),
            cursor.skip(4)
        else { return nil }
        switch type & 0xFF_FFFF {
        case 1, 4, 0: return ISOText.decode(cursor.rest())
        case 2, 5:
            let bytes = cursor.rest()
            return bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
                ? ISOText.decode(bytes) : ISOText.wide(bytes[...], isLittle: false)
        default: return nil
        }
    }

    /// Nero's chapters: a count, then for each its start in 100 ns, the size of its title, and the title.
    private mutating func readChapters(_ box: ISOBoxes.Box) {
        guard case (let version, _, var cursor)? = boxes.versioned(box, limit: Self.longestText) else { return }
        if version > 0 { _ = cursor.skip(4) }
        guard let count = cursor.number(1) else { return }
        for _ in 0..<count {
            guard let start = cursor.number(8), let size = cursor.number(1), let title = cursor.take(size) else {
                break
            }
            chapters.append(MediaChapter(start: Double(start) / 10_000_000, end: 0, title: ISOText.decode(title)))
        }
    }
}
