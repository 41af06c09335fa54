import DocumentModel

/// How deep a file is inside others, and what may still be read of the files inside the outermost one.
struct Nesting {
    /// What may still be read; one for the outermost file and all files inside it.
    final class Allowance {
        /// The number of files.
        var files = 50
        /// The size of all files, in bytes.
        var bytes = 128 << 20
    }

    /// The deepest level that is read: 0 is the outermost file, 2 a file inside a file inside it.
    static let deepest = 2

    var level = 0
    let allowance = Allowance()
}

/// A file inside another one: an attachment of a PDF, a document embedded in an Office file.
struct EmbeddedFile {
    /// Its name, as the outer file gives it; may be a path.
    let name: String
    /// Reads and unpacks it; nil if it is missing.
    let read: () throws(ExtractionFailure) -> [UInt8]?

    init(name: String, read: @escaping () throws(ExtractionFailure) -> [UInt8]?) {
        (self.name, self.read) = (name, read)
    }

    init(name: String, bytes: [UInt8]) {
        self.init(name: name) { () throws(ExtractionFailure) in bytes }
    }
}

/// Reads the documents inside a document with the ordinary readers and appends their sections to it. Their locators are
/// headings: the file's name, then the headings, pages or slides inside it.
///
/// What cannot be read becomes a warning that names it. Pictures, fonts and style sheets are ignored.
struct EmbeddedFiles {
    private let source: SourceFile
    /// The names of the files that could not be read, by reason, in order.
    private var unread: [(reason: String, names: [String])] = []

    /// Appends the text of `files` to `document`, which was read from `source`.
    ///
    /// - Throws: only if the extractor itself is broken.
    static func append(
        _ files: [EmbeddedFile],
        to document: inout ExtractedDocument,
        inside source: SourceFile
    ) throws(ExtractionFailure) {
        var embedded = EmbeddedFiles(source: source)
        for file in files {
            guard let inner = try embedded.read(file) else { continue }
            document.sections += inner
        }
        document.warnings += embedded.warnings
    }

    /// Reads one file that is part of the flow of the document in `source`, such as a chunk of HTML in a Word file.
    ///
    /// - Returns: its sections with locators as ``append(_:to:inside:)`` makes them, but without the file's name, and
    ///   the warnings; no sections if it could not be read.
    static func inline(
        _ file: EmbeddedFile,
        inside source: SourceFile
    ) throws(ExtractionFailure) -> (sections: [Section], warnings: [String]) {
        var embedded = EmbeddedFiles(source: source)
        var sections = try embedded.read(file) ?? []
        for index in sections.indices {
            guard case .heading(let path, let anchor) = sections[index].locator else { continue }
            sections[index].locator = .heading(path: Array(path.dropFirst()), anchor: anchor)
        }
        return (sections, embedded.warnings)
    }

    private init(source: SourceFile) { self.source = source }

    /// The sections of a file; nil if it was not read.
    private mutating func read(_ file: EmbeddedFile) throws(ExtractionFailure) -> [Section]? {
        let name = Self.shortName(file.name)
        guard !Self.isIgnored(ending: name) else { return nil }
        let allowance = source.nesting.allowance
        guard allowance.files > 0 else {
            note("there are too many files inside this one", name)
            return nil
        }
        guard source.nesting.level < Nesting.deepest else {
            note("it is too deep inside other files", name)
            return nil
        }
        allowance.files -= 1
        do throws(ExtractionFailure) {
            guard let bytes = try file.read() else {
                note("it is missing", name)
                return nil
            }
            guard bytes.count <= allowance.bytes else {
                note("the files inside this one are too large", name)
                return nil
            }
            allowance.bytes -= bytes.count
            return try sections(of: CompoundFile.unwrapped(bytes, name: name))
        } catch {
            switch error {
            case .extractorBroken: throw error
            case .unsupported(let kind):
                if !Self.isIgnored(kind: kind) { note(Self.notRead(kind), name) }
            case .broken(let reason), .encrypted(let reason), .killedWorker(let reason): note(reason, name)
            }
            return nil
        }
    }

    private mutating func sections(of file: EmbeddedFile) throws(ExtractionFailure) -> [Section] {
        let name = Self.shortName(file.name)
        var nesting = source.nesting
        nesting.level += 1
        let inner = try SourceFile(try file.read() ?? [], name: name, limits: source.limits, nesting: nesting)
        let document = try FormatReader.reader(of: try FormatDetection.format(of: inner)).read(inner)
        for warning in document.warnings.prefix(Self.mostWarnings) { note(warning, name) }
        if !document.hasText { note("no text was found in it", name) }
        return document.sections.map { section in
            var section = section
            section.declaredLanguage = section.declaredLanguage ?? document.metadata.language
            section.locator = Self.place(section.locator, in: name)
            return section
        }
    }

    /// The place of a section of the file `name`, in the outer document.
    private static func place(_ locator: Locator, in name: String) -> Locator {
        if case .heading(let path, _) = locator { return .heading(path: [name] + path, anchor: nil) }
        return .heading(path: [name] + (locator.label.map { [$0] } ?? []), anchor: nil)
    }

    // MARK: Warnings

    private static let mostWarnings = 20
    /// More names than these are counted.
    private static let mostNames = 3

    private mutating func note(_ reason: String, _ name: String) {
        if let index = unread.firstIndex(where: { $0.reason == reason }) {
            unread[index].names.append(name)
        } else {
            unread.append((reason, [name]))
        }
    }

    /// "attachment plan.xlsx: an Excel workbook (.xlsx) is not read".
    private var warnings: [String] {
        unread.map { reason, names in
            let listed = names.prefix(Self.mostNames).joined(separator: ", ")
            let more = names.count > Self.mostNames ? " and \(names.count - Self.mostNames) more" : ""
            return "\(names.count == 1 ? "attachment" : "attachments") \(listed)\(more): \(reason)"
        }
    }

    /// What a curator should know of a file that is not read; `kind` may end with an advice after a semicolon.
    private static func notRead(_ kind: String) -> String {
        guard let semicolon = kind.firstIndex(of: ";") else { return "\(kind) is not read" }
        return "\(kind[..<semicolon]) is not read\(kind[semicolon...])"
    }

    // MARK: Names

    /// The last part of a path, without control characters; at most 120 characters.
    private static func shortName(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
        let printable = last.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: " "
            default: Character(scalar)
            }
        }
        let folded = Descriptions.folded(String(printable)) ?? "file"
        return folded.count > 120 ? "\(folded.prefix(80))…\(folded.suffix(30))" : folded
    }

    /// Whether a file with this name has no text for readers: a picture, a font.
    private static func isIgnored(ending name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return ignoredEndings.contains(name[name.index(after: dot)...].lowercased())
    }

    private static func isIgnored(kind: String) -> Bool {
        kind.hasSuffix("picture") || kind.hasSuffix("style sheet") || kind.hasSuffix("font")
    }

    private static let ignoredEndings: Set<String> = [
        "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "webp", "ico", "jp2", "heic", "wdp",
        "ttf", "otf", "woff", "woff2", "odttf", "fntdata", "pfb", "icc", "icm", "css", "js", "joboptions", "p7s",
    ]
}
