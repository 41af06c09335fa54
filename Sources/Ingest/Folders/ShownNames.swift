import Glibc
import SystemPackage

/// A file name's bytes as text that can be printed in one line and read back.
///
/// Bytes that are not UTF-8 and control characters become `\xE9`; a backslash that would look like the start of such an
/// escape becomes `\x5C`. So different names always give different texts.
package func shownName(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        let length = wellFormedLength(bytes[index...])
        let byte = bytes[index]
        let isControl = byte < 0x20 || byte == 0x7F || (length == 2 && byte == 0xC2 && bytes[index + 1] < 0xA0)
        if length == 0 || isControl || (byte == UInt8(ascii: "\\") && looksEscaped(bytes[index...])) {
            for escaped in bytes[index..<index + max(1, length)] { result += escape(escaped) }
        } else {
            result += bytes[index..<index + length]
        }
        index += max(1, length)
    }
    return String(decoding: result, as: UTF8.self)
}

/// The name with every non-ASCII byte written as `\xE9`, for a name whose letters are equal to those of another.
func shownNameInASCII(_ shown: String) -> String {
    String(decoding: shown.utf8.flatMap { $0 < 0x80 ? [$0] : escape($0) }, as: UTF8.self)
}

extension FilePath {
    /// The path's bytes without the terminating zero.
    var bytes: [UInt8] { withPlatformString(bytesOfCString) }
    /// The path as text for messages and look-ups, see ``shownName(_:)``.
    var shown: String { shownName(bytes) }
}

extension FilePath.Component {
    /// The name's bytes without the terminating zero.
    var bytes: [UInt8] { withPlatformString(bytesOfCString) }
    /// The name as text, see ``shownName(_:)``.
    var shown: String { shownName(bytes) }
}

private func bytesOfCString(_ pointer: UnsafePointer<CInterop.PlatformChar>) -> [UInt8] {
    UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) }
}

/// The length in bytes of the well-formed UTF-8 character at the start of `bytes`; 0 if there is none.
private func wellFormedLength(_ bytes: ArraySlice<UInt8>) -> Int {
    var iterator = bytes.prefix(4).makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return 0 }
    return UTF8.width(scalar)
}

private func looksEscaped(_ bytes: ArraySlice<UInt8>) -> Bool {
    let next = Array(bytes.dropFirst().prefix(3))
    let isHex = { (byte: UInt8) in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
    }
    return next.count == 3 && next[0] == UInt8(ascii: "x") && isHex(next[1]) && isHex(next[2])
}

private func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
}
