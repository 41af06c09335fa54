/// The names of formats that vetsearch does not read, so that a curator learns what a file is.
enum ForeignFormats {
    private struct Mark {
        var bytes: [UInt8]
        var offset = 0
        var name: String

        init(_ bytes: [UInt8], at offset: Int = 0, _ name: String) {
            (self.bytes, self.offset, self.name) = (bytes, offset, name)
        }

        init(_ text: String, at offset: Int = 0, _ name: String) { self.init(Array(text.utf8), at: offset, name) }
    }

    /// The format according to the first bytes of a file; nil if they do not say.
    static func name(head: [UInt8]) -> String? {
        marks.first { head.dropFirst($0.offset).starts(with: $0.bytes) }?.name
    }

    // More specific marks come first.
    private static let marks: [Mark] = [
        Mark([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        Mark([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
        Mark("GIF8", "a GIF picture"),
        Mark([0x49, 0x49, 0x2A, 0], "a TIFF picture"),
        Mark([0x4D, 0x4D, 0, 0x2A], "a TIFF picture"),
        Mark("WEBP", at: 8, "a WebP picture"),
        Mark("WAVE", at: 8, "a WAV recording; save it as MP3 or Opus"),
        Mark("AVI ", at: 8, "an AVI video"),
        Mark("ftypheic", at: 4, "a HEIC picture"),
        Mark("ftypavif", at: 4, "an AVIF picture"),
        Mark("ftyp", at: 4, "a media file that browsers cannot play"),
        Mark([0x1A, 0x45, 0xDF, 0xA3], "a media file that browsers cannot play"),
        Mark([0x30, 0x26, 0xB2, 0x75], "a Windows Media file"),
        Mark([0, 0, 1, 0xBA], "an MPEG video"),
        Mark("FLV\u{1}", "a Flash video"),
        Mark("OggS", "an Ogg video, or a recording that browsers do not play; save it as Opus, WebM or MP4"),
        Mark("fLaC", "a FLAC recording; save it as MP3 or Opus"),
        Mark([0x1F, 0x8B], "a gzip archive"),
        Mark("BZh", "a bzip2 archive"),
        Mark([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz archive"),
        Mark([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
        Mark([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
        Mark("Rar!\u{1A}", "a RAR archive"),
        // With the bytes that follow, because Spanish "gustar" may occur at that offset, too.
        Mark("ustar\u{0}", at: 257, "a tar archive"),
        Mark("ustar  \u{0}", at: 257, "a tar archive"),
        Mark("{\\rtf", "an RTF document; save it as DOCX or ODT"),
        Mark("%!PS", "a PostScript document; save it as PDF"),
        Mark("AT&TFORM", "a DjVu document"),
        Mark("BOOKMOBI", at: 60, "a Kindle book; save it as ePub"),
        Mark("SQLite format 3", "an SQLite database"),
        Mark([0x7F, 0x45, 0x4C, 0x46], "a program"),
        Mark([0x4D, 0x5A, 0x90, 0], "a Windows program"),
        Mark("CWS", "a Flash film"),
        Mark("8BPS", "a Photoshop picture"),
    ]

    /// What an OLE compound file (the container of Office before 2007) contains, by the names of its streams.
    static func compoundFile(_ bytes: [UInt8]) -> (name: String, isEncrypted: Bool) {
        func holds(_ stream: String) -> Bool {
            let wanted = stream.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return bytes.firstRange(ofBytes: wanted)
        }
        if holds("EncryptedPackage") { return ("the Office file needs a password", true) }
        if holds("WordDocument") { return ("a legacy Word document (.doc); save it as DOCX", false) }
        if holds("PowerPoint Document") { return ("a legacy PowerPoint presentation (.ppt); save it as PPTX", false) }
        if holds("Workbook") || holds("Book") { return ("a legacy Excel workbook (.xls)", false) }
        if holds("__properties_version1.0") { return ("an Outlook message", false) }
        return ("a legacy Office file", false)
    }
}

extension [UInt8] {
    /// Whether `wanted` occurs in these bytes at an even offset, as all names in a compound file do.
    fileprivate func firstRange(ofBytes wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, count >= wanted.count else { return false }
        return withUnsafeBufferPointer { bytes in
            stride(from: 0, through: bytes.count - wanted.count, by: 2).contains { start in
                bytes[start] == first && wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] }
            }
        }
    }
}
