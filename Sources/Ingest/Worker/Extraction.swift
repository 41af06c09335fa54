import DocumentModel
import SystemPackage

/// The extraction of one file in this process: what a worker does, and what unit tests call.
public enum Extraction {
    /// Reads the file at `path` into sections and metadata.
    ///
    /// - Parameters:
    ///   - path: where the file lies; it may be content-addressed.
    ///   - name: what the file was called, for formats that only the name tells.
    ///   - limits: only the limit of text counts here; time and memory are a worker's matter.
    /// - Throws: why the file has no text in the toolbox.
    public static func extract(
        path: FilePath,
        name: String,
        limits: ExtractionLimits = ExtractionLimits()
    ) throws(ExtractionFailure) -> ExtractedDocument {
        let source = try SourceFile(path: path, name: name, limits: limits)
        let reader = try FormatReader.reader(of: try FormatDetection.format(of: source))
        let document = try reader.read(source)
        let size = document.sections.reduce(0) { $0 + $1.text.utf8.count }
        if size > limits.maximumTextBytes { throw limits.textTooLarge }
        return document
    }

    /// Draws a page of the PDF at `path`.
    ///
    /// - Parameters:
    ///   - number: of the page, from 1.
    ///   - size: of the picture; only large ones tell where the letters stand.
    /// - Throws: where there is no such page, or it cannot be drawn.
    public static func image(
        ofPage number: Int,
        _ size: PageImageSize,
        path: FilePath
    ) throws(PageImageFailure) -> PageImage {
        let source: SourceFile
        let file: PDFFile
        do throws(ExtractionFailure) {
            source = try SourceFile(path: path, name: "", limits: ExtractionLimits())
            file = try PDFFile(opening: source.path, size: source.size)
        } catch {
            throw .unreadable(error)
        }
        return try file.image(ofPage: number, size)
    }
}
