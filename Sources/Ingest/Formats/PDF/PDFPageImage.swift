import CPoppler
import DocumentModel
import SystemPackage

/// Draws pages with poppler's GLib interface, which has cairo's pictures.
struct PDFPageImage {
    /// Draws a page and, for large pictures, finds the positions of its letters.
    ///
    /// - Parameters:
    ///   - number: the page number, from 1.
    ///   - size: the size of the picture.
    /// - Throws: if there is no such page, or it cannot be drawn.
    static func image(
        ofPage number: Int,
        _ size: PageImageSize,
        of source: SourceFile
    ) throws(PageImageFailure) -> PageImage {
        let document: PDFFile
        do throws(ExtractionFailure) {
            document = try PDFFile(reading: source)
        } catch {
            throw .unreadable(error)
        }
        guard (1...max(1, document.pageCount)).contains(number), document.pageCount > 0 else {
            throw .noSuchPage(of: document.pageCount)
        }
        var image = PageImage(width: 0, height: 0, pageCount: document.pageCount, png: [])
        if size == .large {
            let text = PDFPageText(document.page(number)?.glyphs ?? [])
            image.text = text.string
            image.boxes = text.places.map { place in
                guard place >= 0 else { return .nowhere }
                let glyph = text.glyphs[Int(place)]
                return PageImage.Box(
                    left: Double(glyph.left),
                    top: Double(glyph.top),
                    right: Double(glyph.right),
                    bottom: Double(glyph.bottom)
                )
            }
        }
        let drawn = try draw(number, size, of: source)
        (image.width, image.height, image.png) = drawn
        return image
    }

    private static func draw(
        _ number: Int,
        _ size: PageImageSize,
        of source: SourceFile
    ) throws(PageImageFailure) -> (width: Double, height: Double, png: [UInt8]) {
        let failure = PageImageFailure.unreadable(.broken("page \(number) cannot be drawn"))
        guard let document = open(source) else { throw failure }
        defer { g_object_unref(UnsafeMutableRawPointer(document)) }
        guard let page = poppler_document_get_page(document, Int32(number - 1)) else { throw failure }
        defer { g_object_unref(UnsafeMutableRawPointer(page)) }
        var (width, height) = (0.0, 0.0)
        poppler_page_get_size(page, &width, &height)
        guard width.isFinite, height.isFinite, width >= 1, height >= 1 else {
            throw .unreadable(.broken("page \(number) has no size"))
        }
        return (width, height, try png(page, width, height, size))
    }

    /// Files up to this size, in bytes, are mapped into memory; poppler reads others in very small pieces.
    private static let largestMapping = 128 << 20

    private static func open(_ source: SourceFile) -> OpaquePointer? {
        switch source.content {
        case .file(let file) where source.size <= largestMapping:
            guard let mapping = g_mapped_file_new_from_fd(file.rawValue, 0, nil) else { return nil }
            let bytes = g_mapped_file_get_bytes(mapping)
            defer {
                g_bytes_unref(bytes)
                g_mapped_file_unref(mapping)
            }
            return poppler_document_new_from_bytes(bytes, nil, nil)
        case .file(let file):
            // Poppler closes the copy.
            return (try? file.duplicate()).flatMap { poppler_document_new_from_fd($0.rawValue, nil, nil) }
        case .bytes(let array):
            let bytes = g_bytes_new(array, gsize(array.count))
            defer { g_bytes_unref(bytes) }
            return poppler_document_new_from_bytes(bytes, nil, nil)
        }
    }

    private static func png(
        _ page: OpaquePointer,
        _ width: Double,
        _ height: Double,
        _ size: PageImageSize
    ) throws(PageImageFailure) -> [UInt8] {
        let scale = min(Double(size.width) / width, (Double(size.mostPixels) / (width * height)).squareRoot())
        // Without transparency: the background is white.
        let surface = cairo_image_surface_create(
            CAIRO_FORMAT_RGB24,
            Int32(max(1, (width * scale).rounded())),
            Int32(max(1, (height * scale).rounded()))
        )
        defer { cairo_surface_destroy(surface) }
        guard let context = cairo_create(surface) else { throw .unreadable(.broken("the page cannot be drawn")) }
        defer { cairo_destroy(context) }
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        cairo_scale(context, scale, scale)
        poppler_page_render(page, context)
        var png: [UInt8] = []
        let status = withUnsafeMutablePointer(to: &png) { bytes in
            cairo_surface_write_to_png_stream(
                surface,
                { closure, data, count in
                    let bytes = closure?.assumingMemoryBound(to: [UInt8].self)
                    bytes?.pointee.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                    return CAIRO_STATUS_SUCCESS
                },
                bytes
            )
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .unreadable(.broken("the page cannot be drawn: \(String(cString: cairo_status_to_string(status)))"))
        }
        return png
    }
}
