import Encodings

/// An equation as one line of text, from its pieces in order: fractions with a slash, matrices row by row. Words are
/// never glued together; single letters and digits are, as in `H2O` or `x2`.
struct MathText {
    private var text = ""
    private var atBoundary = false

    var isEmpty: Bool { text.isEmpty }

    /// Appends the characters of one run.
    mutating func append(_ piece: some StringProtocol) {
        let piece = piece.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !piece.isEmpty else { return }
        if atBoundary, Self.wouldGlue(text, piece) { text += " " }
        atBoundary = false
        text += piece
    }

    /// Marks the border between two parts of the equation, such as a base and its exponent.
    mutating func boundary() { atBoundary = true }

    /// Appends an operator that the structure implies, such as the line of a fraction; at the beginning only an opening
    /// one.
    mutating func sign(_ sign: String) {
        text += sign
        atBoundary = false
    }

    /// The text so far, trimmed; the equation is empty afterwards.
    mutating func take() -> String {
        defer { self = MathText() }
        return text.split(separator: " ").joined(separator: " ")
    }

    private static func isSpaceless(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { SpacelessScripts.contains($0.value) } ?? false
    }

    /// Whether two pieces would become one word in which nobody finds either: unless both are very short, as in a
    /// chemical formula.
    private static func wouldGlue(_ left: String, _ right: String) -> Bool {
        let isWord = { (character: Character) in character.isLetter || character.isNumber }
        let before = left.reversed().prefix(20).prefix(while: isWord)
        let after = right.prefix(20).prefix(while: isWord)
        guard let last = before.first, let next = after.first else { return false }
        if isSpaceless(last), isSpaceless(next) { return true }
        let isNumber = after.allSatisfy(\.isNumber)
        if isNumber, before.allSatisfy(\.isNumber) { return true }
        if isNumber, before.contains(where: \.isNumber) { return false }
        return before.count > 2 && !before.contains(where: \.isNumber) || after.count > 2
    }
}
