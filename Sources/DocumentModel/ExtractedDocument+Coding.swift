import Encodings
import Foundation

extension ExtractedDocument {
    /// The document as bytes, for the worker's pipe and the catalogue. Equal documents have equal bytes.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var writer = BinaryWriter()
        writer.write(format.rawValue)
        writer.write(try encoder.encode(metadata))
        writer.write(outline) { writer, entry in
            writer.write(entry.level)
            writer.write(entry.title)
            writer.write(entry.page ?? 0)
        }
        writer.write(warnings) { $0.write($1) }
        writer.write(sections) { writer, section in
            section.locator.write(to: &writer)
            writer.write(section.heading)
            writer.write(section.declaredLanguage?.code)
            writer.write(section.text)
        }
        return writer.bytes
    }

    /// Decodes the bytes of ``encoded()``; throws ``BinaryCodingError`` if they are truncated or of another version.
    package init(decoding bytes: [UInt8]) throws {
        var reader = BinaryReader(bytes)
        self = try Self.readHead(&reader)
        sections = try reader.readList { try Section(from: &$0) }
    }

    /// Everything but the sections.
    fileprivate static func readHead(_ reader: inout BinaryReader) throws -> ExtractedDocument {
        let name = try reader.readString()
        guard let format = FileFormat(rawValue: name) else { throw BinaryCodingError("there is no format \(name)") }
        let metadata = try JSONDecoder().decode(Metadata.self, from: Data(try reader.readBytes()))
        let outline = try reader.readList { reader in
            let (level, title, page) = (try reader.readInt(), try reader.readString(), try reader.readInt())
            return OutlineEntry(level: level, title: title, page: page == 0 ? nil : page)
        }
        let warnings = try reader.readList { try $0.readString() }
        return ExtractedDocument(format: format, metadata: metadata, outline: outline, warnings: warnings)
    }
}

extension Section {
    fileprivate init(from reader: inout BinaryReader) throws {
        let locator = try Locator(from: &reader)
        let heading = try reader.readOptionalString()
        let declared = try reader.readOptionalString().flatMap { LanguageTag($0) }
        self.init(locator: locator, heading: heading, text: try reader.readString(), declaredLanguage: declared)
    }
}

/// A document as encoded by ``ExtractedDocument/encoded()``, of which only the head has been decoded, so that a document
/// that is passed on is in memory only once.
package struct EncodedDocument: Sendable {
    package let bytes: [UInt8]
    /// The document without its texts.
    package let withoutTexts: ExtractedDocument

    package var format: FileFormat { withoutTexts.format }

    /// Throws ``BinaryCodingError`` if the bytes are truncated or of another version.
    package init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        var reader = BinaryReader(bytes)
        var head = try ExtractedDocument.readHead(&reader)
        let count = try reader.readInt()
        // Checks all sections, so that bytes that cannot be decoded are never stored in the catalogue.
        for _ in 0..<count {
            let section = try Section(from: &reader)
            head.hasTextElsewhere = head.hasTextElsewhere || section.hasText
        }
        withoutTexts = head
    }

    /// Encodes a document.
    package init(_ document: ExtractedDocument) throws {
        (bytes, withoutTexts) = (try document.encoded(), document.withoutTexts)
    }

    /// The complete document.
    package func decoded() throws -> ExtractedDocument { try ExtractedDocument(decoding: bytes) }
}
