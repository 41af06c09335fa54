/// Divides Turtle into pieces that end with a statement, because raptor keeps a Turtle document in memory until it is
/// complete. Each piece starts with the prefixes that are in force, so that it is a document of its own.
///
/// N-Triples is also Turtle. Malformed input is divided anywhere, and raptor reports the error.
struct TurtlePieces {
    struct Piece {
        /// A Turtle document.
        var bytes: [UInt8]
        /// The number of its lines with prefixes that come from earlier in the file.
        var prefixLines: Int
        /// The line number, from 1, of its first line in the file.
        var firstLine: Int

        /// The line of the file that corresponds to a line of the piece.
        func line(_ line: Int) -> Int { max(firstLine, firstLine + line - prefixLines - 1) }
    }

    /// A statement that is longer than the limit.
    struct Endless: Error {
        /// The line where it begins.
        var line: Int
    }

    private enum State: Equatable {
        case plain, comment, iri
        /// A literal, and the quotation mark that ends it.
        case short(UInt8)
        /// A literal that ends with three quotation marks, and the number of them seen.
        case long(UInt8, run: Int)
    }

    private let size: Int
    private let limit: Int
    private var buffer: [UInt8] = []
    private var scanned = 0
    private var state = State.plain
    private var isEscaped = false
    /// The number of lines that end before `buffer[0]`, and before `buffer[scanned]`.
    private var (linesBefore, lines) = (0, 0)
    /// The current statement: its start in the buffer, its line in the file, and its kind.
    private var statement: (start: Int, line: Int, hasIRI: Bool, isDirective: Bool)?
    /// The end of the last complete statement, and the number of lines before it.
    private var cut: (end: Int, lines: Int) = (0, 0)
    /// The prefixes and bases of the pieces so far, and of the next one.
    private var (directives, newDirectives): ([[UInt8]], [[UInt8]]) = ([], [])

    /// - Parameters:
    ///   - size: the number of bytes to collect for a piece.
    ///   - limit: the maximum length of a statement, in bytes.
    init(size: Int = 256 << 10, limit: Int = 64 << 20) {
        (self.size, self.limit) = (size, limit)
    }

    /// Takes the next bytes of the file, and returns a complete piece if there is one. At the end, pass no bytes and
    /// `isEnd`.
    mutating func next(_ bytes: some Sequence<UInt8>, isEnd: Bool) throws(Endless) -> Piece? {
        buffer += bytes
        scan(isEnd: isEnd)
        if isEnd { return buffer.isEmpty ? nil : give(end: buffer.count, lines: lines) }
        if cut.end >= size { return give(end: cut.end, lines: cut.lines) }
        if buffer.count - cut.end > limit { throw Endless(line: statement?.line ?? lines + 1) }
        return nil
    }

    private mutating func give(end: Int, lines: Int) -> Piece {
        let prefixes = directives.flatMap { $0 + [UInt8(ascii: "\n")] }
        let piece = Piece(
            bytes: prefixes + buffer[..<end],
            prefixLines: prefixes.count(where: { $0 == UInt8(ascii: "\n") }),
            firstLine: linesBefore + 1
        )
        buffer.removeFirst(end)
        scanned -= end
        linesBefore = lines
        statement?.start -= end
        cut = (0, lines)
        directives.removeAll(where: newDirectives.contains)
        directives += newDirectives
        newDirectives = []
        return piece
    }

    private mutating func scan(isEnd: Bool) {
        let end = buffer.count
        while scanned < end {
            let byte = buffer[scanned]
            // The meaning of a full stop or a quotation mark depends on the next byte: wait for it.
            if state == .plain, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"),
                end - scanned < 3, !isEnd
            {
                return
            }
            if byte == UInt8(ascii: "\n") { lines += 1 }
            scanned += 1
            if isEscaped {
                isEscaped = false
                continue
            }
            switch state {
            case .plain: plain(byte)
            case .comment: if byte == UInt8(ascii: "\n") { state = .plain }
            case .iri:
                if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\n") { state = .plain }
                if byte == UInt8(ascii: ">") { endIRI() }
            case .short(let quote):
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == quote || byte == UInt8(ascii: "\n") { state = .plain }
            case .long(let quote, let run):
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                state = byte != quote ? .long(quote, run: 0) : run == 2 ? .plain : .long(quote, run: run + 1)
            }
        }
    }

    private mutating func plain(_ byte: UInt8) {
        if Self.isSpace(byte) { return }
        if byte == UInt8(ascii: "#") {
            state = .comment
            return
        }
        if statement == nil { statement = (scanned - 1, lines + 1, false, false) }
        switch byte {
        case UInt8(ascii: "<"): state = .iri
        case UInt8(ascii: "\\"): isEscaped = true
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            if buffer[scanned...].prefix(2) == [byte, byte] {
                scanned += 2
                state = .long(byte, run: 0)
            } else {
                state = .short(byte)
            }
        case UInt8(ascii: "."):
            // Within a name or a number, it does not end the statement.
            let isLast = scanned == buffer.count || buffer[scanned] == UInt8(ascii: "#")
            if isLast || Self.isSpace(buffer[scanned]) || statement?.isDirective == true { endStatement() }
        default: break
        }
    }

    /// The first IRI of a statement shows whether it is a directive: `@prefix a: <…> .` ends with a full stop, `PREFIX a:
    /// <…>` does not.
    private mutating func endIRI() {
        guard let begun = statement, !begun.hasIRI else { return }
        statement?.hasIRI = true
        if buffer[begun.start] == UInt8(ascii: "@") {
            statement?.isDirective = true
        } else {
            let word = buffer[begun.start...].prefix { !Self.isSpace($0) }.prefix(7)
            guard ["prefix", "base"].contains(String(decoding: word, as: UTF8.self).lowercased()) else { return }
            statement?.isDirective = true
            endStatement()
        }
    }

    private mutating func endStatement() {
        if let begun = statement, begun.isDirective { newDirectives.append(Array(buffer[begun.start..<scanned])) }
        statement = nil
        cut = (scanned, lines)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
