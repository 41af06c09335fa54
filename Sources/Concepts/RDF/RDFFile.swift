import Foundation

/// An RDF file, read in pieces: Turtle, N-Triples or RDF/XML, detected by its beginning.
struct RDFFile {
    /// The name for error messages.
    let name: String

    /// Reads a file and passes each statement whose predicate is in `wanted` to `receive`, in order.
    /// - Throws: ``ThesaurusError``, with the line if there is one.
    static func read(
        path: String,
        name: String,
        wanted: Set<String>,
        receive: @escaping (RDFStatement) -> Void
    ) throws(ThesaurusError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ThesaurusError(file: name, reason: "there is no such file")
        }
        guard !isFolder.boolValue else {
            throw ThesaurusError(file: name, reason: "this is a folder; name the file of the vocabulary")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ThesaurusError(file: name, reason: "it cannot be opened; check its permissions")
        }
        defer { try? handle.close() }
        try RDFFile(name: name).read(wanted, receive) { () throws(ThesaurusError) in
            do {
                return [UInt8](try handle.read(upToCount: 256 << 10) ?? Data())
            } catch {
                throw ThesaurusError(file: name, reason: "it cannot be read: \(error.localizedDescription)")
            }
        }
    }

    /// The same for bytes in memory.
    static func read(
        bytes: [UInt8],
        name: String,
        wanted: Set<String>,
        receive: @escaping (RDFStatement) -> Void
    ) throws(ThesaurusError) {
        var rest = bytes[...]
        try RDFFile(name: name).read(wanted, receive) { () throws(ThesaurusError) in
            defer { rest = rest.dropFirst(256 << 10) }
            return Array(rest.prefix(256 << 10))
        }
    }

    /// - Parameter more: returns the next bytes; empty at the end.
    private func read(
        _ wanted: Set<String>,
        _ receive: @escaping (RDFStatement) -> Void,
        _ more: () throws(ThesaurusError) -> [UInt8]
    ) throws(ThesaurusError) {
        var bytes = try more()
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let syntax = try syntax(of: bytes)
        do {
            let parser = try RDFParser(wanted: wanted, receive: receive)
            if syntax == .turtle {
                try readTurtle(parser, bytes, more)
            } else {
                try parser.start(.rdfxml)
                while !bytes.isEmpty {
                    try bytes.withUnsafeBufferPointer { (some) throws(RDFParser.Failure) in
                        try parser.parse(some, isEnd: false)
                    }
                    bytes = try more()
                }
                try parser.parse(UnsafeBufferPointer(start: nil, count: 0), isEnd: true)
            }
        } catch let failure as RDFParser.Failure {
            throw ThesaurusError(file: name, line: failure.line, reason: failure.reason)
        } catch let error as ThesaurusError {
            throw error
        } catch {
            throw ThesaurusError(file: name, reason: "\(error)")
        }
    }

    private func readTurtle(
        _ parser: RDFParser,
        _ first: [UInt8],
        _ more: () throws(ThesaurusError) -> [UInt8]
    ) throws {
        var pieces = TurtlePieces()
        var bytes = first
        var isEnd = false
        while !isEnd {
            isEnd = bytes.isEmpty
            do {
                if let piece = try pieces.next(bytes, isEnd: isEnd) { try parse(piece, parser) }
            } catch let endless as TurtlePieces.Endless {
                throw ThesaurusError(
                    file: name,
                    line: endless.line,
                    reason: "the statement that begins here does not end; a full stop or a quotation mark is missing"
                )
            }
            if !isEnd { bytes = try more() }
        }
    }

    private func parse(_ piece: TurtlePieces.Piece, _ parser: RDFParser) throws {
        if let line = Self.lineThatIsNotUTF8(piece.bytes) {
            // raptor drops what it cannot decode, and so would drop letters of names.
            throw ThesaurusError(
                file: name,
                line: piece.line(line),
                reason: "this is not UTF-8, which Turtle requires; save the file as UTF-8"
            )
        }
        do {
            try Self.parse(piece.bytes, parser)
        } catch {
            let found = Self.firstFailure(in: piece.bytes) ?? error
            throw RDFParser.Failure(line: found.line.map(piece.line), reason: found.reason)
        }
    }

    private static func parse(_ turtle: [UInt8], _ parser: RDFParser) throws(RDFParser.Failure) {
        try parser.start(.turtle)
        try turtle.withUnsafeBufferPointer { (bytes) throws(RDFParser.Failure) in try parser.parse(bytes, isEnd: true) }
    }

    /// Finds the failure in a document again, statement by statement, because raptor miscounts lines after a text of
    /// several lines.
    private static func firstFailure(in document: [UInt8]) -> RDFParser.Failure? {
        var cutter = TurtlePieces(size: 1)
        var rest = document[...]
        while let parser = try? RDFParser(wanted: [], receive: { _ in }) {
            let isEnd = rest.isEmpty
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            let line = rest[..<end]
            rest = rest.dropFirst(line.count)
            if let piece = (try? cutter.next(line, isEnd: isEnd)) ?? nil {
                do {
                    try parse(piece.bytes, parser)
                } catch {
                    return RDFParser.Failure(line: error.line.map(piece.line), reason: error.reason)
                }
            }
            if isEnd { return nil }
        }
        return nil
    }

    private static func lineThatIsNotUTF8(_ bytes: [UInt8]) -> Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }

    private func syntax(of bytes: [UInt8]) throws(ThesaurusError) -> RDFParser.Syntax {
        func refuse(_ reason: String) -> ThesaurusError { ThesaurusError(file: name, reason: reason) }
        let right = "expected Turtle (.ttl), N-Triples (.nt) or RDF/XML (.rdf)"
        if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
            throw refuse("this is compressed; unpack it first")
        }
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self).drop { $0.isWhitespace }
        if text.isEmpty { throw refuse("it is empty") }
        if text.hasPrefix("{") || text.hasPrefix("[") && name.lowercased().contains(".json") {
            throw refuse("this looks like JSON (JSON-LD perhaps); \(right)")
        }
        if text.lowercased().hasPrefix("<!doctype html") || text.lowercased().hasPrefix("<html") {
            throw refuse("this is a web page; \(right)")
        }
        let isXML = ["<?xml", "<!--", "<!DOCTYPE", "<rdf:", "<RDF"].contains { text.hasPrefix($0) }
        // UTF-16 begins with a byte order mark, which only XML supports.
        return isXML || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) ? .rdfxml : .turtle
    }
}
