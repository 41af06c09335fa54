@testable import SearchService
@testable import WebAPI

/// A form as a test expects it: with complete bodies.
struct Part: Equatable {
    var header: MultipartHeader
    var body: [UInt8]
}

/// Parses `body` in pieces of the given lengths, repeatedly; everything at once if there are none.
func parse(_ body: [UInt8], boundary: String = "b", chunks: [Int] = [Int.max]) throws -> [Part] {
    var parser = MultipartParser(boundary: boundary)
    var parts: [Part] = []
    var (isOpen, isEnded) = (false, false)
    var rest = body[...]
    var index = 0
    while !rest.isEmpty {
        let piece = rest.prefix(chunks[index % chunks.count])
        (rest, index) = (rest.dropFirst(piece.count), index + 1)
        for event in try parser.push(piece) {
            switch event {
            case .part(let header) where !isOpen && !isEnded:
                parts.append(Part(header: header, body: []))
                isOpen = true
            case .body(let bytes) where isOpen && !bytes.isEmpty: parts[parts.count - 1].body += bytes
            case .endOfPart where isOpen: isOpen = false
            case .end where !isOpen && !isEnded: isEnded = true
            default: throw OutOfOrder(event: event)
            }
        }
    }
    try parser.finish()
    return parts
}

struct OutOfOrder: Error { var event: MultipartParser.Event }

func part(_ name: String, _ body: String, fileName: String? = nil, contentType: String? = nil) -> Part {
    Part(header: MultipartHeader(name: name, fileName: fileName, contentType: contentType), body: Array(body.utf8))
}
