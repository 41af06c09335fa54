import CPoppler
import DocumentModel
import SystemPackage

/// An open PDF. Owns poppler's document and releases it in `deinit`. For use by one thread.
final class PDFFile {
    let document: OpaquePointer
    let pageCount: Int

    /// Files up to this size, in bytes, are mapped into memory; poppler reads others in very small pieces.
    private static let largestMapping = 128 << 20

    init(reading source: SourceFile) throws(ExtractionFailure) {
        var error: UnsafeMutablePointer<GError>?
        var opened: OpaquePointer?
        switch source.content {
        case .bytes(let bytes):
            let copy = g_bytes_new(bytes, gsize(bytes.count))
            opened = poppler_document_new_from_bytes(copy, nil, &error)
            g_bytes_unref(copy)
        case .file(let file):
            if source.size <= Self.largestMapping, let mapping = g_mapped_file_new_from_fd(file.rawValue, 0, nil) {
                let bytes = g_mapped_file_get_bytes(mapping)
                g_mapped_file_unref(mapping)
                opened = poppler_document_new_from_bytes(bytes, nil, &error)
                g_bytes_unref(bytes)
            } else if let copy = try? file.duplicate() {
                // Poppler closes the copy.
                opened = poppler_document_new_from_fd(copy.rawValue, nil, &error)
            }
        }
        guard let opened else {
            defer { g_error_free(error) }
            guard let error else { throw .broken("the PDF cannot be opened") }
            let isPoppler = error.pointee.domain == poppler_error_quark()
            if isPoppler, error.pointee.code == Int32(POPPLER_ERROR_ENCRYPTED.rawValue) {
                throw .encrypted("the PDF needs a password")
            }
            throw .broken("the PDF is damaged or cut off: poppler cannot open it")
        }
        document = opened
        pageCount = Int(poppler_document_get_n_pages(opened))
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(document)) }

    /// The text of a page, counted from 1, and its printed number if it differs; nil if the page cannot be read.
    func page(_ number: Int) -> (text: String, label: String?)? {
        guard let page = poppler_document_get_page(document, Int32(number - 1)) else { return nil }
        defer { g_object_unref(UnsafeMutableRawPointer(page)) }
        guard let text = Self.text(of: page) else { return nil }
        var label = Self.owned(poppler_page_get_label(page))
        if label == String(number) || label?.isEmpty == true { label = nil }
        return (text, label)
    }

    /// The text of a page.
    static func text(of page: OpaquePointer) -> String? {
        guard let text = owned(poppler_page_get_text(page)) else { return nil }
        guard text.isEmpty || text.unicodeScalars.contains(rightToLeftMark),
            let whole = rightToLeftText(page), whole.utf8.count >= text.utf8.count
        else { return text }
        return whole
    }

    /// The marks that poppler inserts before right-to-left text (U+202B) and after it (U+202C).
    private static let rightToLeftMark: Unicode.Scalar = "\u{202B}"

    /// The text of a page with right-to-left lines. For a whole such page, poppler omits lines, sometimes all, because it
    /// takes the upper left corner for the beginning. A selection along the right edge has all lines; only the space
    /// after the first word of a line is missing.
    private static func rightToLeftText(_ page: OpaquePointer) -> String? {
        var (width, height) = (0.0, 0.0)
        poppler_page_get_size(page, &width, &height)
        var edge = PopplerRectangle(x1: width, y1: 0, x2: width, y2: height)
        return owned(poppler_page_get_selected_text(page, POPPLER_SELECTION_LINE, &edge))?
            .replacing("\u{202C}\u{202B}", with: "\u{202C} \u{202B}")
    }

    /// The document information dictionary.
    func info() -> Metadata {
        var metadata = Metadata()
        metadata.title = Descriptions.title(Self.owned(poppler_document_get_title(document)))
        metadata.creators = Descriptions.names(Self.owned(poppler_document_get_author(document)))
        metadata.description = Descriptions.folded(Self.owned(poppler_document_get_subject(document)))
        metadata.keywords = Descriptions.keywords(Self.owned(poppler_document_get_keywords(document)))
        if let date = poppler_document_get_creation_date_time(document) {
            let year = Int(g_date_time_get_year(date))
            g_date_time_unref(date)
            if (1980...2100).contains(year) { metadata.year = year }
        }
        return metadata
    }

    /// The XMP packet, if there is one.
    func xmp() -> String? { Self.owned(poppler_document_get_metadata(document)) }

    /// The outline, up to about ten thousand entries.
    func outline() -> [OutlineEntry] {
        guard let root = poppler_index_iter_new(document) else { return [] }
        defer { poppler_index_iter_free(root) }
        var entries: [OutlineEntry] = []
        read(root, level: 0, into: &entries)
        return entries
    }

    private func read(_ iterator: OpaquePointer, level: Int, into entries: inout [OutlineEntry]) {
        guard level < 32 else { return }
        repeat {
            guard entries.count < 20_000 else { return }
            if let action = poppler_index_iter_get_action(iterator) {
                defer { poppler_action_free(action) }
                if let title = action.pointee.any.title, let text = Descriptions.folded(String(cString: title)) {
                    entries.append(OutlineEntry(level: level, title: text, page: page(of: action)))
                }
            }
            if let child = poppler_index_iter_get_child(iterator) {
                defer { poppler_index_iter_free(child) }
                read(child, level: level + 1, into: &entries)
            }
        } while poppler_index_iter_next(iterator) != 0
    }

    /// The page, counted from 1, that an action in this document leads to.
    private func page(of action: UnsafeMutablePointer<PopplerAction>) -> Int? {
        guard action.pointee.type == POPPLER_ACTION_GOTO_DEST, let target = action.pointee.goto_dest.dest else {
            return nil
        }
        var number = Int(target.pointee.page_num)
        if target.pointee.type == POPPLER_DEST_NAMED, let name = target.pointee.named_dest {
            guard let found = poppler_document_find_dest(document, name) else { return nil }
            number = Int(found.pointee.page_num)
            poppler_dest_free(found)
        }
        return (1...max(pageCount, 1)).contains(number) ? number : nil
    }

    /// Copies and frees a string that poppler returned.
    private static func owned(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { g_free(text) }
        return String(cString: text)
    }
}
