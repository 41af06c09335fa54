import DocumentModel

/// The comments of an Ogg file (RFC 3533, RFC 7845): the second packet of its first stream.
struct OggComments {
    private let reader: ByteReader
    /// The most pages that are looked at, and the most bytes of the packet: it may contain a picture.
    private static let mostPages = 20_000
    private static let mostBytes = 16 << 20

    init(_ source: SourceFile) { reader = ByteReader(source) }

    func read() -> MediaDescription {
        var media = MediaDescription()
        guard let (first, second) = packets() else {
            media.warnings.append("its tags cannot be read")
            return media
        }
        let mark = first.starts(with: "OpusHead".utf8) ? 8 : first.first == 0x7F ? 4 : 7
        guard let tags = VorbisComments.read(Array(second.dropFirst(mark))) else {
            media.warnings.append("its tags are damaged")
            return media
        }
        media.metadata = tags.metadata
        media.chapters = tags.chapters
        tags.addLyrics(to: &media)
        return media
    }

    /// The first two packets of the first stream; the second may be incomplete.
    private func packets() -> ([UInt8], [UInt8])? {
        var packets: [[UInt8]] = []
        var packet: [UInt8] = []
        var stream: [UInt8]?
        var (position, bytes) = (0, 0)
        for _ in 0..<Self.mostPages {
            guard let header = reader.bytes(at: position, 27), header.starts(with: "OggS".utf8),
                let sizes = reader.bytes(at: position + 27, Int(header[26]))
            else { break }
            var at = position + 27 + sizes.count
            let end = sizes.reduce(at) { $0 + Int($1) }
            defer { position = end }
            let serial = Array(header[14..<18])
            if stream == nil { stream = serial }
            guard serial == stream else { continue }
            for size in sizes {
                guard bytes < Self.mostBytes, let piece = reader.bytes(at: at, Int(size)) else {
                    return packets.first.map { ($0, packet) }
                }
                at += Int(size)
                bytes += Int(size)
                packet += piece
                guard size < 255 else { continue }
                packets.append(packet)
                if packets.count == 2 { return (packets[0], packets[1]) }
                packet = []
            }
        }
        return packets.first.map { ($0, packet) }
    }
}

/// Vorbis comments: a list of `NAME=value`, preceded by their sizes.
enum VorbisComments {
    private static let most = 10_000

    /// The tags up to where they end or are cut off; nil if there are none.
    static func read(_ bytes: [UInt8]) -> MediaTags? {
        var cursor = ByteCursor(bytes)
        guard let vendor = cursor.littleEndian(4), cursor.skip(vendor), let count = cursor.littleEndian(4) else {
            return nil
        }
        var tags = MediaTags()
        for _ in 0..<min(count, most) {
            guard let size = cursor.littleEndian(4), let comment = cursor.take(size) else { break }
            guard let equals = comment.prefix(200).firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: comment[..<equals], as: UTF8.self)
            // Pictures are not texts.
            guard !["METADATA_BLOCK_PICTURE", "COVERART"].contains(name.uppercased()) else { continue }
            tags.add(name, String(decoding: comment[(equals + 1)...], as: UTF8.self))
        }
        return tags
    }
}
