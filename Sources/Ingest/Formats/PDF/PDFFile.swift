import CPopplerShim
import DocumentModel
import Foundation
import SystemPackage

/// An open PDF. Owns poppler's document and closes it in `deinit`. For use by one thread.
final class PDFFile {
    private let document: OpaquePointer
    /// What poppler reads as long as the document is open.
    private let bytes: Bytes
    let pageCount: Int

    /// The bytes of a file for poppler. Released with ``release()``.
    private enum Bytes {
        case mapped(UnsafeRawBufferPointer)
        case copied(UnsafeRawBufferPointer)
        /// Poppler reads the file itself, in very small pieces, and closes it.
        case descriptor(FileDescriptor)

        /// Files up to this size, in bytes, are mapped into memory.
        private static let largestMapping = 128 << 20

        init(of source: SourceFile) throws(ExtractionFailure) {
            switch source.content {
            case .bytes(let bytes):
                let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
                copy.copyBytes(from: bytes)
                self = .copied(UnsafeRawBufferPointer(copy))
            case .file(let file):
                if source.size <= Self.largestMapping,
                    let start = mmap(nil, source.size, PROT_READ, MAP_PRIVATE, file.rawValue, 0), start != MAP_FAILED
                {
                    self = .mapped(UnsafeRawBufferPointer(start: start, count: source.size))
                } else if let copy = try? file.duplicate() {
                    self = .descriptor(copy)
                } else {
                    throw .broken("the file cannot be read")
                }
            }
        }

        func open(_ problem: inout Int32) -> OpaquePointer? {
            switch self {
            case .mapped(let buffer), .copied(let buffer):
                cpoppler_open(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, -1, &problem)
            case .descriptor(let file): cpoppler_open(nil, 0, file.rawValue, &problem)
            }
        }

        func release() {
            switch self {
            case .mapped(let buffer): munmap(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
            case .copied(let buffer): buffer.deallocate()
            case .descriptor: break
            }
        }
    }

    init(reading source: SourceFile) throws(ExtractionFailure) {
        let bytes = try Bytes(of: source)
        var problem: Int32 = 0
        guard let opened = bytes.open(&problem) else {
            bytes.release()
            if problem == CPOPPLER_ENCRYPTED { throw .encrypted("the PDF needs a password") }
            throw .broken("the PDF is damaged or cut off: poppler cannot open it")
        }
        self.bytes = bytes
        document = opened
        pageCount = max(0, Int(cpoppler_page_count(opened)))
    }

    deinit {
        cpoppler_close(document)
        bytes.release()
    }

    /// Whether a program has to lay out its pages: a dynamic XFA form.
    var isDynamicForm: Bool { cpoppler_form_kind(document) == 2 }

    /// The printed number of a page, counted from 1, if it differs from its number.
    func label(ofPage number: Int) -> String? {
        let label = text { cpoppler_label(document, Int32(number), $0, $1) }
        return label == String(number) ? nil : label
    }

    /// The natural language that the catalogue declares.
    var language: LanguageTag? {
        let tag = text { cpoppler_language(document, $0, $1) }.flatMap { LanguageTag($0) }
        return tag.flatMap { $0.isUndetermined ? nil : $0 }
    }

    /// An entry of the document information dictionary.
    func information(_ key: String) -> String? { text { cpoppler_information(document, key, $0, $1) } }

    /// The metadata packet of the document, if there is one.
    func xmp() -> [UInt8]? { bytes { cpoppler_metadata(document, $0, $1) } }

    private func text(_ give: (cpoppler_sink, UnsafeMutableRawPointer) -> Void) -> String? {
        bytes(give).flatMap { Descriptions.folded(PDFText.decoded($0)) }
    }

    private func bytes(_ give: (cpoppler_sink, UnsafeMutableRawPointer) -> Void) -> [UInt8]? {
        var taken: [UInt8] = []
        withUnsafeMutablePointer(to: &taken) { taken in
            give(
                { context, bytes, count in
                    let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
                    context?.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: buffer)
                },
                UnsafeMutableRawPointer(taken)
            )
        }
        return taken.isEmpty ? nil : taken
    }

    // MARK: Outline

    /// The most entries of an outline that are read.
    private static let mostEntries: Int32 = 20_000

    func outline() -> [OutlineEntry] {
        var entries: [OutlineEntry] = []
        withUnsafeMutablePointer(to: &entries) { entries in
            cpoppler_outline(
                document,
                Self.mostEntries,
                { context, level, title, length, page in
                    let scalars = UnsafeBufferPointer(start: title, count: max(0, Int(length)))
                    guard let title = Descriptions.folded(PDFPageText.string(Array(scalars)[...])) else { return }
                    let entry = OutlineEntry(level: Int(level), title: title, page: page > 0 ? Int(page) : nil)
                    context?.assumingMemoryBound(to: [OutlineEntry].self).pointee.append(entry)
                },
                entries
            )
        }
        return entries
    }

    // MARK: Attachments

    /// The most files attached to the document that are taken out, and their maximum size together in bytes.
    private static let mostFiles: Int32 = 50
    private static let mostBytes = 128 << 20

    /// The files attached to the document.
    func attachments() -> [PDFAttachment] {
        var files: [PDFAttachment] = []
        withUnsafeMutablePointer(to: &files) { files in
            cpoppler_attachments(
                document,
                Self.mostFiles,
                Self.mostBytes,
                { context, name, nameLength, bytes, count in
                    context?.assumingMemoryBound(to: [PDFAttachment].self).pointee
                        .append(PDFAttachment(name, nameLength, bytes, count))
                },
                files
            )
        }
        return files
    }

    // MARK: Pages

    /// The most glyphs of a page that are read.
    private static let mostGlyphs = 2_000_000

    /// A page, counted from 1; nil if it cannot be read.
    func page(_ number: Int) -> PDFPage? {
        var page = PDFPage()
        let isRead = withUnsafeMutablePointer(to: &page) { page in
            cpoppler_read_page(
                document,
                Int32(number),
                Self.mostGlyphs,
                { context, given in
                    guard let given = given?.pointee else { return }
                    context?.assumingMemoryBound(to: PDFPage.self).pointee.take(given)
                },
                { context, bytes, count in
                    let text = PDFText.decoded(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
                    context?.assumingMemoryBound(to: PDFPage.self).pointee.take(note: text)
                },
                { context, name, nameLength, bytes, count in
                    context?.assumingMemoryBound(to: PDFPage.self).pointee.attachments
                        .append(PDFAttachment(name, nameLength, bytes, count))
                },
                page
            )
        }
        return isRead ? page : nil
    }
}

/// A file inside a PDF.
struct PDFAttachment {
    var name: String
    /// Nil if it is damaged, or larger than what is left of the room for such files.
    var bytes: [UInt8]?

    fileprivate init(_ name: UnsafePointer<CChar>?, _ nameLength: Int, _ bytes: UnsafePointer<CChar>?, _ count: Int) {
        let text = PDFText.decoded(Array(UnsafeRawBufferPointer(start: name, count: nameLength)))
        self.name = Descriptions.folded(text) ?? "attachment"
        self.bytes = bytes.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }
}

/// The content of a page of a PDF.
struct PDFPage {
    /// The size in points as shown: rotated and cropped.
    private(set) var width = 0.0
    private(set) var height = 0.0
    /// In the order in which they are drawn; those of annotations last.
    private(set) var glyphs: [PDFGlyph] = []
    /// The texts of notes and the values of fields. Most of them are drawn on the page, too.
    private(set) var notes: [String] = []
    /// Files that are attached at a place on the page.
    fileprivate(set) var attachments: [PDFAttachment] = []

    fileprivate mutating func take(note text: String) {
        guard let text = Descriptions.folded(text), notes.last != text else { return }
        notes.append(text)
    }

    fileprivate mutating func take(_ page: cpoppler_page) {
        (width, height) = (page.width, page.height)
        glyphs.reserveCapacity(page.glyph_count)
        var isAfterSpace = false
        for given in UnsafeBufferPointer(start: page.glyphs, count: page.glyph_count) {
            switch given.scalar {
            case 0x09...0x0D, 0x20, 0xA0, 0x3000, 0x2000...0x200A: isAfterSpace = true
            case 0..<0x20, 0x7F..<0xA0, 0xD800..<0xE000, 0xFFFE, 0xFFFF, 0x110000...: continue
            default:
                glyphs.append(
                    PDFGlyph(
                        scalar: given.scalar,
                        isAfterSpace: isAfterSpace,
                        cluster: given.cluster,
                        x: given.x,
                        y: given.y,
                        left: given.left,
                        top: given.top,
                        right: given.right,
                        bottom: given.bottom,
                        advance: given.advance,
                        style: PDFStyle(
                            size: given.size,
                            direction: (given.along_x, given.along_y),
                            isBold: given.is_bold
                        )
                    )
                )
                isAfterSpace = false
            }
        }
    }
}

/// A glyph on a page. Coordinates are points from the upper left corner of the page as shown.
struct PDFGlyph {
    var scalar: UInt32
    /// Whether the file has a space before it.
    var isAfterSpace: Bool
    /// The number of its drawing operation on the page; the letters of a ligature have the same.
    var cluster: Int32
    /// Its origin on the baseline.
    var x, y: Float
    /// The box of its line's height and its own width.
    var left, top, right, bottom: Float
    /// Its width along the direction of the text.
    var advance: Float
    var style: PDFStyle
}

/// How a glyph is drawn.
struct PDFStyle {
    /// The height of the font in points.
    var size: Float
    /// The direction of the text, of the length 1; (1, 0) is to the right, (0, 1) downwards.
    var direction: (x: Float, y: Float)
    var isBold: Bool
}
