/// Forms that name all genders at once: `Lehrer:innen`, `Auszubildende(r)`, `apprenti·e·s`, `alumnos/as`.
enum GenderForms {
    /// The endings that may follow one of the ``separators``.
    private static let suffixes: Set<String> = [
        "in", "innen", "inn", "r", "n", "en", "er", "m",
        "e", "s", "es", "ne", "nes", "le", "les", "te", "tes", "se", "ses", "ve", "ves", "che", "ches", "fe", "fes",
        "trice", "trices", "rice", "rices", "euse", "euses", "ère", "ères", "ière", "ières", "sse", "esse",
        "a", "as", "o", "os", "i", "ra", "ras", "esa", "esas", "inne", "inner",
    ]
    /// Those that may follow a sign that also joins other words: a hyphen or a full stop.
    private static let frenchSuffixes: Set<String> = [
        "e", "s", "es", "ne", "nes", "te", "tes", "le", "les", "trice", "trices", "rice", "rices", "euse", "euses",
        "ère",
        "ères", "ière", "ières",
    ]
    private static let separators: Set<String> = [":", "*", "_", "·", "•", "⋅", "/", "/-", "("]
    /// The minimum number of letters of the word before an ending.
    static let shortestRoot = 3

    /// Whether a word is the ending of the word before it, with this text between them.
    static func isSuffix(_ word: String, after gap: String) -> Bool {
        let word = word.lowercased()
        if separators.contains(gap) { return suffixes.contains(word) }
        return (gap == "." || gap == "-" || gap == "‑") && frenchSuffixes.contains(word)
    }

    /// The forms that a word with one or two endings stands for, except for the word itself.
    ///
    /// The second ending is that of the plural: `apprenti`, `e`, `s` → apprentie, apprenties, apprentis.
    /// - Parameter mayReplace: whether `e` may replace the last vowel, as in the Italian `ragazzi/e`.
    static func forms(of root: String, _ endings: [String], mayReplace: Bool) -> [String] {
        guard let first = endings.first else { return [] }
        var forms = attached(first, to: root, mayReplace)
        if endings.count > 1 { forms += forms.map { $0 + endings[1] } + attached(endings[1], to: root, mayReplace) }
        return forms.filter { $0 != root }
    }

    /// The word with an ending; in Romance languages, the ending may replace the last letters.
    private static func attached(_ ending: String, to root: String, _ mayReplace: Bool) -> [String] {
        let (plural, single) =
            ending.hasSuffix("s") && ending.count > 2 ? ("s", String(ending.dropLast())) : ("", ending)
        let stem = { (letters: Int) in String(root.dropLast(letters)) }
        if root.hasSuffix("eur") || root.hasSuffix("eurs") {
            let base = stem(root.hasSuffix("s") ? 4 : 3)
            switch single {
            case "trice": return [(base.hasSuffix("t") ? String(base.dropLast()) : base) + "trice" + plural]
            case "rice": return [base + "rice" + plural]
            case "euse", "se": return [base + "euse" + plural]
            default: break
            }
        }
        if single == "ère", root.hasSuffix("er") { return [stem(2) + ending] }
        if single == "ière", root.hasSuffix("ier") { return [stem(3) + ending] }
        if single.hasPrefix("inn") || single == "in", root.hasSuffix("e") { return [stem(1) + ending] }
        let replaces = ["a", "as", "o", "os", "i"].contains(ending)
        if replaces || (ending == "e" && mayReplace) {
            let last = root.hasSuffix("s") ? 2 : 1
            if let vowel = root.dropLast(last - 1).last, "aeiou".contains(vowel) {
                // `alumnos/as`, `maestro/a`; but also `apprenti(e)`.
                let replaced = stem(last) + ending
                return ending == "e" ? [root + ending, replaced] : [replaced]
            }
        }
        return [root + ending]
    }
}
