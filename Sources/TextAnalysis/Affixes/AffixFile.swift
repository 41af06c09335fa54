import Foundation

/// A file of affixes written by `script/language-dictionaries`, which documents the format. All numbers are checked, so
/// that none points outside the file.
struct AffixFile {
    let options: AffixRules.Options
    let suffixes, prefixes: [AffixRules.Rule]
    let before, after: [(old: [UInt8], new: [UInt8])]
    let clashes: [AffixRules.Clash]
    let vowels: Set<UInt32>
    let conditions: [[AffixRules.Test]]
    /// The start of each flag set, followed by the end of the last.
    let starts: [UInt32]
    let flags: [UInt16]
    let text: [UInt8]

    static let version: UInt16 = 1
    private static let headerSize = 8 + 20 * 2 + 9 * 4
    private static let ruleSize = 24

    init(path: String) throws(AnalysisError) {
        let broken = AnalysisError(description: "the affixes \(path) cannot be read, are damaged or of another version")
        guard let data = FileManager.default.contents(atPath: path), data.count >= Self.headerSize else { throw broken }
        var reader = BinaryReader([UInt8](data))
        guard reader.bytes(8).elementsEqual("vetaffix".utf8) else { throw broken }
        let values = reader.integers(20, of: UInt16.self)
        let counts = reader.integers(9, of: UInt32.self).map(Int.init)
        let (replacements, rules) = (counts[5] + counts[6] + counts[7], counts[3] + counts[4])
        let size =
            Self.headerSize + (counts[0] + 1) * 4 + (counts[1] * 2 + 3) & ~3 + counts[2] * 8 + rules * Self.ruleSize
            + replacements * 16 + (counts[8] + 3) & ~3
        guard values[0] == Self.version, values[13] > 0, counts.allSatisfy({ $0 < 1 << 28 }), data.count == size else {
            throw broken
        }
        options = Self.options(values)
        starts = reader.integers(counts[0] + 1, of: UInt32.self)
        flags = reader.integers(counts[1], of: UInt16.self)
        reader.align()
        let spots = reader.integers(counts[2] * 2, of: UInt32.self).map(Int.init)
        let words = reader.integers(rules * Self.ruleSize / 4, of: UInt32.self)
        suffixes = (0..<counts[3]).map { Self.rule(words, $0) }
        prefixes = (counts[3]..<rules).map { Self.rule(words, $0) }
        let replaced = reader.integers(replacements * 4, of: UInt32.self).map(Int.init)
        let text = Array(reader.bytes(counts[8]))
        self.text = text

        let isSound =
            zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 } && Int(starts.last ?? 0) == flags.count
            && stride(from: 0, to: spots.count, by: 2).allSatisfy { spots[$0] + spots[$0 + 1] <= text.count }
            && stride(from: 0, to: replaced.count, by: 4).allSatisfy {
                replaced[$0] + replaced[$0 + 1] + replaced[$0 + 2] <= text.count
            } && Int(values[16]) <= text.count
            && (suffixes + prefixes).allSatisfy { rule in
                Int(rule.text) + Int(rule.strips) + Int(rule.adds) <= text.count && rule.condition < counts[2]
                    && rule.brings < counts[0]
            }
        guard isSound else { throw broken }
        vowels = Set(String(decoding: text[..<Int(values[16])], as: UTF8.self).unicodeScalars.map(\.value))
        conditions = stride(from: 0, to: spots.count, by: 2).map { index in
            Self.tests(text[spots[index]..<spots[index] + spots[index + 1]])
        }
        let triples = stride(from: 0, to: replaced.count, by: 4).map { index in
            let middle = replaced[index] + replaced[index + 1]
            return (
                old: Array(text[replaced[index]..<middle]), new: Array(text[middle..<middle + replaced[index + 2]]),
                flag: UInt16(truncatingIfNeeded: replaced[index + 3])
            )
        }
        before = triples[..<counts[5]].map { ($0.old, $0.new) }
        after = triples[counts[5]..<counts[5] + counts[6]].map { ($0.old, $0.new) }
        clashes = triples[(counts[5] + counts[6])...].map {
            AffixRules.Clash(end: $0.old, front: $0.new, flag: $0.flag)
        }
    }

    func added(_ rule: AffixRules.Rule) -> ArraySlice<UInt8> {
        text[Int(rule.text) + Int(rule.strips)..<Int(rule.text) + Int(rule.strips) + Int(rule.adds)]
    }

    private static func options(_ values: [UInt16]) -> AffixRules.Options {
        AffixRules.Options(
            forbidden: values[1],
            needsAffix: values[2],
            onlyInCompound: values[3],
            circumfix: values[4],
            compound: values[5],
            compoundBegin: values[6],
            compoundMiddle: values[7],
            compoundEnd: values[8],
            compoundPermit: values[9],
            compoundForbid: values[10],
            compoundRoot: values[11],
            stripsAll: values[12] & 1 != 0,
            forbidsTriples: values[12] & 2 != 0,
            forbidsDoubles: values[12] & 4 != 0,
            shortestPart: Int(values[13]),
            mostParts: Int(values[14]),
            mostSyllables: Int(values[15])
        )
    }

    private static func rule(_ words: [UInt32], _ index: Int) -> AffixRules.Rule {
        func low(_ place: Int) -> UInt16 { UInt16(truncatingIfNeeded: words[index * ruleSize / 4 + place]) }
        func high(_ place: Int) -> UInt16 { UInt16(words[index * ruleSize / 4 + place] >> 16) }
        return AffixRules.Rule(
            text: words[index * ruleSize / 4],
            strips: low(1),
            adds: high(1),
            flag: low(2),
            condition: low(3),
            conditionLength: high(3),
            derivation: low(5),
            traits: AffixRules.Traits(rawValue: high(2)),
            brings: words[index * ruleSize / 4 + 4]
        )
    }

    /// The characters of a condition: `[^aeiou]y` has two.
    private static func tests(_ condition: ArraySlice<UInt8>) -> [AffixRules.Test] {
        var result: [AffixRules.Test] = []
        var group: AffixRules.Test?
        for scalar in String(decoding: condition, as: UTF8.self).unicodeScalars {
            switch (scalar, group) {
            case ("[", nil): group = AffixRules.Test(letters: [], excludes: false)
            case ("]", let test?):
                result.append(test)
                group = nil
            case ("^", let test?) where test.letters.isEmpty && !test.excludes: group?.excludes = true
            case (_, .some): group?.letters.append(scalar.value)
            case (".", nil): result.append(AffixRules.Test(letters: [], excludes: true))
            case (_, nil): result.append(AffixRules.Test(letters: [scalar.value], excludes: false))
            }
        }
        return result
    }
}

/// Reads little-endian numbers one after another. The caller checks that there are enough.
private struct BinaryReader {
    private let data: [UInt8]
    private var place = 0

    init(_ data: [UInt8]) { self.data = data }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8> {
        defer { place += count }
        return data[place..<place + count]
    }

    /// Advances to the next multiple of four.
    mutating func align() { place = (place + 3) & ~3 }

    mutating func integers<Value: FixedWidthInteger>(_ count: Int, of: Value.Type) -> [Value] {
        let size = MemoryLayout<Value>.size
        precondition(place + count * size <= data.count)
        defer { place += count * size }
        return data.withUnsafeBytes { bytes in
            (0..<count).map {
                Value(littleEndian: bytes.loadUnaligned(fromByteOffset: place + $0 * size, as: Value.self))
            }
        }
    }
}
