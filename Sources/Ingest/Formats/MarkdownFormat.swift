import CMD4C
import DocumentModel

/// Markdown in GitHub's dialect with additions of others, converted to HTML first; front matter provides the metadata.
enum MarkdownFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        guard let decoded = CharacterSet.decode(try source.bytes()) else {
            throw .unsupported("an unknown binary file")
        }
        let (matter, body) = FrontMatter.split(decoded.utf8)
        guard let html = html(from: MarkdownSource.rewritten(body)) else {
            throw .broken("the Markdown could not be read")
        }
        var document = HTMLFormat.read(utf8: html, as: .markdown)
        if let matter {
            let (metadata, warnings) = FrontMatter.read(matter)
            document.metadata = metadata.from("file").filled(from: document.metadata)
            document.warnings += warnings
            if let language = metadata.language {
                for index in document.sections.indices where document.sections[index].declaredLanguage == nil {
                    document.sections[index].declaredLanguage = language
                }
            }
        }
        return document
    }

    private static func html(from body: [UInt8]) -> [UInt8]? {
        // MD_DIALECT_GITHUB, a macro that Swift does not import.
        let github =
            MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_PERMISSIVEEMAILAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS
            | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS
        var output: [UInt8] = []
        output.reserveCapacity(body.count + body.count / 4)
        let status = body.withUnsafeBytes { input in
            withUnsafeMutablePointer(to: &output) { output in
                md_html(
                    input.bindMemory(to: CChar.self).baseAddress,
                    MD_SIZE(input.count),
                    { start, count, user in
                        guard let start, let output = user?.assumingMemoryBound(to: [UInt8].self) else { return }
                        output.pointee.append(contentsOf: UnsafeRawBufferPointer(start: start, count: Int(count)))
                    },
                    output,
                    UInt32(github),
                    0
                )
            }
        }
        return status == 0 ? output : nil
    }
}
