import DocumentModel

/// What a PDF says about itself: first in its metadata packet (XMP), then in its information dictionary.
enum PDFMetadata {
    static func read(_ file: PDFFile) -> Metadata {
        var metadata = file.xmp().map(XMPPacket.read) ?? Metadata()
        metadata.fill(from: information(of: file))
        metadata.language = metadata.language ?? file.language
        return metadata
    }

    /// The document information dictionary.
    private static func information(of file: PDFFile) -> Metadata {
        var metadata = Metadata()
        metadata.title = Descriptions.title(file.information("Title"))
        metadata.creators = Descriptions.names(file.information("Author"))
        metadata.description = Descriptions.folded(file.information("Subject"))
        metadata.keywords = Descriptions.keywords(file.information("Keywords"))
        if let year = year(file.information("CreationDate")) ?? year(file.information("ModDate")) {
            metadata.year = year
        }
        return metadata
    }

    /// The year of a date: `D:20210304050607Z`, `D:2021-03-04`, `Thu Mar 4 05:06:07 2021`, `4.3.2021`, and `D:191210304`, as programs wrote
    /// that counted years from 1900.
    static func year(_ text: String?) -> Int? {
        guard let text else { return nil }
        let digits = text.drop { !$0.isNumber }.prefix { $0.isNumber }
        if digits.hasPrefix("191"), digits.count == 9 || digits.count == 15,
            let years = Int(digits.dropFirst(2).prefix(3))
        {
            return 1900 + years
        }
        return Descriptions.year(text).flatMap { (1980...2100).contains($0) ? $0 : nil }
    }
}
