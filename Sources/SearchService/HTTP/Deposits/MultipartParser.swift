import Foundation

/// What stands above a part of a form.
struct MultipartHeader: Equatable {
    /// The form field.
    var name: String
    /// The file's name without folders; nil for a plain field.
    var fileName: String?
    var contentType: String?
}

/// Why a body is no multipart/form-data.
struct MultipartError: Error, CustomStringConvertible {
    let description: String
}

/// Reads multipart/form-data (RFC 7578 over RFC 2046) piece by piece as it comes, holding no more of it than a boundary or
/// the headers of one part. None of the packages at hand reads it.
struct MultipartParser {
    enum Event: Equatable {
        case part(MultipartHeader)
        case body([UInt8])
        case endOfPart
    }

    private enum State { case preamble, behindBoundary, headers, body, epilogue }

    private let delimiter: [UInt8]
    private var state = State.preamble
    /// What is not understood yet; begins as if a line had just ended, so that the first boundary needs no line before it.
    private var buffer: [UInt8] = Array("\r\n".utf8)
    private var parts = 0

    static let maximumHeaderBytes = 16_384
    static let maximumParts = 100

    init(boundary: String) { delimiter = Array("\r\n--\(boundary)".utf8) }

    /// Takes the next bytes, cut anywhere.
    mutating func push(_ bytes: some Collection<UInt8>) throws(MultipartError) -> [Event] {
        guard state != .epilogue else { return [] }
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        var start = 0
        while let next = try step(from: start, &events) { start = next }
        buffer.removeFirst(min(consumed, buffer.count))
        consumed = 0
        return events
    }

    /// Throws where the end has not come yet.
    func finish() throws(MultipartError) {
        guard state == .epilogue else { throw MultipartError(description: "the body ends before its last boundary") }
    }

    /// How much of the buffer is done with.
    private var consumed = 0

    /// Understands one more thing that begins at `start`; nil where more bytes are needed first.
    private mutating func step(from start: Int, _ events: inout [Event]) throws(MultipartError) -> Int? {
        switch state {
        case .preamble, .body:
            let found = Self.find(delimiter, in: buffer, from: start)
            let end = found ?? max(start, buffer.count - delimiter.count + 1)
            if state == .body, end > start { events.append(.body(Array(buffer[start..<end]))) }
            consumed = end
            guard let found else { return nil }
            if state == .body { events.append(.endOfPart) }
            state = .behindBoundary
            consumed = found + delimiter.count
            return consumed
        case .behindBoundary:
            guard buffer.count >= start + 2 else { return nil }
            if buffer[start] == UInt8(ascii: "-"), buffer[start + 1] == UInt8(ascii: "-") {
                state = .epilogue
                consumed = buffer.count
                return nil
            }
            guard let end = Self.find(Self.lineEnd, in: buffer, from: start) else {
                guard buffer.count - start < 1000 else {
                    throw MultipartError(description: "a boundary's line never ends")
                }
                return nil
            }
            guard buffer[start..<end].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else {
                throw MultipartError(description: "something stands behind a boundary, on its line")
            }
            parts += 1
            guard parts <= Self.maximumParts else {
                throw MultipartError(description: "the form has more than \(Self.maximumParts) parts")
            }
            state = .headers
            consumed = end  // the line's end stays: no header at all ends with it
            return end
        case .headers:
            guard let end = Self.find(Self.headerEnd, in: buffer, from: start) else {
                guard buffer.count - start < Self.maximumHeaderBytes else {
                    throw MultipartError(
                        description: "the headers of a part are longer than \(Self.maximumHeaderBytes) bytes"
                    )
                }
                return nil
            }
            events.append(.part(try Self.header(buffer[start..<end])))
            state = .body
            // A body may be empty: then the delimiter's line end is the header's.
            consumed = end + Self.lineEnd.count
            let isEmpty = Self.find(delimiter, in: buffer, from: consumed) == consumed
            if !isEmpty, buffer.count - consumed < delimiter.count + 2 {
                // Too early to tell.
                events.removeLast()
                state = .headers
                consumed = start
                return nil
            }
            if !isEmpty { consumed = end + Self.headerEnd.count }
            return consumed
        case .epilogue: return nil
        }
    }

    private static let lineEnd = Array("\r\n".utf8)
    private static let headerEnd = Array("\r\n\r\n".utf8)

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            var at = start
            while at + needle.count <= bytes.count {
                guard let base = bytes.baseAddress,
                    let first = memchr(base + at, Int32(needle[0]), bytes.count - needle.count - at + 1)
                else { return nil }
                if memcmp(first, needle, needle.count) == 0 { return UnsafeRawPointer(first) - base }
                at = UnsafeRawPointer(first) - base + 1
            }
            return nil
        }
    }

    // MARK: Headers

    private static func header(_ bytes: ArraySlice<UInt8>) throws(MultipartError) -> MultipartHeader {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw MultipartError(description: "the headers of a part are not UTF-8")
        }
        var header: MultipartHeader?
        var contentType: String?
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":"), line.first != " ", line.first != "\t" else {
                throw MultipartError(description: "'\(line.prefix(60))' is no header of a part")
            }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            switch line[..<colon].lowercased() {
            case "content-disposition": header = try disposition(value)
            case "content-type": contentType = value
            case "content-transfer-encoding":
                guard ["7bit", "8bit", "binary"].contains(value.lowercased()) else {
                    throw MultipartError(description: "a part is encoded as \(value); send it as it is")
                }
            default: break
            }
        }
        guard var header else { throw MultipartError(description: "a part has no Content-Disposition") }
        header.contentType = contentType
        return header
    }

    private static func disposition(_ value: String) throws(MultipartError) -> MultipartHeader {
        let (kind, parameters) = HeaderParameters.read(value)
        guard kind.lowercased() == "form-data", let name = parameters["name"] else {
            throw MultipartError(description: "a part's Content-Disposition is not form-data with a name")
        }
        var fileName = parameters["filename"]
        if let extended = parameters["filename*"] {
            let pieces = extended.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
            if pieces.count == 3, pieces[0].lowercased() == "utf-8", let decoded = pieces[2].removingPercentEncoding {
                fileName = decoded
            }
        }
        return MultipartHeader(name: name, fileName: fileName.map(FileNames.last), contentType: nil)
    }

    /// The boundary that a Content-Type names; nil where it is no multipart/form-data.
    static func boundary(ofContentType value: String) -> String? {
        let (type, parameters) = HeaderParameters.read(value)
        guard type.lowercased() == "multipart/form-data", let boundary = parameters["boundary"],
            (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") })
        else { return nil }
        return boundary
    }
}

/// Header values of the form `value; name=value; name="value"`.
enum HeaderParameters {
    static func read(_ text: String) -> (value: String, parameters: [String: String]) {
        var pieces: [String] = [""]
        var (isQuoted, isEscaped) = (false, false)
        for character in text.unicodeScalars {
            if isEscaped {
                // A backslash before anything but a quotation mark or another one is a folder's, from a browser on Windows.
                if character != "\"" && character != "\\" { pieces[pieces.count - 1].unicodeScalars.append("\\") }
                pieces[pieces.count - 1].unicodeScalars.append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].unicodeScalars.append(character)
            }
        }
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() {
            let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { continue }
            let name = sides[0].trimmingCharacters(in: .whitespaces).lowercased()
            if parameters[name] == nil { parameters[name] = sides[1].trimmingCharacters(in: .whitespaces) }
        }
        return (pieces[0].trimmingCharacters(in: .whitespaces), parameters)
    }
}

/// Names of uploaded files.
enum FileNames {
    /// The last component of a path as browsers and people write it, fit to be shown and saved: without folders, control
    /// characters and quotation marks in their escaped form; `file` where nothing is left.
    static func last(_ path: String) -> String {
        let plain = path.replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: "")
        let name = plain.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let clean = String(
            String.UnicodeScalarView(name.unicodeScalars.filter { $0.properties.generalCategory != .control })
        )
        let trimmed = clean.trimmingCharacters(in: .whitespaces)
        return trimmed.isEmpty || trimmed == "." || trimmed == ".." ? "file" : String(trimmed.prefix(200))
    }
}
