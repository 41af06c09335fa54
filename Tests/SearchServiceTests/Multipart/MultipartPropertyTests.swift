import Foundation
import TestSupport
import Testing

@testable import SearchService
@testable import WebAPI

@Suite struct MultipartProperties {
    private static let boundaries = ["b", "--", "----WebKitFormBoundary7MA4YWxk", "a b", "=_:?", "-"]

    @Test(arguments: 0..<15 as Range<UInt64>) func whatGoesInComesOut(hundred: UInt64) throws {
        for seed in hundred * 100..<hundred * 100 + 100 { try whatGoesInComesOut(seed) }
    }

    private func whatGoesInComesOut(_ seed: UInt64) throws {
        var random = SplitMix64(seed)
        let boundary = try #require(Self.boundaries.randomElement(using: &random))
        var wanted: [Part] = []
        var body = Array(["", "preamble\r\n", "\r\n", "--\r\n"].randomElement(using: &random)!.utf8)
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let name = Self.text(&random)
            let fileName = Bool.random(using: &random) ? Self.text(&random) : nil
            let content = Self.content(boundary, &random)
            // By scalars: a slash and an accent are one Character.
            let last = fileName.map {
                String($0.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).last!)
            }
            wanted.append(Part(header: MultipartHeader(name: name, fileName: last, contentType: nil), body: content))
            let padding = ["", "", " ", "\t  "].randomElement(using: &random)!
            let file = fileName.map { "; filename=\(Self.quoted($0, &random))" } ?? ""
            let header = "Content-Disposition: form-data; name=\(Self.quoted(name, &random))\(file)\r\n"
            body += Array("--\(boundary)\(padding)\r\n\(header)\r\n".utf8) + content + [0x0D, 0x0A]
        }
        body += Array("--\(boundary)--".utf8) + Self.noise(boundary, &random)
        for limit in [1, 3, 17, 200, 100_000] {
            let chunks = (0..<50).map { _ in Int.random(in: 1...limit, using: &random) }
            #expect(try parse(body, boundary: boundary, chunks: chunks) == wanted, "seed \(seed)")
        }
    }

    @Test("Invalid input may throw, but consistently, however it is divided", arguments: 0..<30 as Range<UInt64>)
    func garbage(hundred: UInt64) throws {
        for seed in hundred * 100..<hundred * 100 + 100 { try garbage(seed) }
    }

    private func garbage(_ seed: UInt64) throws {
        var random = SplitMix64(seed)
        var body = Bool.random(using: &random) ? Array("--b\r\n".utf8) : []
        if Bool.random(using: &random) { body += Array("Content-Disposition: form-data; name=n".utf8) }
        for _ in 0..<Int.random(in: 0...6, using: &random) { body += Self.noise("b", &random) }
        for _ in 0..<Int.random(in: 0...3, using: &random) where !body.isEmpty {
            body[Int.random(in: 0..<body.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        #expect(try Self.outcome(body, chunks: [Int.max]) == Self.outcome(body, chunks: [1, 2, 1]), "seed \(seed)")
        _ = MultipartParser.boundary(ofContentType: String(decoding: body, as: UTF8.self))
    }

    /// Throws errors that are not about the form.
    private static func outcome(_ body: [UInt8], chunks: [Int]) throws -> Result<[Part], MultipartError> {
        do { return .success(try parse(body, chunks: chunks)) } catch let error as MultipartError {
            return .failure(error)
        }
    }

    private static func text(_ random: inout SplitMix64) -> String {
        let pieces = ["a", "Z9", " ", "\"", "é", "\u{301}", "日本", "😀", "%", ";", "=", "'", "name=", "/", ".pdf", "--b"]
        return "x"
            + (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }

    /// As browsers write it, or as in RFC 2616.
    private static func quoted(_ text: String, _ random: inout SplitMix64) -> String {
        let escape = Bool.random(using: &random) ? "%22" : "\\\""
        return "\"" + text.unicodeScalars.map { $0 == "\"" ? escape : String($0) }.joined() + "\""
    }

    private static func noise(_ boundary: String, _ random: inout SplitMix64) -> [UInt8] {
        let pieces = [
            "\r", "\n", "\r\n", "-", "--", "\r\n--", "\r\n--\(boundary)", "--\(boundary)", " ", "x", "\0", "\r\n\r\n",
            boundary,
            "\r\n--\(boundary.dropLast())", "\r\n--\(boundary)x", ":", ";", "\"", "=", "\\", "%2",
        ]
        var noise: [UInt8] = []
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            if Int.random(in: 0..<4, using: &random) == 0 {
                noise += (0..<Int.random(in: 0...40, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            } else {
                noise += Array(pieces.randomElement(using: &random)!.utf8)
            }
        }
        return noise
    }

    /// A body without a boundary, determined by a simple search independent of the parser's.
    private static func content(_ boundary: String, _ random: inout SplitMix64) -> [UInt8] {
        while true {
            let content = noise(boundary, &random)
            let delimiter = Array("\r\n--\(boundary)".utf8)
            let framed = [0x0D, 0x0A] + content + delimiter + [0x0D, 0x0A]
            let first = framed.indices.first { index in
                let line = framed[index...]
                guard line.starts(with: delimiter) else { return false }
                let rest = line.dropFirst(delimiter.count)
                return rest.starts(with: "--".utf8) || rest.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "\r\n".utf8)
            }
            if first == content.count + 2 { return content }
        }
    }
}

@Suite struct MultipartRealClients {
    /// Recorded by Fixtures/record.py.
    @Test(arguments: ["chromium", "curl", "curl-form-escape", "requests", "urllib3"], [[Int.max], [1], [10, 3]])
    func whatTheySend(client: String, chunks: [Int]) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(client).http")
        let lines = try Data(contentsOf: file).split(separator: 0x0A, maxSplits: 1)
        let boundary = try #require(MultipartParser.boundary(ofContentType: String(decoding: lines[0], as: UTF8.self)))
        let parts = try parse(Array(lines[1]), boundary: boundary, chunks: chunks)
        #expect(
            parts == [
                part("title", "Grüße\r\n--x"), part("a\"b", "quoted"),
                part("file", "%PDF\r\n--\r\n", fileName: "Röntgen \"1\".pdf", contentType: "application/pdf"),
                part("none", "", fileName: "", contentType: "application/octet-stream"),
            ]
        )
    }
}
