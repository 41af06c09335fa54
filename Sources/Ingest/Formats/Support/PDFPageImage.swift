import CPoppler
import DocumentModel

extension PDFFile {
    /// A page drawn and, for reading, with the places of its letters.
    ///
    /// - Parameters:
    ///   - number: of the page, from 1.
    ///   - size: of the picture.
    /// - Throws: where there is no such page, or it cannot be drawn.
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
            // Before the page is drawn: what its forms show would come into its text.
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
        // Without transparency: paper is white.
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

    /// The place of each scalar of a page's text.
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

    /// Poppler's list of places leaves out what its text of pages from right to left has. There its own search tells where
    /// each word stands: all letters of the word get the word's place.
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
                // Words that are searched for cost time each; a page with more has its first ones marked.
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

    /// Where a word stands on a page, in the order of reading from right to left: whole, or within others where it never stands whole.
    private static func places(of word: String, _ page: OpaquePointer, height: Double) -> [PageImage.Box] {
        // Poppler takes letters and marks on the page apart, but not what is sought.
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
            // Counted from the lower edge, unlike the list of places.
            entry.pointee.data?.assumingMemoryBound(to: PopplerRectangle.self).pointee
        }
        .map { PageImage.Box(left: $0.x1, top: height - $0.y2, right: $0.x2, bottom: height - $0.y1) }
        // Poppler tells those on a line from left to right; it is read the other way.
        .sorted { left, right in
            let isSameLine = left.top < right.bottom && right.top < left.bottom
            return isSameLine ? left.left > right.left : left.top < right.top
        }
    }
}
