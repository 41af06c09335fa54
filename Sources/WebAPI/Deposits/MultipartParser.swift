import Glibc
import Web

/// A streaming parser of multipart/form-data (RFC 7578 with RFC 2046). Between two calls it stores no more than a
/// boundary with its padding, or the headers of one part.
package struct MultipartParser {
    package enum Event: Equatable {
        case part(MultipartHeader)
        /// The next piece of the part's body, never empty. A body consists of any number of pieces; an empty one has
        /// none.
        case body([UInt8])
        case endOfPart
        /// The closing boundary; everything after it is ignored.
        case end
    }

    private enum State { case preamble, headers, bodyStart, body, epilogue }

    /// The meaning of a position in `pending`.
    private enum Place {
        /// The line of a boundary; the end is where its own line break begins.
        case boundary(end: Int)
        case closingBoundary
        case somethingElse
        /// More bytes are needed.
        case open
    }

    /// RFC 2046 has no limit for it; a line with more is not taken for a boundary.
    private static let maximumPadding = 128

    private let maximumHeaderBytes: Int
    private let maximumParts: Int
    /// Includes the line break before the boundary, which is not part of the body.
    private let delimiter: [UInt8]
    /// Bytes that have not been parsed yet. They start as if a line had just ended, because the first boundary needs no
    /// line break before it.
    private(set) var pending = Array("\r\n".utf8)
    private var state = State.preamble
    private var parts = 0
    private var failure: MultipartError?

    /// Limits: the size of one part's headers in bytes, and the number of parts.
    package init(boundary: String, maximumHeaderBytes: Int = 16_384, maximumParts: Int = 100) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.maximumHeaderBytes = maximumHeaderBytes
        self.maximumParts = maximumParts
    }

    /// Parses the next bytes, which may be divided anywhere. After an error, it throws the same error again.
    package mutating func push(_ bytes: some Collection<UInt8>) throws(MultipartError) -> [Event] {
        if let failure { throw failure }
        guard state != .epilogue else { return [] }
        let seen = pending.count
        pending.append(contentsOf: bytes)
        var events: [Event] = []
        var start = 0
        do throws(MultipartError) {
            while try step(&start, seen: seen, &events) {}
        } catch {
            (failure, pending) = (error, [])
            throw error
        }
        if state == .epilogue { pending = [] } else if start > 0 { pending = Array(pending[start...]) }
        return events
    }

    /// Throws if the closing boundary is missing, or the earlier error of `push`.
    package mutating func finish() throws(MultipartError) {
        if let failure { throw failure }
        guard state == .epilogue else { throw .bodyEndsEarly }
    }

    /// Parses one more element that begins at `start`, and moves `start` after it; returns false if more bytes are
    /// needed. The bytes before `seen` were there at the last call already.
    private mutating func step(_ start: inout Int, seen: Int, _ events: inout [Event]) throws(MultipartError) -> Bool {
        switch state {
        case .preamble, .body:
            var (end, place) = (start, Place.somethingElse)
            while case .somethingElse = place {
                if let found = Self.find(delimiter, in: pending, from: end) {
                    place = self.place(at: found)
                    end = if case .somethingElse = place { found + 1 } else { found }
                } else {
                    // The last bytes may be the beginning of a boundary.
                    (end, place) = (max(start, pending.count - delimiter.count + 1), .open)
                }
            }
            if state == .body, end > start { events.append(.body(Array(pending[start..<end]))) }
            start = end
            if case .open = place { return false }
            if state == .body { events.append(.endOfPart) }
            guard case .boundary(let lineEnd) = place else {
                events.append(.end)
                state = .epilogue
                return false
            }
            parts += 1
            guard parts <= maximumParts else { throw .tooManyParts(maximum: maximumParts) }
            (start, state) = (lineEnd, .headers)
        case .headers:
            // Starts at the boundary's line break, because a part without headers has only an empty line.
            let end = Self.find(Self.emptyLine, in: pending, from: max(start, seen - 3))
            guard (end ?? pending.count - 3) - start - 2 <= maximumHeaderBytes else {
                throw .headersTooLong(maximum: maximumHeaderBytes)
            }
            guard let end else { return false }
            events.append(.part(try MultipartHeader(pending[start..<end].dropFirst(2))))
            (start, state) = (end + 2, .bodyStart)
        case .bodyStart:
            // A boundary may follow at once; then the empty line's break is part of it.
            switch place(at: start) {
            case .open: return false
            case .somethingElse: start += 2
            case .boundary, .closingBoundary: break
            }
            state = .body
        case .epilogue: return false
        }
        return true
    }

    private func place(at start: Int) -> Place {
        let found = pending[start...].prefix(delimiter.count)
        guard delimiter.starts(with: found) else { return .somethingElse }
        let rest = pending[found.endIndex...]
        guard found.count == delimiter.count, !rest.isEmpty else { return .open }
        if rest.first == UInt8(ascii: "-") {
            if rest.count == 1 { return .open }
            return rest[rest.startIndex + 1] == UInt8(ascii: "-") ? .closingBoundary : .somethingElse
        }
        let padding = rest.prefix(Self.maximumPadding + 1).prefix { $0 == 0x20 || $0 == 0x09 }
        let lineEnd = rest[padding.endIndex...].prefix(2)
        guard padding.count <= Self.maximumPadding, "\r\n".utf8.starts(with: lineEnd) else { return .somethingElse }
        return lineEnd.count == 2 ? .boundary(end: lineEnd.startIndex) : .open
    }

    private static let emptyLine = Array("\r\n\r\n".utf8)

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            let last = bytes.count - needle.count
            var at = start
            while at <= last, let found = memchr(base + at, Int32(needle[0]), last - at + 1) {
                at = UnsafeRawPointer(found) - base
                if bytes[at + 1] == needle[1], memcmp(found, needle, needle.count) == 0 { return at }
                at += 1
            }
            return nil
        }
    }

    /// The boundary in a Content-Type; nil if it is not multipart/form-data or has no valid boundary.
    package static func boundary(ofContentType text: String) -> String? {
        guard let type = ParameterizedValue(text), type.value == "multipart/form-data",
            let boundary = type.parameters["boundary"],
            (1...70).contains(boundary.utf8.count), !boundary.hasSuffix(" "),
            boundary.utf8.allSatisfy({ isLetterOrDigit($0) || "'()+_,-./:=? ".utf8.contains($0) })
        else { return nil }
        return boundary
    }
}
