import DocumentModel
import Encodings

/// The data of a document in the index, for showing it: display metadata, and the sections' texts compressed one by one.
///
/// Layout: a header, then a directory of 8 bytes for each section (first position, offset of its entry; little-endian),
/// then the entries. A search reads the header and only the entries with matching positions.
package struct StoredDocument: Sendable {
    package var id = ""
    package var sequence: Int64 = 0
    package var title = ""
    package var source = ""
    package var hash = ""
    package var format = FileFormat.text
    package var type = ResourceType.document
    /// The main one first; never empty.
    package var languages: [LanguageTag] = [.undetermined]
    package var countries: [String] = []
    package var sectors: [String] = []
    package var topics: [String] = []
    package var year: Int?
    package var partner: String?
    package var description: String?
    /// The document's own page elsewhere.
    package var link: String?
    /// The document that this one is a translation of.
    package var translationOf: String?

    private var bytes: [UInt8] = []
    private var directory = 0
    /// The number of sections.
    package private(set) var sectionCount = 0

    /// One stored section.
    package struct Section: Sendable {
        package var locator: Locator
        package var language: LanguageTag
        /// The term position of its first word.
        package var firstPosition: UInt32
        /// Cleaned text, UTF-8.
        package var text: [UInt8]
        /// The range in bytes of each word in `text`; the first word is at position `firstPosition`. An empty one is a position
        /// without a word.
        package var words: [Range<Int>]
    }

    package init() {}

    /// Parses a document's data; throws `BinaryCodingError` if it is truncated or of another version.
    package init(_ data: [UInt8]) throws {
        var reader = BinaryReader(data)
        let version = try reader.readInt()
        guard version == IndexLayout.version else { throw BinaryCodingError("document data of version \(version)") }
        id = try reader.readString()
        sequence = Int64(try reader.readInt())
        title = try reader.readString()
        source = try reader.readString()
        hash = try reader.readString()
        format = FileFormat(rawValue: try reader.readString()) ?? .text
        type = ResourceType(try reader.readString()) ?? .document
        languages = try reader.readList { LanguageTag(try $0.readString()) ?? .undetermined }
        guard !languages.isEmpty else { throw BinaryCodingError("document data without a language") }
        countries = try reader.readList { try $0.readString() }
        sectors = try reader.readList { try $0.readString() }
        topics = try reader.readList { try $0.readString() }
        let issued = try reader.readInt()
        year = issued == 0 ? nil : issued
        partner = try reader.readOptionalString()
        description = try reader.readOptionalString()
        link = try reader.readOptionalString()
        translationOf = try reader.readOptionalString()
        sectionCount = try reader.readInt()
        directory = reader.offset
        guard sectionCount <= (data.count - directory) / 8 else { throw BinaryCodingError("the directory is cut off") }
        bytes = data
    }

    /// The index of the section that contains a position; nil before the first section (title, description).
    package func section(at position: UInt32) -> Int? {
        var (low, high) = (0, sectionCount)
        while low < high {
            let middle = (low + high) / 2
            if word(directory + middle * 8) <= position { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }

    private func word(_ offset: Int) -> UInt32 {
        UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
            | UInt32(bytes[offset + 3]) << 24
    }

    /// The location of a section, without its text.
    package func locator(of index: Int) throws -> Locator {
        var reader = try entry(index)
        return try Locator(from: &reader)
    }

    /// Decompresses one section.
    package func section(_ index: Int, using compression: Compression) throws -> Section {
        var reader = try entry(index)
        let locator = try Locator(from: &reader)
        let language = LanguageTag(try reader.readString()) ?? .undetermined
        let content = try compression.decompress(try reader.readBytes())
        var inner = BinaryReader(content)
        let text = Array(try inner.readBytes())
        return Section(
            locator: locator,
            language: language,
            firstPosition: word(directory + index * 8),
            text: text,
            words: try Self.decodeWords(content, from: inner.offset, textLength: text.count)
        )
    }

    /// A section's location without its texts, which are empty.
    package func place(of index: Int) throws -> Locator {
        var reader = try entry(index)
        return try Locator(withoutTextsFrom: &reader)
    }

    /// A section's location and language, without its text.
    package func head(of index: Int) throws -> (locator: Locator, language: LanguageTag) {
        var reader = try entry(index)
        return (try Locator(from: &reader), LanguageTag(try reader.readString()) ?? .undetermined)
    }

    /// The decompressed size of a section in bytes, including the data about its words; never less than the size of its
    /// text.
    package func size(of index: Int) throws -> Int {
        var reader = try entry(index)
        _ = try Locator(withoutTextsFrom: &reader)
        _ = try reader.readRange()
        return try Compression.size(of: try reader.readBytes())
    }

    /// The position of a section's first word.
    package func firstPosition(of index: Int) -> UInt32 { word(directory + index * 8) }

    private func entry(_ index: Int) throws -> BinaryReader {
        guard (0..<sectionCount).contains(index) else { throw BinaryCodingError("there is no section \(index)") }
        let offset = directory + sectionCount * 8 + Int(word(directory + index * 8 + 4))
        guard offset <= bytes.count else { throw BinaryCodingError("section \(index) is cut off") }
        return BinaryReader(bytes, from: offset)
    }

    // MARK: Words

    /// A word is one byte, gap << 6 | length, if the gap before it is below 4 and its length below 64; else 0 and two
    /// varints.
    package static func encodeWord(gap: Int, length: Int, into writer: inout BinaryWriter) {
        if gap < 4, (1..<64).contains(length) {
            writer.append(UInt8(gap << 6 | length))
        } else {
            writer.append(0)
            writer.write(gap)
            writer.write(length)
        }
    }

    private static func decodeWords(_ content: [UInt8], from start: Int, textLength: Int) throws -> [Range<Int>] {
        var words: [Range<Int>] = []
        words.reserveCapacity(content.count - start)
        var reader = BinaryReader(content, from: start)
        var end = 0
        while !reader.isAtEnd {
            let byte = Int(try reader.readByte())
            var (gap, length) = (byte >> 6, byte & 63)
            if byte == 0 { (gap, length) = (try reader.readInt(), try reader.readInt()) }
            guard gap <= textLength - end, length <= textLength - end - gap else {
                throw BinaryCodingError("a word is beyond the end of its section")
            }
            words.append(end + gap..<end + gap + length)
            end += gap + length
        }
        return words
    }

    // MARK: Writing

    /// Collects sections and encodes a document's data.
    package struct Builder {
        package init() {}

        private var directory: [(position: UInt32, offset: Int)] = []
        private var entries = BinaryWriter()

        /// Adds a section; `words` was encoded by ``StoredDocument/encodeWord(gap:length:into:)``.
        package mutating func add(
            locator: Locator,
            language: LanguageTag,
            firstPosition: UInt32,
            text: some Collection<UInt8>,
            words: [UInt8],
            using compression: Compression
        ) throws {
            directory.append((firstPosition, entries.bytes.count))
            locator.write(to: &entries)
            entries.write(language.code)
            var content = BinaryWriter()
            content.write(text)
            content.append(contentsOf: words)
            entries.write(try compression.compress(content.bytes))
        }

        /// The data of a document with this display metadata and the added sections.
        package func data(for document: StoredDocument) -> [UInt8] {
            var writer = BinaryWriter()
            writer.write(IndexLayout.version)
            writer.write(document.id)
            writer.write(Int(document.sequence))
            writer.write(document.title)
            writer.write(document.source)
            writer.write(document.hash)
            writer.write(document.format.rawValue)
            writer.write(document.type.code)
            writer.write(document.languages) { $0.write($1.code) }
            writer.write(document.countries) { $0.write($1) }
            writer.write(document.sectors) { $0.write($1) }
            writer.write(document.topics) { $0.write($1) }
            writer.write(document.year ?? 0)
            writer.write(document.partner)
            writer.write(document.description)
            writer.write(document.link)
            writer.write(document.translationOf)
            writer.write(directory.count)
            for entry in directory {
                for value in [entry.position, UInt32(entry.offset)] {
                    for shift in stride(from: UInt32(0), to: 32, by: 8) {
                        writer.append(UInt8(truncatingIfNeeded: value >> shift))
                    }
                }
            }
            writer.append(contentsOf: entries.bytes)
            return writer.bytes
        }
    }
}
