extension LanguageProfile {
    /// Ukrainian.
    ///
    /// - Normalises: the apostrophe, a letter in this language, in all its variants (об’єднання = об'єднання).
    /// - Base forms: table and dictionary together.
    /// - Folds: ї and й are letters of their own; stress marks are folded.
    /// - не- is not removed: незайнятість is not зайнятість.
    /// - Compounds: none.
    static let ukrainian = LanguageProfile(
        language: "uk",
        functionWords: """
            і й та або але а що щоб якщо коли як у в на до від з із зі по о про за перед під над при через \
            без між для хто кого чого чим який яка яке які де куди чому скільки є був була було були бути \
            буде будуть може можуть можна треба потрібно повинен я ти він вона воно ми ви вони мене тебе \
            його її їх мені мій свій цей ця це ці той не ні також тільки вже ще дуже чи
            """,
        sources: [.table, .hunspell(["uk_UA"], package: "hunspell-uk", licence: "GPL-2+ or LGPL-2.1+ or MPL-1.1")],
        negations: ["не"]
    )
}
