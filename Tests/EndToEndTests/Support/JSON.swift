import Foundation

/// Any JSON value, for clients without our types.
enum JSON: Equatable, Sendable, Codable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(_ data: Data) throws { self = try JSONDecoder().decode(JSON.self, from: data) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// A member; null if there is none.
    subscript(_ key: String) -> JSON {
        get { object[key] ?? .null }
        set {
            var members = object
            members[key] = newValue
            self = .object(members)
        }
    }

    /// An element; null beyond the end.
    subscript(_ index: Int) -> JSON { array.indices.contains(index) ? array[index] : .null }

    var object: [String: JSON] { if case .object(let members) = self { members } else { [:] } }
    var array: [JSON] { if case .array(let elements) = self { elements } else { [] } }
    var string: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    var int: Int? { number.flatMap { Int(exactly: $0) } }

    /// The value without a member.
    func without(_ key: String) -> JSON {
        var members = object
        members[key] = nil
        return .object(members)
    }
}
