import DocumentModel
import Testing

@testable import Ingest

/// What a PDF has besides the text of its pages.
@Suite("Forms, notes, attachments and metadata of PDFs")
struct PDFPartsTests {
    private let annotated = "/Annots [50 0 R]"

    @Test("The values of fields are read, with or without an appearance; passwords are not")
    func fields() throws {
        var pdf = PDFBuilder(pages: ["Name of the company"])
        pdf.page = annotated
        pdf.catalogue = "/AcroForm << /Fields [50 0 R] >>"
        pdf.extra = ["<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Kramer & Sons) /Rect [72 600 300 620] >>"]
        #expect(try extract(pdf.bytes(), as: "a.pdf").texts == ["Name of the company\n\nKramer & Sons"])
        pdf.extra = [
            "<< /Type /Annot /Subtype /Widget /FT /Tx /Ff 8192 /T (name) /V (secret) /Rect [72 600 300 620] >>"
        ]
        #expect(try extract(pdf.bytes(), as: "a.pdf").texts == ["Name of the company"])
        pdf.extra = [
            "<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (trade) /Opt [(Joiner) (Glazier)] /V (Glazier) /Rect [72 600 300 620] >>"
        ]
        #expect(try extract(pdf.bytes(), as: "a.pdf").allText.contains("Glazier"))
    }

    @Test("Notes are read once, also if they are drawn; hidden ones and links are not")
    func notes() throws {
        var pdf = PDFBuilder(pages: ["The page"])
        pdf.page = "/Annots [50 0 R 51 0 R 52 0 R 53 0 R]"
        let drawn = "BT /F1 10 Tf 2 2 Td (Check the arc) Tj ET"
        pdf.extra = [
            "<< /Type /Annot /Subtype /Text /Contents (Ask the foreman) /Rect [10 10 20 20] >>",
            "<< /Type /Annot /Subtype /FreeText /Contents (Check the arc) /Rect [72 500 300 520] /AP << /N 54 0 R >> >>",
            "<< /Type /Annot /Subtype /Text /F 2 /Contents (Hidden words) /Rect [10 10 20 20] >>",
            "<< /Type /Annot /Subtype /Link /Contents (Where it leads) /Rect [10 10 20 20] >>",
            "<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F1 3 0 R >> >> /Length \(drawn.utf8.count) >>\nstream\n\(drawn)\nendstream",
        ]
        let text = try extract(pdf.bytes(), as: "a.pdf").allText
        #expect(text.contains("Ask the foreman"))
        #expect(text.components(of: "Check the arc") == 1)
        #expect(!text.contains("Hidden words") && !text.contains("Where it leads"))
    }

    @Test("Attached files are parts of the document; what cannot be read is named")
    func attachments() throws {
        func file(_ name: String, _ content: String, _ number: Int) -> [String] {
            [
                "<< /Type /Filespec /F (\(name)) /UF (\(name)) /EF << /F \(number + 1) 0 R >> >>",
                "<< /Type /EmbeddedFile /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
            ]
        }
        var pdf = PDFBuilder(pages: ["Open this portfolio in another program."])
        pdf.catalogue =
            "/Names << /EmbeddedFiles << /Names [(a) 50 0 R (b) 52 0 R (c) 54 0 R] >> >> /Collection << /Type /Collection >>"
        pdf.extra =
            file("plan.txt", "The mitre saw is in room four.", 50) + file("table.gz", "\u{1F}\u{1}", 52)
            + ["<< /Type /Filespec /F (lost.txt) /EF << /F 99 0 R >> >>"]
        let document = try extract(pdf.bytes(), as: "a.pdf")
        let part = try #require(document.sections.first { $0.text.contains("mitre saw") })
        #expect(part.locator.label == "plan.txt")
        #expect(document.warnings.contains { $0.contains("lost.txt") })
        #expect(document.sections[0].locator == .page(number: 1, label: nil))
    }

    @Test("A form that only Adobe's programs lay out has a status that says so")
    func dynamicForm() throws {
        var pdf = PDFBuilder(pages: ["Please wait..."])
        pdf.catalogue = "/NeedsRendering true /AcroForm << /Fields [] /XFA 50 0 R >>"
        pdf.extra = ["<< /Length 6 >>\nstream\n<xdp/>\nendstream"]
        guard case .unsupported(let reason) = failure({ try extract(pdf.bytes(), as: "a.pdf") }) else {
            Issue.record("a dynamic form is read")
            return
        }
        #expect(reason.contains("XFA"))
        // With pages of its own it is an ordinary form.
        pdf.catalogue = "/AcroForm << /Fields [] /XFA 50 0 R >>"
        #expect(try extract(pdf.bytes(), as: "a.pdf").texts == ["Please wait..."])
    }

    @Test(
        "The catalogue's language; titles as programs write them",
        arguments: [
            ("(Pr\\374fung)", "Prüfung"), ("<FEFF005000720065>", "Pre"), ("<FFFE500072006500>", "Pre"),
            ("<EFBBBF5072C3BC66>", "Prüf"), ("<5072C3BC66>", "Prüf"),
            ("<FEFF001B00640065001B005000720065>", "Pre"), ("(a \\205 b)", "a – b"), ("(Zaj\\354)", "Zajì"),
        ]
    )
    func titles(raw: String, title: String) throws {
        var pdf = PDFBuilder(pages: ["Text"], info: "/Title \(raw)")
        pdf.catalogue = "/Lang (nb-NO)"
        let document = try extract(pdf.bytes(), as: "a.pdf")
        #expect(document.metadata.title == title)
        #expect(document.metadata.language == LanguageTag("nb-NO"))
        #expect(document.sections[0].declaredLanguage == LanguageTag("nb-NO"))
    }

    @Test(
        "The year of dates as programs write them",
        arguments: [
            ("D:20190312", 2019), ("D:2019-03-12T05:06:07Z", 2019), ("Thu Mar  4 05:06:07 2021", 2021),
            ("12.3.2019", 2019),
            ("D:191210304050607", 2021), ("2019", 2019), ("D:19700101000000Z", nil), ("yesterday", nil),
        ]
    )
    func years(raw: String, year: Int?) throws {
        let pdf = PDFBuilder(pages: ["Text"], info: "/CreationDate (\(raw))")
        #expect(try extract(pdf.bytes(), as: "a.pdf").metadata.year == year)
    }

    @Test("All outline titles of a page can be found")
    func outline() throws {
        var pdf = PDFBuilder(pages: ["Preface is here"])
        pdf.catalogue = "/Outlines 50 0 R"
        pdf.extra = [
            "<< /Type /Outlines /First 51 0 R /Last 52 0 R /Count 2 >>",
            "<< /Title (Dovetails) /Parent 50 0 R /Next 52 0 R /Dest [%PAGE1% /Fit] >>",
            "<< /Title (Preface) /Parent 50 0 R /Prev 51 0 R /Next 53 0 R /Dest [%PAGE1% /Fit] >>",
            "<< /Title (Glue) /Parent 50 0 R /Prev 52 0 R /Dest [%PAGE1% /Fit] >>",
        ]
        let section = try #require(try extract(pdf.bytes(), as: "a.pdf").sections.first)
        #expect(section.heading == "Dovetails")
        #expect(section.text == "Glue\n\nPreface is here")
    }
}

extension String {
    /// How often another text occurs in it.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
