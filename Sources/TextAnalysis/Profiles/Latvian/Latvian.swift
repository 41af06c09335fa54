extension LanguageProfile {
    /// Latvian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: dictionary and table together; the dictionary is far better here.
    /// - Folds: no letter of a word that is typed with its marks; izglitiba still finds izglītība.
    /// - ne- is not removed: neformāls is not formāls.
    /// - Compounds: not split.
    static let latvian = LanguageProfile(
        language: "lv",
        functionWords: """
            un vai bet ka lai ja kad kā ar no uz pie par pēc pirms līdz starp bez zem virs pret caur kas ko \
            kam kurš kura kuri kāds kāda kur kāpēc cik ir bija būt būs nav var varētu jābūt es tu viņš viņa \
            mēs jūs viņi viņas man tev viņam mans savs šis šī tas tā tie ne arī tikai jau vēl ļoti
            """,
        alphabet: "āčēģīķļņšūž",
        sources: [.hunspell(["lv_LV"], package: "hunspell-lv", licence: "LGPL-2.1+"), .table],
        negations: ["ne"]
    )
}
