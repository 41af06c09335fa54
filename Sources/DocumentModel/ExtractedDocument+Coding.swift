import Foundation

extension ExtractedDocument {
    /// The document as bytes, for the worker's pipe and the catalogue: the same bytes for equal documents.
    public func encoded() throws -> [UInt8] {
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

    /// Reads what ``encoded()`` wrote; throws ``BinaryCodingError`` when the bytes are cut or of another version.
    public init(decoding bytes: [UInt8]) throws {
        var reader = BinaryReader(bytes)
        let name = try reader.readString()
        guard let format = FileFormat(rawValue: name) else { throw BinaryCodingError("there is no format \(name)") }
        let metadata = try JSONDecoder().decode(Metadata.self, from: Data(try reader.readBytes()))
        let outline = try reader.readList { reader in
            let (level, title, page) = (try reader.readInt(), try reader.readString(), try reader.readInt())
            return OutlineEntry(level: level, title: title, page: page == 0 ? nil : page)
        }
        let warnings = try reader.readList { try $0.readString() }
        let sections = try reader.readList { reader in
            Section(
                locator: try Locator(from: &reader),
                heading: try reader.readOptionalString(),
                declaredLanguage: try reader.readOptionalString().flatMap { LanguageTag($0) },
                text: try reader.readString()
            )
        }
        self.init(format: format, metadata: metadata, sections: sections, outline: outline, warnings: warnings)
    }
}

extension Section {
    fileprivate init(locator: Locator, heading: String?, declaredLanguage: LanguageTag?, text: String) {
        self.init(locator: locator, heading: heading, text: text, declaredLanguage: declaredLanguage)
    }
}
