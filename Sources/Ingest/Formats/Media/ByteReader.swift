import SystemPackage

/// Reads parts of a file at given offsets. Media files are larger than memory, and of little interest but for their
/// headers.
final class ByteReader {
    /// The file's size in bytes.
    let size: Int
    private let source: SourceFile
    /// The bytes read last. Headers are small and often next to each other.
    private var window: [UInt8] = []
    private var windowStart = 0
    private static let windowSize = 2048

    /// The most bytes that can be read at once: as much as the longest text.
    static let most = 16 << 20

    init(_ source: SourceFile) {
        self.source = source
        size = source.size
    }

    /// The bytes at an offset; nil if not all of them are in the file, or if there are more than ``most``.
    func bytes(at offset: Int, _ count: Int) -> [UInt8]? {
        guard offset >= 0, count >= 0, count <= Self.most, offset <= size, count <= size - offset else { return nil }
        if count > Self.windowSize { return read(at: offset, count) }
        if offset < windowStart || offset + count > windowStart + window.count {
            window = read(at: offset, min(Self.windowSize, size - offset)) ?? []
            windowStart = offset
        }
        guard count <= window.count else { return nil }
        return Array(window[(offset - windowStart)..<(offset - windowStart + count)])
    }

    /// The bytes of a range, at most `limit` of them.
    func bytes(_ range: Range<Int>, limit: Int = ByteReader.most) -> [UInt8]? {
        bytes(at: range.lowerBound, min(range.count, limit))
    }

    /// A big-endian number of up to eight bytes.
    func number(at offset: Int, _ count: Int) -> Int? {
        bytes(at: offset, count).flatMap { bytes in
            var cursor = ByteCursor(bytes)
            return cursor.number(count)
        }
    }

    private func read(at offset: Int, _ count: Int) -> [UInt8]? {
        let bytes = try? source.read(at: offset, upTo: count)
        return bytes?.count == count ? bytes : nil
    }
}

/// Reads numbers and texts one after the other. Each function returns nil, and moves nothing, at the end of the bytes.
struct ByteCursor {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var left: Int { bytes.count - position }

    /// A big-endian number of up to eight bytes; nil if it is larger than `Int`, too.
    mutating func number(_ count: Int) -> Int? {
        guard let taken = take(count), count <= 8 else { return nil }
        var value: UInt64 = 0
        for byte in taken { value = value << 8 | UInt64(byte) }
        return Int(exactly: value)
    }

    mutating func littleEndian(_ count: Int) -> Int? {
        guard let taken = take(count), count <= 8 else { return nil }
        var value: UInt64 = 0
        for byte in taken.reversed() { value = value << 8 | UInt64(byte) }
        return Int(exactly: value)
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= left else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= left else { return false }
        position += count
        return true
    }

    mutating func rest() -> [UInt8] {
        defer { position = bytes.count }
        return Array(bytes[position...])
    }

    /// The bytes before the next zero, which is skipped; all that are left if there is none.
    mutating func zeroTerminated() -> [UInt8] {
        let end = bytes[position...].firstIndex(of: 0) ?? bytes.count
        defer { position = min(end + 1, bytes.count) }
        return Array(bytes[position..<end])
    }
}
