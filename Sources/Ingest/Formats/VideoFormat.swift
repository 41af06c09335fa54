import DocumentModel

/// Videos that browsers can play. Only the format is detected; the spoken text is in the transcripts beside the file.
enum VideoFormat {
    static func readMP4(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        ExtractedDocument(format: .mp4)
    }

    static func readWebM(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        ExtractedDocument(format: .webm)
    }

    /// The brands of ISO media files (ISO/IEC 14496-12, at byte 8) that are not videos, or that browsers cannot play.
    private static let others = ["heic", "heix", "mif1", "msf1", "avif", "avis", "M4A ", "M4B ", "qt  ", "crx "]

    /// Whether a file starts like an MP4 video.
    static func isMP4(_ head: [UInt8]) -> Bool {
        guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else { return false }
        return !others.contains { head[8..<12].elementsEqual($0.utf8) }
    }

    /// Whether a file starts with an EBML header (RFC 8794) whose document type is `webm`, not `matroska`.
    static func isWebM(_ head: [UInt8]) -> Bool {
        guard head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) else { return false }
        let type: [UInt8] = [0x42, 0x82, 0x84] + "webm".utf8
        return head.prefix(80).indices.contains { head[$0...].starts(with: type) }
    }
}
