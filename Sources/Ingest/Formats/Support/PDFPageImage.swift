import CPoppler
import DocumentModel

extension PDFFile {
    /// Draws a page and, for large pictures, finds the positions of its letters.
    ///
    /// - Parameters:
    ///   - number: the page number, from 1.
    ///   - size: the size of the picture.
    /// - Throws: if there is no such page, or it cannot be drawn.
    func image(ofPage number: Int, _ size: PageImageSize) throws(PageImageFailure) -> PageImage {
        guard (1...max(1, pageCount)).contains(number), pageCount > 0 else { throw .noSuchPage(of: pageCount) }
        guard let page = poppler_document_get_page(document, Int32(number - 1)) else {
            throw .unreadable(.broken("page \(number) cannot be read"))
        }
        defer { g_object_unref(UnsafeMutableRawPointer(page)) }
        var image = PageImage(width: 0, height: 0, pageCount: pageCount, png: [])
        poppler_page_get_size(page, &image.width, &image.height)
        guard image.width.isFinite, image.height.isFinite, image.width >= 1, image.height >= 1 else {
            throw .unreadable(.broken("page \(number) has no size"))
        }
        if size == .large {
            // Before the page is drawn, because drawing would add the content of forms to its text.
            image.text = Self.text(of: page) ?? ""
            image.boxes = Self.boxes(page, image.text, height: image.height)
        }
        image.png = try Self.png(page, image.width, image.height, size)
        return image
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

    /// The box of each scalar of a page's text.
    private static func boxes(_ page: OpaquePointer, _ text: String, height: Double) -> [PageImage.Box] {
        var rectangles: UnsafeMutablePointer<PopplerRectangle>?
        var count: guint = 0
        let hasLayout = poppler_page_get_text_layout(page, &rectangles, &count) != 0
        defer { g_free(rectangles) }
        if hasLayout, Int(count) == text.unicodeScalars.count {
            return UnsafeBufferPointer(start: rectangles, count: Int(count)).map {
                PageImage.Box(left: $0.x1, top: $0.y1, right: $0.x2, bottom: $0.y2)
            }
        }
        return boxesByWord(page, text, height: height)
    }

    /// For right-to-left pages, poppler's list of boxes lacks parts of the text. Its search finds the position of each
    /// word instead: all letters of a word get the word's box.
    private static func boxesByWord(_ page: OpaquePointer, _ text: String, height: Double) -> [PageImage.Box] {
        let scalars = Array(text.unicodeScalars)
        var boxes = [PageImage.Box](repeating: .nowhere, count: scalars.count)
        var found: [String: ArraySlice<PageImage.Box>] = [:]
        var start = 0
        while start < scalars.count {
            guard isLetter(scalars[start]) else {
                start += 1
                continue
            }
            let end = scalars[start...].firstIndex { !isLetter($0) } ?? scalars.count
            var word = String.UnicodeScalarView()
            word.append(contentsOf: scalars[start..<end])
            let name = String(word)
            if found[name] == nil {
                // Each word that is searched for takes time; only the first words of a page are marked if there are more.
                if found.count == mostWords { break }
                found[name] = places(of: name, page, height: height)[...]
            }
            if let box = found[name]?.popFirst() {
                for index in start..<end { boxes[index] = box }
            }
            start = end
        }
        return boxes
    }

    private static let mostWords = 3000

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return properties.isAlphabetic || properties.numericType != nil
            || properties.canonicalCombiningClass != .notReordered
    }

    /// The positions of a word on a page, in right-to-left reading order: as a whole word, or within others if it never
    /// occurs as a whole word.
    private static func places(of word: String, _ page: OpaquePointer, height: Double) -> [PageImage.Box] {
        // Poppler decomposes letters and marks on the page, but not in the search text.
        guard let sought = g_utf8_normalize(word, -1, G_NORMALIZE_NFD) else { return [] }
        defer { g_free(sought) }
        let whole = PopplerFindFlags(
            POPPLER_FIND_CASE_SENSITIVE.rawValue | POPPLER_FIND_WHOLE_WORDS_ONLY.rawValue
        )
        guard
            let list = poppler_page_find_text_with_options(page, sought, whole)
                ?? poppler_page_find_text_with_options(page, sought, POPPLER_FIND_CASE_SENSITIVE)
        else { return [] }
        defer { g_list_free_full(list) { poppler_rectangle_free($0?.assumingMemoryBound(to: PopplerRectangle.self)) } }
        return sequence(first: list) { $0.pointee.next }.compactMap { entry in
            // Measured from the lower edge, unlike the list of boxes.
            entry.pointee.data?.assumingMemoryBound(to: PopplerRectangle.self).pointee
        }
        .map { PageImage.Box(left: $0.x1, top: height - $0.y2, right: $0.x2, bottom: height - $0.y1) }
        // Poppler returns those on a line from left to right; the reading order is the reverse.
        .sorted { left, right in
            let isSameLine = left.top < right.bottom && right.top < left.bottom
            return isSameLine ? left.left > right.left : left.top < right.top
        }
    }
}
