import DocumentModel

/// A value for a field of a document's description, worked out from its content.
package struct ValueSuggestion: Sendable, Equatable, Codable {
    /// What it was worked out by.
    package enum Source: String, Sendable, Codable, CaseIterable {
        /// What the file says about itself.
        case file
        /// The name of the file.
        case fileName
        /// Words of the text, or signs in it such as an address.
        case text
        /// Names of concepts in the text.
        case thesaurus
        /// The language that the text is written in.
        case language
        /// The format of the file.
        case format
    }

    /// Words that led to it.
    package struct Evidence: Sendable, Equatable, Codable {
        /// As written.
        package var words: String
        package var place: Place
        /// How often they occur in the part of the text that was read.
        package var count: Int
    }

    /// Where words are.
    package enum Place: String, Sendable, Codable, CaseIterable {
        /// What the file says about itself.
        case metadata
        case title, fileName
        /// The first page or so.
        case beginning
        case heading, text
        /// The last page or so.
        case end
    }

    package var field: Metadata.Field
    /// A code, a year, a licence or a title, as HTTP takes it.
    package var value: String
    package var source: Source
    /// How certain it is, 0 to 1.
    package var score: Double
    /// The reasons, the strongest first; at most ``mostEvidence``.
    package var reasons: [Evidence]

    package static let mostEvidence = 4
}
