import DocumentModel
import SystemPackage

/// The extraction of one file in this process: what a worker does, and what unit tests call.
package enum Extraction {
    /// Reads the file at `path`, as ``extract(_:name:limits:)`` does.
    ///
    /// - Parameter path: where the file lies; it may be content-addressed.
    package static func extract(
        path: FilePath,
        name: String,
        limits: ExtractionLimits = ExtractionLimits()
    ) throws(ExtractionFailure) -> ExtractedDocument {
        let file = try open(path)
        defer { try? file.close() }
        return try extract(file, name: name, limits: limits)
    }

    /// Opens a file that is to be extracted; the caller closes it.
    static func open(_ path: FilePath) throws(ExtractionFailure) -> FileDescriptor {
        do {
            return try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
        } catch {
            throw .broken("the file cannot be read: \(error)")
        }
    }

    /// Reads a file into sections and metadata.
    ///
    /// - Parameters:
    ///   - file: open for reading; it stays the caller's to close.
    ///   - name: what the file was called, for formats that only the name tells.
    ///   - limits: only the limit of text counts here; time and memory are a worker's matter.
    /// - Throws: why the file has no text in the toolbox.
    package static func extract(
        _ file: FileDescriptor,
        name: String,
        limits: ExtractionLimits = ExtractionLimits()
    ) throws(ExtractionFailure) -> ExtractedDocument {
        let source = try SourceFile(file, name: name, limits: limits)
        let reader = try FormatReader.reader(of: try FormatDetection.format(of: source))
        var document = try reader.read(source)
        document.warnings += document.metadata.removeOverlong().map { "its \($0.field.rawValue): \($0.message)" }
        let size = document.sections.reduce(0) { $0 + $1.text.utf8.count }
        if size > limits.maximumTextBytes { throw limits.textTooLarge }
        return document
    }

    /// Draws a page of the PDF at `path`, as ``image(ofPage:_:of:)`` does.
    package static func image(
        ofPage number: Int,
        _ size: PageImageSize,
        path: FilePath
    ) throws(PageImageFailure) -> PageImage {
        let file: FileDescriptor
        do throws(ExtractionFailure) {
            file = try open(path)
        } catch {
            throw .unreadable(error)
        }
        defer { try? file.close() }
        return try image(ofPage: number, size, of: file)
    }

    /// Draws a page of a PDF.
    ///
    /// - Parameters:
    ///   - number: of the page, from 1.
    ///   - size: of the picture; only large ones tell where the letters stand.
    ///   - file: open for reading; it stays the caller's to close.
    /// - Throws: where there is no such page, or it cannot be drawn.
    package static func image(
        ofPage number: Int,
        _ size: PageImageSize,
        of file: FileDescriptor
    ) throws(PageImageFailure) -> PageImage {
        let document: PDFFile
        do throws(ExtractionFailure) {
            let source = try SourceFile(file, name: "", limits: ExtractionLimits())
            document = try PDFFile(reading: file, size: source.size)
        } catch {
            throw .unreadable(error)
        }
        return try document.image(ofPage: number, size)
    }
}
