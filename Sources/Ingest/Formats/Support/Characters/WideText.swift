/// Recognises UTF-16 and UTF-32 without a byte order mark.
enum WideText {
    private static let sample = 4096

    /// The name of the set; nil if the bytes are not in one of these.
    static func name(of bytes: [UInt8]) -> String? {
        guard bytes.count >= 4 else { return nil }
        // One of 60 bytes at least is a control character, even in Chinese; hardly any in other sets.
        let head = bytes.prefix(sample)
        let isControl = { (byte: UInt8) in byte < 0x20 && !(0x09...0x0D).contains(byte) && byte != 0x1B }
        guard head.count(where: isControl) * 60 >= head.count else { return nil }
        if let name = name(ofFour: head) { return name }
        return name(ofTwo: Array(head))
    }

    private static func name(ofFour head: ArraySlice<UInt8>) -> String? {
        let units = stride(from: 0, to: head.count - 3, by: 4).map { head[$0..<$0 + 4] }
        func isCharacter(_ value: UInt32) -> Bool { value > 0 && value < 0x30000 && Unicode.Scalar(value) != nil }
        if units.allSatisfy({ isCharacter($0.reduce(0) { $0 << 8 | UInt32($1) }) }) { return "UTF-32BE" }
        if units.allSatisfy({ isCharacter($0.reversed().reduce(0) { $0 << 8 | UInt32($1) }) }) { return "UTF-32LE" }
        return nil
    }

    private static func name(ofTwo head: [UInt8]) -> String? {
        // In the wrong order, characters are rare ones of many scripts.
        let readings = [Reading(head, isLittle: true), Reading(head, isLittle: false)].filter(\.isText)
        guard let best = readings.max(by: { $0.common < $1.common }) else { return nil }
        return best.isLittle ? "UTF-16LE" : "UTF-16BE"
    }

    private struct Reading {
        let isLittle: Bool
        private var units = 0
        private var wrong = 0
        private(set) var common = 0
        /// How many units are in each block of 256 characters.
        private var blocks = [Int](repeating: 0, count: 256)

        init(_ head: [UInt8], isLittle: Bool) {
            self.isLittle = isLittle
            var isAfterHigh = false
            for index in stride(from: 0, to: head.count - 1, by: 2) {
                let pair = (UInt16(head[index]), UInt16(head[index + 1]))
                let unit = isLittle ? pair.1 << 8 | pair.0 : pair.0 << 8 | pair.1
                units += 1
                blocks[Int(unit >> 8)] += 1
                if (0xDC00...0xDFFF).contains(unit) != isAfterHigh { wrong += 1 }
                isAfterHigh = (0xD800...0xDBFF).contains(unit)
                switch unit {
                case 0x0A, 0x0D, 0x20...0x7E, 0x3000...0x3002, 0x3041...0x30FF, 0xFF01...0xFF1F: common += 1
                case 0xA0...0x24F, 0x386...0x3CE, 0x400...0x491, 0x5D0...0x5EA, 0x621...0x6D2, 0xE01...0xE5B:
                    common += 1
                case 0x2010...0x2026, 0x2028, 0x2029, 0x9, 0xB, 0xC, 0x1B, 0xFEFF: break
                case 0x4E00...0x9FA5, 0xAC00...0xD7A3: break
                default:
                    let scalar = Unicode.Scalar(unit)
                    switch scalar?.properties.generalCategory {
                    case .control?, .unassigned?, .privateUse?: wrong += 1
                    default: break
                    }
                }
            }
        }

        /// Whether hardly anything is unassigned, and the characters are of the few scripts of one text.
        var isText: Bool {
            guard units >= 2, wrong * 50 <= units else { return false }
            // Chinese characters and Korean syllables have many blocks.
            let others = blocks.indices.filter { !(0x4E...0x9F).contains($0) && !(0xAC...0xDF).contains($0) }
            let used = others.sorted { blocks[$0] > blocks[$1] }
            let most = used.prefix(4).reduce(0) { $0 + blocks[$1] }
            return most * 20 >= others.reduce(0) { $0 + blocks[$1] } * 19 && common * 50 >= units
        }
    }
}
