extension LanguageProfile {
    /// Bulgarian.
    ///
    /// - Normalises: nothing beyond case. й is a letter of its own with a key of its own; ѝ is и with a mark.
    /// - Base forms: table and dictionary together; the article is a suffix (обучението → обучение), which both handle.
    /// - Folds: the stress marks of dictionaries.
    /// - The dictionary removes the prefix не-; it is added back: незает is not зает.
    /// - Compounds: none.
    static let bulgarian = LanguageProfile(
        language: "bg",
        functionWords: """
            и или но а че да ако когато като как в във на до от с със из по о у за пред под над при през без \
            между към кой кого коя кое кои какво какъв каква къде кога защо колко е са беше бяха съм сме сте \
            бъде има имат може могат трябва се си аз ти той тя то ние вие те ме го я ги мой свой този тази \
            това тези не също само вече още много ще ли
            """,
        sources: [.table, .hunspell(["bg_BG"], package: "hunspell-bg", licence: "GPL-2")],
        negations: ["не"]
    )
}
