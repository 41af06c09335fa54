import Encodings
import Foundation
import TestSupport
import Testing

@Suite("JSON, written piece by piece")
struct JSONWriterTests {
    /// Random values, reproducible by a seed.
    private struct Random {
        var generator: SplitMix64

        private static let texts = [
            "", "plain", "\"", "\\", "a\"b\\c/", "\u{0}\u{1}\u{8}\t\n\u{C}\r\u{1F}\u{7F}", "õpipoisiõpe", "職業", "😀",
            "e\u{301}\"\u{301}",
            "\u{2028}", "</script>",
        ]

        mutating func value(depth: Int) -> JSONValue {
            switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
            case 0: .null
            case 1: .bool(Bool.random(using: &generator))
            case 2: .integer(Int.random(in: Int.min...Int.max, using: &generator))
            case 3: .number(Double.random(in: -1e9...1e9, using: &generator))
            case 4, 5: .string(Self.texts.randomElement(using: &generator) ?? "")
            case 6: .array((0..<Int.random(in: 0..<4, using: &generator)).map { _ in value(depth: depth - 1) })
            default:
                .object(
                    Dictionary(
                        (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
                            let name =
                                (Self.texts.randomElement(using: &generator) ?? "") + String(generator.next() % 9)
                            return (name, value(depth: depth - 1))
                        },
                        uniquingKeysWith: { first, _ in first }
                    )
                )
            }
        }
    }

    @Test("Foundation's parser reads exactly what was written", arguments: UInt64(0)..<200)
    func roundTrip(seed: UInt64) throws {
        var random = Random(generator: SplitMix64(seed))
        let value = JSONValue.array((0..<5).map { _ in random.value(depth: 4) })
        var writer = JSONWriter()
        writer.value(value)
        let read = try JSONDecoder().decode(JSONValue.self, from: Data(writer.bytes))
        #expect(read == value)
    }

    @Test("Members, elements and values have the syntax of JSON")
    func structure() {
        var json = JSONWriter()
        json.object { json in
            json.member("text", "a \"b\"")
            json.member("absent", ifPresent: nil as Int?)
            json.member("present", ifPresent: 7)
            json.member("list", ["x", "y"])
            json.name("null")
            json.value(nil as String?)
            json.member("pairs", [1, 2]) { json, number in json.object { $0.member("n", number) } }
            json.name("empty")
            json.object { _ in }
            json.member("yes", true)
            json.member("half", 0.5)
            json.member("whole", 4.0)
            json.member("infinite", Double.infinity)
        }
        let expected = #"""
            {"text":"a \"b\"","present":7,"list":["x","y"],"null":null,"pairs":[{"n":1},{"n":2}],"empty":{},"yes":true,\#
            "half":0.5,"whole":4,"infinite":null}
            """#
        #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
    }
}
