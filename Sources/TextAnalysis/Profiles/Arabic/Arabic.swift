extension LanguageProfile {
    /// Arabic.
    ///
    /// - Normalises: tatweel is removed, and so are short vowels, which school books print and nobody types.
    /// - Base forms: the table, and Snowball's light stemmer for words that are not in it; the stemmer also handles
    ///   clitics (و, ال, ب). The prepositions of one letter are removed from words that are in no table without them.
    /// - Folds: all vowel signs. Hamza on alef and alef maqsura are left to `spelling`, since they tell words apart.
    /// - Compounds: none.
    static let arabic = LanguageProfile(
        language: "ar",
        functionWords: """
            و أو ثم أن إن إذا في من إلى على عن مع بين بعد قبل عند حتى منذ خلال بدون هو هي هم نحن أنا أنت هذا \
            هذه ذلك تلك الذي التي الذين ما ماذا متى أين كيف لماذا كم هل لا لم لن ليس كان كانت يكون قد كل أي
            """,
        forms: withoutArabicClitics,
        withoutPrefix: withoutArabicPrefix,
        sources: [.table],
        fallback: "arabic"
    )
}

/// The article, alone or after a conjunction or a preposition that is written in one with it: والتعليم, بالمدرسة, للمتدربين.
private let clitics = ["وال", "بال", "كال", "فال", "لل", "ال", "و"]

@Sendable private func withoutArabicClitics(_ word: String) -> [String] {
    let bare = String(String.UnicodeScalarView(word.unicodeScalars.filter { !(0x64B...0x652).contains($0.value) }))
    guard let clitic = clitics.first(where: { bare.hasPrefix($0) && bare.count - $0.count >= 3 }) else { return [bare] }
    return [bare, String(bare.dropFirst(clitic.count))]
}

/// A preposition or conjunction of one letter, which may be the first letter of the word instead.
@Sendable private func withoutArabicPrefix(_ word: String) -> String? {
    guard let first = word.first, "بلكفس".contains(first), word.count >= 4 else { return nil }
    return String(word.dropFirst())
}
