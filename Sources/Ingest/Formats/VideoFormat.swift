import DocumentModel

/// Videos: their tags, chapters and embedded transcripts. Pictures and sound are not decoded; what is spoken is in the
/// transcripts inside and beside the file.
enum VideoFormat {
    static func readMP4(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument { iso(source, .mp4) }

    static func readMOV(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument { iso(source, .mov) }

    static func readWebM(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        matroska(source, .webm)
    }

    static func readMKV(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument { matroska(source, .mkv) }

    private static func iso(_ source: SourceFile, _ format: FileFormat) -> ExtractedDocument {
        var reader = ISOMedia(source)
        return reader.read().document(format)
    }

    private static func matroska(_ source: SourceFile, _ format: FileFormat) -> ExtractedDocument {
        var reader = Matroska(source)
        return reader.read().document(format)
    }

    /// The brands of ISO media files (ISO/IEC 14496-12, at byte 8) that are not videos.
    private static let others = ["heic", "heix", "mif1", "msf1", "avif", "avis", "M4A ", "M4B ", "qt  ", "crx "]

    /// Whether a file starts like an MP4 video.
    static func isMP4(_ head: [UInt8], _ ending: String) -> Bool {
        guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else {
            return startsWithMovie(head) && !FileFormat.mov.entry.endings.contains(ending)
        }
        return !others.contains { head[8..<12].elementsEqual($0.utf8) }
    }

    /// Whether a file starts like a QuickTime video.
    static func isMOV(_ head: [UInt8], _ ending: String) -> Bool {
        guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else {
            return startsWithMovie(head) && FileFormat.mov.entry.endings.contains(ending)
        }
        return head[8..<12].elementsEqual("qt  ".utf8)
    }

    /// Whether a file starts with another box of a movie than its type: in QuickTime files of old, and in files of which
    /// the beginning was cut off.
    private static func startsWithMovie(_ head: [UInt8]) -> Bool {
        // In a text, these would be letters, and the box larger than 512 MB.
        guard head.count >= 16, head[0] < 0x20 else { return false }
        let names = ["moov", "mdat", "free", "skip", "wide", "pnot", "styp", "moof", "sidx", "uuid", "junk"]
        guard let name = names.first(where: { head[4..<8].elementsEqual($0.utf8) }) else { return false }
        let size = head[..<4].reduce(0) { $0 << 8 | Int($1) }
        // A large or endless box: what follows cannot be seen.
        if size < 2 || size > head.count - 8 { return size < 2 ? name == "mdat" : size >= 8 }
        return size >= 8 && head[(size + 4)..<(size + 8)].allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0xA9 }
    }

    /// Whether a file starts with an EBML header (RFC 8794) whose document type is `webm`.
    static func isWebM(_ head: [UInt8]) -> Bool { isEBML(head, "webm") }

    /// The same for `matroska`.
    static func isMKV(_ head: [UInt8]) -> Bool { isEBML(head, "matroska") }

    private static func isEBML(_ head: [UInt8], _ name: String) -> Bool {
        guard head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) else { return false }
        let type: [UInt8] = [0x42, 0x82, 0x80 + UInt8(name.utf8.count)] + name.utf8
        return head.prefix(80).indices.contains { head[$0...].starts(with: type) }
    }
}
