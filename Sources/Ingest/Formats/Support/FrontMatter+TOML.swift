extension FrontMatter {
    /// Reads the part of TOML that front matter uses: keys with texts, numbers, dates, lists and inline tables, in tables.
    ///
    /// The values are those of the document itself, in Hugo's `params` and in Zola's `taxonomies` and `extra`; of a table such as
    /// `author`, its `name`.
    struct TOML {
        private(set) var values: [String: [String]] = [:]
        /// What is wrong with the first line that could not be read.
        private(set) var problem: String?
        private let bytes: [UInt8]
        private var index = 0
        /// The table whose keys follow.
        private var table: [String] = []

        private static let deepest = 8
        private static let merged: Set<String> = ["params", "taxonomies", "extra"]

        init(_ text: String) {
            bytes = Array(text.utf8)
            while true {
                skipSpace(lines: true)
                guard index < bytes.count else { break }
                let line = index
                if !readStatement() {
                    if problem == nil {
                        let number = bytes[..<line].reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
                        problem = "line \(number) is not TOML"
                    }
                    skipLine()
                }
            }
        }

        private mutating func readStatement() -> Bool {
            if bytes[index] == 0x5B { return readHeader() }
            guard let path = readKey() else { return false }
            skipSpace(lines: false)
            guard take(0x3D), let texts = readValue(0) else { return false }
            skipSpace(lines: false)
            guard index == bytes.count || bytes[index] == 0x0A || bytes[index] == 0x0D else { return false }
            add(texts, at: table + path)
            return true
        }

        private mutating func readHeader() -> Bool {
            let isList = index + 1 < bytes.count && bytes[index + 1] == 0x5B
            index += isList ? 2 : 1
            skipSpace(lines: false)
            guard let path = readKey() else { return false }
            skipSpace(lines: false)
            guard take(0x5D), !isList || take(0x5D) else { return false }
            table = path
            return true
        }

        private mutating func add(_ texts: [String], at path: [String]) {
            let names = path.map { $0.lowercased() }
            let inner = names.count > 1 && Self.merged.contains(names[0]) ? Array(names.dropFirst()) : names
            let isName = inner.count == 2 && inner[1] == "name"
            guard inner.count == 1 || isName else { return }
            if isName {
                values[inner[0], default: []] += texts
            } else if inner.count == names.count || values[inner[0]] == nil {
                values[inner[0]] = texts
            }
        }

        /// A key, perhaps of several names with dots between them.
        private mutating func readKey() -> [String]? {
            var path: [String] = []
            while path.count < Self.deepest {
                skipSpace(lines: false)
                guard index < bytes.count else { return nil }
                if bytes[index] == 0x22 || bytes[index] == 0x27 {
                    guard let name = readText() else { return nil }
                    path.append(name)
                } else {
                    let start = index
                    while index < bytes.count, Self.isKeyByte(bytes[index]) { index += 1 }
                    guard index > start else { return nil }
                    path.append(String(decoding: bytes[start..<index], as: UTF8.self))
                }
                skipSpace(lines: false)
                if !take(0x2E) { return path }
            }
            return nil
        }

        /// The texts of a value; nil if it is not one.
        private mutating func readValue(_ depth: Int) -> [String]? {
            skipSpace(lines: false)
            guard index < bytes.count, depth < Self.deepest else { return nil }
            switch bytes[index] {
            case 0x22, 0x27: return readText().map { [$0] }
            case 0x5B: return readList(depth)
            case 0x7B: return readTable(depth)
            default:
                let start = index
                while index < bytes.count, ![0x0A, 0x0D, 0x23, 0x2C, 0x5D, 0x7D].contains(bytes[index]) { index += 1 }
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                return Descriptions.folded(text).map { [$0] }
            }
        }

        private mutating func readList(_ depth: Int) -> [String]? {
            index += 1
            var texts: [String] = []
            while true {
                skipSpace(lines: true)
                if take(0x5D) { return texts }
                guard let item = readValue(depth + 1) else { return nil }
                texts += item
                skipSpace(lines: true)
                if !take(0x2C) {
                    return take(0x5D) ? texts : nil
                }
            }
        }

        /// Of an inline table, its `name`.
        private mutating func readTable(_ depth: Int) -> [String]? {
            index += 1
            var texts: [String] = []
            while true {
                skipSpace(lines: true)
                if take(0x7D) { return texts }
                guard let path = readKey() else { return nil }
                skipSpace(lines: false)
                guard take(0x3D), let value = readValue(depth + 1) else { return nil }
                if path.last?.lowercased() == "name" { texts += value }
                skipSpace(lines: true)
                if !take(0x2C) {
                    return take(0x7D) ? texts : nil
                }
            }
        }

        private mutating func readText() -> String? {
            let quote = bytes[index]
            let isLong = bytes[index...].prefix(3).elementsEqual([quote, quote, quote])
            index += isLong ? 3 : 1
            var text: [UInt8] = []
            while index < bytes.count {
                let byte = bytes[index]
                if byte == quote, !isLong || bytes[index...].prefix(3).elementsEqual([quote, quote, quote]) {
                    index += isLong ? 3 : 1
                    return String(decoding: text, as: UTF8.self)
                }
                if byte == 0x0A, !isLong { return nil }
                index += 1
                if byte == 0x5C, quote == 0x22 { text += escaped() } else { text.append(byte) }
            }
            return nil
        }

        /// What stands after a backslash.
        private mutating func escaped() -> [UInt8] {
            guard index < bytes.count else { return [] }
            let letter = bytes[index]
            index += 1
            switch letter {
            case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), 0x0A, 0x0D, 0x20: return [0x20]
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let digits = bytes[index...].prefix(letter == UInt8(ascii: "u") ? 4 : 8)
                index += digits.count
                let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
                return Array(String(Character(scalar ?? "\u{FFFD}")).utf8)
            default: return [letter]
            }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
            return true
        }

        private mutating func skipLine() {
            while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        }

        /// Skips white space and comments.
        private mutating func skipSpace(lines: Bool) {
            while index < bytes.count {
                let byte = bytes[index]
                if byte == 0x23 {
                    skipLine()
                } else if byte == 0x20 || byte == 0x09 || lines && (byte == 0x0A || byte == 0x0D) {
                    index += 1
                } else {
                    return
                }
            }
        }

        private static func isKeyByte(_ byte: UInt8) -> Bool {
            byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D
                || byte == 0x5F
        }
    }
}
