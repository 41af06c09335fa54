import DocumentModel
import Testing

@testable import Ingest

/// Languages by the script of the text, from runs and from styles.
@Suite struct OfficeLanguagesTests {
    private let defaults =
        "<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"en-US\" w:eastAsia=\"ja-JP\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>"
        + "</w:docDefaults>"

    private func word(_ text: String, lang: String = "", styles: String? = nil, paragraph: String = "") throws
        -> String?
    {
        let run = "<w:r><w:rPr>\(lang)</w:rPr><w:t>\(text)</w:t></w:r>"
        let properties = paragraph.isEmpty ? "" : "<w:pPr><w:pStyle w:val=\"\(paragraph)\"/></w:pPr>"
        let file = WordFile(body: "<w:p>\(properties)\(run)</w:p>", styles: styles ?? defaults)
        let document = try file.extracted()
        #expect(document.metadata.language == document.sections.first?.declaredLanguage)
        return document.metadata.language?.code
    }

    @Test func wordByScript() throws {
        #expect(try word("Short text") == "en")
        #expect(try word("品質の評価") == "ja")
        #expect(try word("التدريب المهني") == "ar")
        #expect(try word("Kratko", lang: "<w:lang w:val=\"sl-SI\"/>") == "sl")
        #expect(try word("품질", lang: "<w:lang w:val=\"en-US\" w:eastAsia=\"ko-KR\"/>") == "ko")
        #expect(try word("הדרכה", lang: "<w:lang w:bidi=\"he-IL\"/>") == "he")
        // The default cannot be right.
        #expect(try word("הדרכה") == nil)
        #expect(try word("آموزش گچ") == nil)
        #expect(try word("Обучение") == nil)
        #expect(try word("품질") == nil)
    }

    @Test func wordStyles() throws {
        let styles =
            defaults
                + """
                <w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:lang w:val="fr-FR"/></w:rPr></w:style>
                <w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Base"/></w:style>
                <w:style w:type="character" w:styleId="Wort"><w:rPr><w:lang w:val="it-IT"/></w:rPr></w:style>
                """
        #expect(try word("Texte", styles: styles, paragraph: "Child") == "fr")
        #expect(try word("Testo", lang: "<w:rStyle w:val=\"Wort\"/>", styles: styles, paragraph: "Child") == "it")
    }

    @Test func slides() throws {
        let language = { (text: String, attributes: String) in
            try SlideFile(slides: [SlideFile.shape(text, run: "<a:rPr \(attributes)/>")]).extracted().metadata.language?
                .code
        }
        #expect(try language("品質の評価", "lang=\"en-US\" altLang=\"ja-JP\"") == "ja")
        #expect(try language("Quality", "lang=\"ja-JP\" altLang=\"en-US\"") == "en")
        #expect(try language("Kvaliteta", "lang=\"sl-SI\"") == "sl")
        #expect(try language("Качество", "lang=\"en-US\"") == nil)
    }

    @Test func openDocument() throws {
        let styles = """
            <office:styles><style:default-style style:family="paragraph"><style:text-properties fo:language="en"
            style:language-asian="ja" style:language-complex="ar"/></style:default-style>
            <style:style style:name="Fr" style:family="paragraph"><style:text-properties fo:language="fr"/></style:style>
            <style:style style:name="Enfant" style:family="paragraph" style:parent-style-name="Fr"/>
            <style:style style:name="Ruhig" style:family="text"><style:text-properties fo:language="none"/></style:style>
            </office:styles>
            """
        let automatic =
            "<style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Enfant\"/>"
            + "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties style:language-asian=\"zh\"/></style:style>"
        let language = { (text: String, style: String) in
            let file = OpenDocumentFile(
                body: "<text:p text:style-name=\"\(style)\">\(text)</text:p>",
                automaticStyles: automatic,
                styles: styles
            )
            return try file.extracted().metadata.language?.code
        }
        #expect(try language("Short text", "") == "en")
        #expect(try language("Texte", "Fr") == "fr")
        #expect(try language("Texte", "P1") == "fr")
        #expect(try language("<text:span text:style-name=\"Ruhig\">Texte</text:span>", "P1") == "fr")
        #expect(try language("品質の評価", "P1") == "ja")
        #expect(try language("<text:span text:style-name=\"T1\">焊接</text:span>", "P1") == "zh")
        #expect(try language("التدريب", "") == "ar")
        #expect(try language("Обучение", "") == nil)
    }

    /// What a file declares counts unless none of its text can be in that language.
    @Test func declaredLanguage() throws {
        let language = { (text: String, declared: String) in
            let styles =
                "<office:styles><style:default-style style:family=\"paragraph\"><style:text-properties fo:language=\"fr\""
                + " style:language-asian=\"ja\"/></style:default-style></office:styles>"
            let file = OpenDocumentFile(
                body: "<text:p>\(text)</text:p>",
                styles: styles,
                meta: "<dc:language>\(declared)</dc:language>"
            )
            return try file.extracted().metadata.language?.code
        }
        #expect(try language("Texte", "it-IT") == "it")
        #expect(try language("品質の評価", "it-IT") == "ja")
    }
}
