import Testing

@testable import SearchService
@testable import WebAPI

/// A part of the form field `n` with `body` between two boundaries `b`.
private func form(_ body: String) -> String {
    "--b\r\nContent-Disposition: form-data; name=n\r\n\r\n\(body)\r\n--b--\r\n"
}

/// Everything at once, byte by byte, and in pieces.
private let chunkings = [[Int.max], [1], [2], [3, 5], [7]]

@Suite struct MultipartBodies {
    @Test(arguments: chunkings) func preambleEpilogueAndPadding(chunks: [Int]) throws {
        let body = """
            This is no part.\r\n--bx\r\n--b \t \r\nContent-Disposition: form-data; name="one"\r\n\r\n1\r\n--b\r
            content-disposition:FORM-DATA;NAME="two";FileName="t.txt"\r\nCONTENT-TYPE: text/plain; charset=utf-8\r
            X-More: whatever\r\n\r\n2\r\n\r\n--b--  \r\n--b\r\nanything\r\n--b--
            """
        let wanted = [
            part("one", "1"), part("two", "2\r\n", fileName: "t.txt", contentType: "text/plain; charset=utf-8"),
        ]
        #expect(try parse(Array(body.utf8), chunks: chunks) == wanted)
    }

    @Test(
        "A line that is not a boundary belongs to the body",
        arguments: [
            "", "a", "\r", "\n", "\r\n", "\r\n\r\n", "x--b", "x--b--", "\n--b\n", "\n--b--\n", "\r--b--\r", "x--b\r\n",
            "\r\n-", "\r\n--", "\r\n--a", "\r\n--bb\r\n", "\r\n--b-\r\n", "\r\n--b -\r\n", "\r\n--b x\r\n", "\r\n--b\n",
            "\r\n--b\r", "\r\n--b \r ", "\r\r\n--", "\r\n\r\n--B\r\n", "\r\n--b-", "\r\n--b ", "\r\n--b",
            "\r\n--b" + String(repeating: " ", count: 129) + "\r\n",
        ],
        chunkings
    )
    func almostBoundaries(body: String, chunks: [Int]) throws {
        // After these bodies, the form's own line break and boundary would make a real boundary.
        let body = body.hasSuffix("\r\n--b") || body.hasSuffix("\r\n--b ") ? body + "!" : body
        #expect(try parse(Array(form(body).utf8), chunks: chunks) == [part("n", body)])
    }

    @Test(arguments: chunkings) func aPartMayHaveNoBodyAtAll(chunks: [Int]) throws {
        let header = "--b\r\nContent-Disposition: form-data; name=n\r\n"
        let twice = "\(header)\r\n--b\r\n" + header.dropFirst(4) + "\r\n--b--"
        #expect(try parse(Array(twice.utf8), chunks: chunks) == [part("n", ""), part("n", "")])
    }

    @Test(arguments: ["--b--", "--b--\r\n", "preamble\r\n--b--", "\r\n--b--"]) func aFormMayBeEmpty(body: String) throws
    {
        #expect(try parse(Array(body.utf8)) == [])
    }

    @Test func eventsComeAsSoonAsTheyCan() throws {
        var parser = MultipartParser(boundary: "b")
        #expect(try parser.push(Array("--b\r\nContent-Disposition: form-data; name=n\r\n\r".utf8)) == [])
        let header = MultipartHeader(name: "n", fileName: nil, contentType: nil)
        #expect(try parser.push(Array("\n".utf8)) == [.part(header)])
        #expect(try parser.push(Array("0123456789\r\n--".utf8)) == [.body(Array("0123456789".utf8))])
        #expect(try parser.push(Array("b--".utf8)) == [.endOfPart, .end])
        #expect(try parser.push(Array("\r\n--b\r\nepilogue".utf8)) == [])
        try parser.finish()
    }
}

@Suite struct MultipartHeaders {
    @Test(arguments: [
        (#"name="a""#, "a", nil), ("name=a", "a", nil), (" name = a ;", "a", nil), (#"name="""#, "", nil),
        (#"name="a;b=c""#, "a;b=c", nil), (#"name="a\"b\\c""#, #"a"b\c"#, nil),
        (#"name="a%22b%0D%0ac""#, "a\"b\r\nc", nil),
        (#"name="100%25%2F%zz%""#, "100%25%2F%zz%", nil), (#"name="Größe""#, "Größe", nil),
        (#"filename="x y.pdf"; name=n"#, "n", "x y.pdf"), (#"name=n; filename="""#, "n", ""),
        (#"name=n; filename=x y.pdf"#, "n", "x y.pdf"), (#"name=n; filename="日本 %22é%22.pdf""#, "n", "日本 \"é\".pdf"),
        (#"name=n; filename="C:\x\y.pdf""#, "n", "y.pdf"), (#"name=n; filename="C:\\x\\y.pdf""#, "n", "y.pdf"),
        (#"name=n; filename="a/b.pdf""#, "n", "b.pdf"), (#"name=n; filename="../..""#, "n", ""),
        (#"name=n; filename="a/""#, "n", ""), (#"name=n; filename="…/\"q\".pdf""#, "n", "\"q\".pdf"),
        (#"name=n; filename=ascii.pdf; filename*=UTF-8''R%C3%B6ntgen%20%25.pdf"#, "n", "Röntgen %.pdf"),
        (#"name=n; filename*=utf-8'de'a%2Fb%C3%A9.pdf; filename="z.pdf""#, "n", "bé.pdf"),
        (#"name=n; filename*=UTF-8''%FF; filename="z.pdf""#, "n", "z.pdf"),
        (#"name=n; filename*=latin1''%FF; filename="z.pdf""#, "n", "z.pdf"),
        (#"name=n; filename*=UTF-8''a%00; filename="z.pdf""#, "n", "z.pdf"),
    ])
    func dispositions(text: String, name: String, fileName: String?) throws {
        let header = try MultipartHeader(Array("Content-Disposition: form-data; \(text)".utf8)[...])
        #expect(header == MultipartHeader(name: name, fileName: fileName, contentType: nil))
    }

    @Test func aQuotationMarkCarriesNoAccent() throws {
        // The mark and the following accent are one Character.
        let header = try MultipartHeader(Array("Content-Disposition: form-data; name=\"\u{301}a\"".utf8)[...])
        #expect(header.name == "\u{301}a")
    }

    @Test(arguments: ["7bit", "8BIT", "binary"]) func plainEncodings(encoding: String) throws {
        let block = "Content-Disposition: form-data; name=n\r\nContent-Transfer-Encoding: \(encoding)"
        #expect(try MultipartHeader(Array(block.utf8)[...]).name == "n")
    }

    @Test(
        arguments: [
            ("", .noDisposition), ("Content-Type: text/plain", .noDisposition),
            ("Content-Disposition: attachment; name=n", .notFormData), ("Content-Disposition: form-data", .noName),
            ("Content-Disposition: form-data; filename=x", .noName),
            ("Content-Disposition: form-data;\r\n name=n", .foldedHeader), (" a: b", .foldedHeader),
            ("Content-Disposition: form-data; name=n\r\n\tx", .foldedHeader),
            ("Content-Disposition : form-data; name=n", .malformedHeader("Content-Disposition : form-data; name=n")),
            ("name", .malformedHeader("name")), (": x", .malformedHeader(": x")),
            (
                "X: a\nContent-Disposition: form-data; name=n",
                .malformedHeader("X: a\nContent-Disposition: form-data; name=n")
            ),
            ("X: a\rb", .malformedHeader("X: a\rb")), ("X: a\0b", .malformedHeader("X: a\0b")),
            ("Content-Type: a\r\ncontent-type: b", .malformedHeader("content-type: b")),
            (
                #"Content-Disposition: form-data; name="n"#,
                .malformedHeader(#"Content-Disposition: form-data; name="n"#)
            ),
            (
                #"Content-Disposition: form-data; name="n"x"#,
                .malformedHeader(#"Content-Disposition: form-data; name="n"x"#)
            ),
            (
                "Content-Disposition: form-data; name=n; name=m",
                .malformedHeader("Content-Disposition: form-data; name=n; name=m")
            ),
            ("Content-Disposition: form-data; n", .malformedHeader("Content-Disposition: form-data; n")),
            (
                "Content-Disposition: form-data; name=n; filename*=x",
                .malformedHeader("Content-Disposition: form-data; name=n; filename*=x")
            ),
            (
                "Content-Disposition: form-data; name=n\r\nContent-Transfer-Encoding: Base64",
                .transferEncoding("Base64")
            ),
        ] as [(String, MultipartError)]
    )
    func refusals(block: String, error: MultipartError) {
        #expect(throws: error) { try parse(Array("--b\r\n\(block)\(block.isEmpty ? "" : "\r\n")\r\nx\r\n--b--".utf8)) }
        #expect(error.description.hasSuffix("."))
    }

    @Test func otherThanUTF8() {
        #expect(throws: MultipartError.headersNotUTF8) { try MultipartHeader([0x58, 0x3A, 0xFF][...]) }
    }
}

@Suite struct MultipartLimits {
    @Test(arguments: [[Int.max], [1], [1000]]) func headers(chunks: [Int]) throws {
        let start = "Content-Disposition: form-data; name=n\r\nX: "
        let full = start + String(repeating: "x", count: 16_384 - start.utf8.count)
        #expect(try parse(Array("--b\r\n\(full)\r\n\r\n\r\n--b--".utf8), chunks: chunks) == [part("n", "")])
        let error = MultipartError.headersTooLong(maximum: 16_384)
        #expect(throws: error) { try parse(Array("--b\r\n\(full)x\r\n\r\n\r\n--b--".utf8), chunks: chunks) }
    }

    @Test func parts() throws {
        let one = "--b\r\nContent-Disposition: form-data; name=n\r\n\r\n\r\n"
        #expect(try parse(Array((String(repeating: one, count: 100) + "--b--").utf8)).count == 100)
        let error = MultipartError.tooManyParts(maximum: 100)
        #expect(throws: error) { try parse(Array((String(repeating: one, count: 101) + "--b--").utf8)) }
    }

    @Test(arguments: [
        "", "x", "--b", "--b\r\n", "--b-", "--b\r\nContent-Disposition: form-data; name=n\r\n\r\nx\r\n--b\r\n",
    ])
    func anEarlyEnd(body: String) {
        #expect(throws: MultipartError.bodyEndsEarly) { try parse(Array(body.utf8)) }
    }

    @Test func littleIsHeld() throws {
        var parser = MultipartParser(boundary: "b")
        _ = try parser.push(Array((String(repeating: "preamble\r\n", count: 10_000) + "--b\r\n").utf8))
        #expect(parser.pending.count <= 5)
        _ = try parser.push(
            Array(("Content-Disposition: form-data; name=n\r\n\r\n" + String(repeating: "x\r\n", count: 10_000)).utf8)
        )
        #expect(parser.pending.count <= 5)
        #expect(parser.pending.capacity < 1000)
        _ = try parser.push(Array("\r\n--b--epilogue".utf8))
        #expect(parser.pending.isEmpty)
    }

    @Test func anErrorStays() {
        var parser = MultipartParser(boundary: "b")
        #expect(throws: MultipartError.noDisposition) { try parser.push(Array("--b\r\n\r\n".utf8)) }
        #expect(throws: MultipartError.noDisposition) { try parser.push(Array("--b--".utf8)) }
        #expect(throws: MultipartError.noDisposition) { try parser.finish() }
    }
}

@Suite struct MultipartContentTypes {
    @Test(
        arguments: [
            ("multipart/form-data; boundary=b", "b"),
            ("Multipart/Form-Data;charset=utf-8;BOUNDARY=\"a b\"; x=y", "a b"),
            ("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk", "----WebKitFormBoundary7MA4YWxk"),
            (#"multipart/form-data; boundary="a:\b/'()+_,-.=?""#, nil), (#"multipart/form-data; boundary="a\"b""#, nil),
            ("multipart/form-data; boundary=a=b/c:d", "a=b/c:d"), ("multipart/form-data", nil), ("", nil),
            ("multipart/form-data; boundary=", nil), ("multipart/form-data; boundary=\"a \"", nil),
            ("multipart/form-data; boundary=a; boundary=b", nil), ("multipart/form-data; boundary=ä", nil),
            ("multipart/mixed; boundary=b", nil), ("multipart/form-data; boundary=\"b", nil),
            ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), nil),
            ("multipart/form-data; x=\"; boundary=a\"; boundary=b", "b"),
        ] as [(String, String?)]
    )
    func boundaries(text: String, boundary: String?) {
        #expect(MultipartParser.boundary(ofContentType: text) == boundary)
    }
}
