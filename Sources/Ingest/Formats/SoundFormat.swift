import DocumentModel

/// Sounds that browsers can play: their tags, chapters and lyrics. What is spoken is in the transcripts beside the file.
enum SoundFormat {
    static func readMP3(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        var tag = ID3Tag(source)
        return tag.read().document(.mp3)
    }

    static func readM4A(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        var reader = ISOMedia(source)
        return reader.read().document(.m4a)
    }

    static func readOgg(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        OggComments(source).read().document(.ogg)
    }

    /// Whether a file starts like an MPEG layer III sound: with a tag (ID3v2), or with a frame header (ISO/IEC 11172-3)
    /// and another one where that frame ends.
    static func isMP3(_ head: [UInt8]) -> Bool {
        if head.starts(with: "ID3".utf8), head.count >= 10, head[3] < 0xFF, head[4] < 0xFF {
            // Versions are small numbers, and a size has seven bits per byte; so a text about ID3 is not taken for a
            // sound.
            return head[3] < 0x20 && head[6..<10].allSatisfy { $0 < 0x80 }
        }
        guard let length = frameLength(head[...]), head.count > length + 4 else { return false }
        return frameLength(head[length...]) != nil
    }

    /// Kilobits per second by the index in the header: MPEG 1, and MPEG 2 with its lower rates.
    private static let rates = [
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ]

    /// The length in bytes of the layer III frame that starts here; nil if there is none.
    private static func frameLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        let header = Array(bytes.prefix(4))
        guard header.count == 4, header[0] == 0xFF, header[1] & 0xE0 == 0xE0, header[1] >> 1 & 3 == 1 else {
            return nil
        }
        let version = Int(header[1] >> 3 & 3)  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
        let (rate, frequency) = (Int(header[2] >> 4), Int(header[2] >> 2 & 3))
        guard version != 1, (1...14).contains(rate), frequency < 3 else { return nil }
        let hertz = [44_100, 48_000, 32_000][frequency] / (version == 3 ? 1 : version == 2 ? 2 : 4)
        let perSecond = (version == 3 ? 144 : 72) * 1000
        return perSecond * rates[version == 3 ? 0 : 1][rate] / hertz + Int(header[2] >> 1 & 1)
    }

    /// Whether a file starts like an MP4 file with sound only.
    static func isM4A(_ head: [UInt8]) -> Bool {
        guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else { return false }
        return ["M4A ", "M4B "].contains { head[8..<12].elementsEqual($0.utf8) }
    }

    /// Whether a file starts like an Ogg file (RFC 3533) with Opus, Vorbis or FLAC.
    static func isOgg(_ head: [UInt8]) -> Bool {
        guard head.starts(with: "OggS".utf8), head.count > 27 else { return false }
        let packet = head.dropFirst(27 + Int(head[26]))
        let marks = ["OpusHead", "\u{1}vorbis", "\u{7F}FLAC"]
        return marks.contains { packet.starts(with: $0.utf8) }
    }
}
