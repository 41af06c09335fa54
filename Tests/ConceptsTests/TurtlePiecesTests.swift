import Testing

@testable import Concepts

@Suite("Concepts: dividing Turtle")
struct TurtlePiecesTests {
    private static let tricky = """
        @prefix a.b: <http://e.example/#> . # . "
        PREFIX c: <http://e.example/.>
        a.b:x c:y "a. \\" . ", 'b. ', 1.5, "", '' .
        a.b:x c:y \"\"\"long.
        . "quotes" "" \\\"\"\"\"@en ; c:z '''it''s. '''.
        @base <http://f.example/>. <a> <b.c> [ c:p "." ], ( 1.0 2 ) .

        c:last\\. c:q <http://g.example/x.y> .
        """

    @Test(
        "Every statement is in a piece with the same meaning, in whatever chunks the bytes arrive",
        arguments: [1, 2, 3, 7, 1000]
    )
    func pieces(step: Int) throws {
        let bytes = Array(Self.tricky.utf8)
        var pieces: [TurtlePieces.Piece] = []
        var cutter = TurtlePieces(size: 1)
        for start in stride(from: 0, to: bytes.count, by: step) {
            if let piece = try cutter.next(bytes[start..<min(start + step, bytes.count)], isEnd: false) {
                pieces.append(piece)
            }
        }
        if let piece = try cutter.next([], isEnd: true) { pieces.append(piece) }
        #expect(step > 3 || pieces.count >= 6)
        var own: [UInt8] = []
        for piece in pieces {
            let lines = piece.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            #expect(own.count(where: { $0 == UInt8(ascii: "\n") }) == piece.firstLine - 1)
            own += lines.dropFirst(piece.prefixLines).joined(separator: [UInt8(ascii: "\n")])
        }
        #expect(String(decoding: own, as: UTF8.self) == Self.tricky)
        #expect(try pieces.flatMap { try statements($0.bytes) } == statements(bytes))
    }

    @Test("An unterminated statement is reported with its beginning")
    func endless() throws {
        var cutter = TurtlePieces(size: 10, limit: 100)
        let text = "<a> <b> <c> .\n\n<d> <e> \"" + String(repeating: "x. ", count: 50)
        let error = try #require(throws: TurtlePieces.Endless.self) {
            _ = try cutter.next(Array(text.utf8), isEnd: false)
            _ = try cutter.next([], isEnd: false)
        }
        #expect(error.line == 3)
    }

    /// The statements that raptor reads, without the names of blank nodes.
    private func statements(_ bytes: [UInt8]) throws -> [RDFStatement] {
        var result: [RDFStatement] = []
        let wanted: Set<String> = [
            "http://e.example/.y", "http://e.example/.z", "http://e.example/.p", "http://e.example/.q",
            "http://f.example/b.c",
        ]
        try RaptorThread.run {
            Result {
                let parser = try RDFParser(wanted: wanted) { statement in
                    var statement = statement
                    if statement.subject.hasPrefix("_:") { statement.subject = "_:" }
                    if case .resource(let name) = statement.object, name.hasPrefix("_:") {
                        statement.object = .resource("_:")
                    }
                    result.append(statement)
                }
                try parser.start(.turtle)
                try bytes.withUnsafeBufferPointer { try parser.parse($0, isEnd: true) }
            }
        }.get()
        return result
    }
}
