/// Reads a thesaurus from a file: SKOS, with or without SKOS-XL, in Turtle, N-Triples or RDF/XML.
package enum SKOSFile {
    /// - Parameter name: the name for error messages; nil: the path.
    /// - Throws: ``ThesaurusError`` with file and line if the file is malformed or contains no concept.
    package static func read(_ path: String, name: String? = nil) throws(ThesaurusError) -> ConceptScheme {
        try onRaptorThread { () throws(ThesaurusError) in
            let builder = SKOSBuilder()
            try RDFFile.read(path: path, name: name ?? path, wanted: SKOSBuilder.wanted) { builder.add($0) }
            return try scheme(builder, name ?? path)
        }
    }

    /// The same for a file in memory.
    /// - Parameter name: the name for error messages.
    package static func read(bytes: [UInt8], name: String) throws(ThesaurusError) -> ConceptScheme {
        try onRaptorThread { () throws(ThesaurusError) in
            let builder = SKOSBuilder()
            try RDFFile.read(bytes: bytes, name: name, wanted: SKOSBuilder.wanted) { builder.add($0) }
            return try scheme(builder, name)
        }
    }

    private static func onRaptorThread(
        _ body: @escaping () throws(ThesaurusError) -> ConceptScheme
    ) throws(ThesaurusError) -> ConceptScheme {
        let result = RaptorThread.run { () -> Result<ConceptScheme, ThesaurusError> in
            do throws(ThesaurusError) { return .success(try body()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func scheme(_ builder: SKOSBuilder, _ name: String) throws(ThesaurusError) -> ConceptScheme {
        let scheme = builder.scheme()
        guard scheme.concepts.isEmpty else { return scheme }
        throw ThesaurusError(
            file: name,
            reason: "it contains no skos:Concept with a label; expected a SKOS vocabulary"
        )
    }
}
