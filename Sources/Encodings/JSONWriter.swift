/// Writes JSON (RFC 8259) into a buffer, piece by piece, for responses for which `JSONEncoder` would take longer than the
/// work itself. Members are in the order in which they are written.
package struct JSONWriter {
    /// The output so far, in UTF-8.
    package private(set) var bytes: [UInt8] = []
    /// Whether a comma is needed before the next member or element.
    private var needsComma = false

    /// - Parameter capacity: bytes to reserve.
    package init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    // MARK: Structure

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        open("{")
        members(&self)
        close("}")
    }

    package mutating func array<Elements: Sequence>(
        _ elements: Elements,
        _ write: (inout JSONWriter, Elements.Element) -> Void
    ) {
        open("[")
        for element in elements { write(&self, element) }
        close("]")
    }

    /// The name of the member whose value is written next. It must need no escaping.
    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// The same for a name that is not known at compile time.
    package mutating func name(of name: String) {
        value(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    package mutating func null() { literal("null") }

    package mutating func value(_ value: Bool) { literal(value ? "true" : "false") }

    package mutating func value(_ value: Int) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A whole number is written without a fraction. Infinite numbers and NaN, which JSON does not have, become null.
    package mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        if let whole = Int(exactly: value) { return self.value(whole) }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    package mutating func value(_ value: String) {
        separate()
        var copy = value
        bytes.append(UInt8(ascii: "\""))
        copy.withUTF8 { append(escaping: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func value(_ value: String?) {
        if let value { self.value(value) } else { null() }
    }

    package mutating func value(_ values: [String]) { array(values) { $0.value($1) } }

    /// The members of an object are sorted by name.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): self.value(value)
        case .integer(let value): self.value(value)
        case .number(let value): self.value(value)
        case .string(let value): self.value(value)
        case .array(let values): array(values) { $0.value($1) }
        case .object(let members):
            object { json in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    json.name(of: name)
                    json.value(value)
                }
            }
        }
    }

    // MARK: Members

    package mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: StaticString, _ value: Int) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: StaticString, _ value: Double) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: StaticString, _ values: [String]) {
        self.name(name)
        value(values)
    }

    /// Writes nothing if there is no value.
    package mutating func member(_ name: StaticString, ifPresent value: String?) {
        if let value { member(name, value) }
    }

    /// Writes nothing if there is no value.
    package mutating func member(_ name: StaticString, ifPresent value: Int?) {
        if let value { member(name, value) }
    }

    package mutating func member<Elements: Sequence>(
        _ name: StaticString,
        _ elements: Elements,
        _ write: (inout JSONWriter, Elements.Element) -> Void
    ) {
        self.name(name)
        array(elements, write)
    }

    // MARK: Bytes

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Escapes quotation marks, backslashes and control characters; everything else is written as it is.
    private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        var start = text.startIndex
        for (index, byte) in text.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(contentsOf: text[start..<index])
            bytes.append(UInt8(ascii: "\\"))
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
            case 0x08: bytes.append(UInt8(ascii: "b"))
            case 0x09: bytes.append(UInt8(ascii: "t"))
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0x0C: bytes.append(UInt8(ascii: "f"))
            case 0x0D: bytes.append(UInt8(ascii: "r"))
            default:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
            start = index + 1
        }
        bytes.append(contentsOf: text[start...])
    }
}
