@testable import Ingest

/// Encodes texts in old character sets, by turning their decoders round.
struct ByteEncoder {
    private var codes: [Unicode.Scalar: [UInt8]] = [:]

    /// - Parameter name: as ``CharacterSet/convert(_:from:)`` takes it.
    init(_ name: String) {
        let isWide = ["gb18030", "big5-hkscs", "windows-31j", "euc-jp", "windows-949"].contains(name)
        for first in UInt8(0x80)...0xFF {
            for second in isWide ? Array(UInt8(0x40)...0xFE) : [] { add([first, second], name) }
            if !isWide { add([first], name) }
        }
    }

    private mutating func add(_ code: [UInt8], _ name: String) {
        let utf8 = CharacterSet.convert(code, from: name) ?? []
        let scalars = Array(String(decoding: utf8, as: UTF8.self).unicodeScalars)
        guard scalars.count == 1, scalars[0] != "\u{FFFD}", scalars[0].value >= 0xA0, codes[scalars[0]] == nil else {
            return
        }
        codes[scalars[0]] = code
    }

    /// Nil if the set does not have a character of the text.
    func encode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.value < 0x80 {
                bytes.append(UInt8(scalar.value))
            } else if let code = codes[scalar] {
                bytes += code
            } else {
                return nil
            }
        }
        return bytes
    }

    func has(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x80 || codes[scalar] != nil }
}
