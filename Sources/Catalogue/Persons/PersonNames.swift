import Encodings
import Foundation

/// The names of a person, and how they are found and replaced.
struct PersonNames: Sendable {
    /// What replaces them: an id that says nothing.
    let neutral: String
    /// Names and e-mail addresses.
    let texts: [String]

    /// Shorter names are replaced only where somebody is named as the author of something, not inside other texts: they
    /// would be found everywhere.
    static let shortest = 3

    /// An author as the audit trail has it, such as `cli anna`: the name is all of it, or all behind the first word.
    func isActor(_ who: String) -> Bool {
        texts.contains { who == $0 || Self.name(in: who) == $0 }
    }

    /// `anna` of `cli anna`.
    static func name(in who: String) -> String {
        who.firstIndex(of: " ").map { String(who[who.index(after: $0)...]) } ?? who
    }

    /// An author with a neutral name; others are returned unchanged.
    func neutralActor(_ who: String) -> String {
        if texts.contains(who) { return neutral }
        guard isActor(who), let space = who.firstIndex(of: " ") else { return who }
        return String(who[...space]) + neutral
    }

    /// A text with every name as a whole word replaced, in any case.
    func replaced(in text: String) -> String {
        var result = text
        for name in texts where name.count >= Self.shortest {
            var from = result.startIndex
            while from < result.endIndex,
                let range = result.range(of: name, options: .caseInsensitive, range: from..<result.endIndex)
            {
                guard Self.isWhole(range, in: result) else {
                    from = result.index(after: range.lowerBound)
                    continue
                }
                let offset = result.distance(from: result.startIndex, to: range.lowerBound) + neutral.count
                result.replaceSubrange(range, with: neutral)
                from = result.index(result.startIndex, offsetBy: offset)
            }
        }
        return result
    }

    /// A JSON value with the names replaced in its texts, but not in the names of members.
    func replaced(in value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(isActor(text) ? neutralActor(text) : replaced(in: text))
        case .array(let values): .array(values.map { replaced(in: $0) })
        case .object(let members): .object(members.mapValues { replaced(in: $0) })
        default: value
        }
    }

    /// A value of a column that may contain JSON.
    func replaced(inColumn text: String) throws -> String {
        guard let first = text.first, first == "{" || first == "[",
            let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        else { return replaced(in: text) }
        let new = replaced(in: value)
        return new == value ? text : try Catalogue.json(new)
    }

    private static func isWhole(_ range: Range<String.Index>, in text: String) -> Bool {
        func isWord(_ character: Character?) -> Bool {
            guard let character else { return false }
            return character.isLetter || character.isNumber || "_-@".contains(character)
        }
        let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : nil
        let after = range.upperBound < text.endIndex ? text[range.upperBound] : nil
        return !isWord(before) && !isWord(after)
    }

    // MARK: Bytes

    /// The names in the encodings in which they may be in a file.
    var patterns: [[UInt8]] {
        var spellings: Set<[Unicode.Scalar]> = []
        for text in texts where text.count >= Self.shortest {
            for form in [text, text.lowercased(), text.uppercased()] {
                spellings.insert(Array(form.precomposedStringWithCanonicalMapping.unicodeScalars))
                spellings.insert(Array(form.decomposedStringWithCanonicalMapping.unicodeScalars))
                spellings.insert(Array(form.unicodeScalars))
            }
        }
        return spellings.flatMap { scalars -> [[UInt8]] in
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            let string = String(text)
            return [
                Array(string.utf8), string.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
                string.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] },
            ]
        }
    }

    /// Whether a file contains any of some byte strings. False if it cannot be read or is empty.
    static func contains(_ path: String, _ patterns: [[UInt8]]) -> Bool {
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped), !data.isEmpty else {
            return false
        }
        return patterns.contains { data.range(of: Data($0)) != nil }
    }
}
