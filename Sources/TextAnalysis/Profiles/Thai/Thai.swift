extension LanguageProfile {
    /// Thai.
    ///
    /// - Normalises: both encodings of the vowel sara am (NFKC).
    /// - Base forms: words are not inflected, so each is its own; ICU's dictionary finds them.
    /// - Folds: nothing. Vowel signs and tone marks are significant: another tone is another word.
    /// - Compounds: ICU keeps the common ones whole.
    static let thai = LanguageProfile(
        language: "th",
        functionWords: """
            ของ และ หรือ ที่ ซึ่ง ใน จาก ถึง กับ แก่ ต่อ โดย ให้ เป็น คือ อยู่ มี ได้ จะ ไม่ แล้ว ก็ นี้ \
            นั้น อะไร ใคร ไหน เมื่อไร ทำไม อย่างไร ฉัน คุณ เขา เรา
            """
    )
}
