/// The descriptions of pictures that people wrote, apart from what programs fill in.
enum AlternativeText {
    /// `description` if a person is likely to have written it; nil for file names, numbered names and what a program
    /// says that it generated.
    static func written(_ description: String?) -> String? {
        guard let description, let text = Descriptions.folded(description) else { return nil }
        guard text.contains(where: \.isLetter) else { return nil }
        let lower = text.lowercased()
        if isFileName(lower) || isNumberedName(lower) || saysGenerated(lower) { return nil }
        return text
    }

    /// What a picture's title and description say: each once.
    static func written(title: String?, description: String?) -> [String] {
        let (title, description) = (written(title), written(description))
        guard let title, let description else { return [title ?? description].compactMap(\.self) }
        return description.contains(title) ? [description] : [title, description]
    }

    private static func isFileName(_ lower: String) -> Bool {
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") || lower.hasPrefix("file:") { return true }
        guard let dot = lower.lastIndex(of: ".") else { return false }
        return endings.contains(String(lower[lower.index(after: dot)...]))
    }

    private static let endings: Set<String> = [
        "png", "jpg", "jpeg", "jpe", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "webp", "heic", "ico", "eps",
    ]

    /// A word for a picture and a number: `Picture 3`, `Grafik 12`, `image1`.
    private static func isNumberedName(_ lower: String) -> Bool {
        let digits = lower.reversed().prefix { $0.isNumber || $0 == " " || $0 == "_" || $0 == "-" || $0 == "#" }
        let word = lower.dropLast(digits.count)
        return names.contains(String(word))
    }

    private static let names: Set<String> = [
        "picture", "image", "img", "graphic", "chart", "diagram", "shape", "object", "photo", "figure", "text box",
        "bild", "grafik", "diagramm", "objekt", "foto", "abbildung", "textfeld", "image result", "immagine", "grafico",
        "oggetto", "imagen", "gráfico", "objeto", "imagem", "afbeelding", "grafiek", "obraz", "obrázek", "obrázok",
        "wykres", "kuva", "kuvio", "kép", "ábra", "imagine", "slika", "grafikon", "billede", "bilde", "diagramma",
        "pilt", "attēls", "paveikslas", "paveikslėlis", "картина", "рисунок", "εικόνα", "зображення", "図", "图片",
        "圖片", "그림", "graphique", "objet", "dessin", "content placeholder", "inhaltsplatzhalter",
    ]

    /// Whether a description ends with the sentence that Office adds to those that it generates.
    private static func saysGenerated(_ lower: String) -> Bool {
        let end = lower.suffix(70)
        if generatedEndings.contains(where: end.contains) { return true }
        let says = { (words: [String]) in words.contains(where: end.contains) }
        return says(["automat", "automág", "automaat", "samodejno"])
            && says([
                "generat", "generier", "génér", "gegenereerd", "gerad", "wygenerowan", "genererad", "genereret",
                "generert", "luotu", "generált", "generirn", "generiran", "generovan", "vygenerov", "vytvoř", "ustvarj",
                "loodud", "ģenerēt", "sugeneruot", "opret",
            ])
    }

    private static let generatedEndings = [
        "ai-generated content may be incorrect", "ki-generierte inhalte können fehlerhaft sein",
        "le contenu généré par l’ia peut être incorrect", "le contenu généré par l'ia peut être incorrect",
        "il contenuto generato dall'ia potrebbe non essere corretto",
        "el contenido generado por ia puede ser incorrecto", "自動的に生成された説明", "描述已自动生成",
        "automatisch generierte beschreibung", "автоматически созданное описание", "автоматично генерирано описание",
        "περιγραφή που δημιουργήθηκε αυτόματα", "자동 생성된 설명",
    ]
}
