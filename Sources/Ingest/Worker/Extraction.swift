import DocumentModel
import SystemPackage

/// The extraction of one file in this process: used by workers and by unit tests.
package enum Extraction {
    /// Reads the file at `path` like ``extract(_:name:limits:)``.
    ///
    /// - Parameter path: the path of the file; it may be content-addressed.
    package static func extract(
        path: FilePath,
        name: String,
        limits: ExtractionLimits = ExtractionLimits()
    ) throws(ExtractionFailure) -> ExtractedDocument {
        let file = try open(path)
        defer { try? file.close() }
        return try extract(file, name: name, limits: limits)
    }

    /// Opens a file for extraction; the caller closes it.
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
    ///   - file: open for reading; the caller closes it.
    ///   - name: the original file name, for formats that only the name tells apart.
    ///   - limits: only the limit of text is used here; time and memory are limited by the worker.
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

    /// Draws a page of the PDF at `path` like ``image(ofPage:_:of:)``.
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
    ///   - number: the page number, from 1.
    ///   - size: the size of the picture; only large ones include the positions of letters.
    ///   - file: open for reading; the caller closes it.
    /// - Throws: if there is no such page, or it cannot be drawn.
    package static func image(
        ofPage number: Int,
        _ size: PageImageSize,
        of file: FileDescriptor
    ) throws(PageImageFailure) -> PageImage {
        let source: SourceFile
        do throws(ExtractionFailure) {
            source = try SourceFile(file, name: "", limits: ExtractionLimits())
        } catch {
            throw .unreadable(error)
        }
        return try PDFPageImage.image(ofPage: number, size, of: source)
    }
}
