import DocumentModel
import Testing

@testable import Ingest

@Suite struct PDFTests {
    @Test func pagesLabelsOutlineAndMetadata() throws {
        var pdf = PDFBuilder(pages: ["Preface of the guide", "First steps in welding", ""])
        pdf.info = "/Title (A guide to welding) /Author (Ada; Bea) /Keywords (steel, arc) /CreationDate (D:20190312)"
        pdf.xmp = """
            <?xpacket begin=''?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
            xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Other</rdf:li>
            </rdf:Alt></dc:title><dc:description><rdf:Alt><rdf:li xml:lang="x-default">How to weld</rdf:li></rdf:Alt>
            </dc:description><dc:language><rdf:Bag><rdf:li>mt-MT</rdf:li></rdf:Bag></dc:language></rdf:Description>
            </rdf:RDF></x:xmpmeta>
            """
        pdf.catalogue =
            "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D >>] >> /Outlines 50 0 R"
            + " /Names << /Dests << /Names [(steps) [%PAGE2% /Fit]] >> >>"
        pdf.extra = [
            "<< /Type /Outlines /First 51 0 R /Last 52 0 R /Count 2 >>",
            "<< /Title (Preface) /Parent 50 0 R /Next 52 0 R /Dest [%PAGE1% /Fit] >>",
            "<< /Title (Chapter 1) /Parent 50 0 R /Prev 51 0 R /First 53 0 R /Last 53 0 R /Count 1 /Dest (steps) >>",
            "<< /Title (1.1 Steps) /Parent 52 0 R /Dest (steps) >>",
        ]
        let document = try extract(pdf.bytes(), as: "guide.pdf")

        #expect(document.format == .pdf)
        #expect(document.sections.map(\.locator) == [.page(number: 1, label: "i"), .page(number: 2, label: "1")])
        #expect(document.texts == ["Preface of the guide", "Chapter 1\n\nFirst steps in welding"])
        #expect(document.sections.map(\.heading) == ["Preface", "1.1 Steps"])
        #expect(
            document.outline == [
                OutlineEntry(level: 0, title: "Preface", page: 1), OutlineEntry(level: 0, title: "Chapter 1", page: 2),
                OutlineEntry(level: 1, title: "1.1 Steps", page: 2),
            ]
        )
        let metadata = document.metadata
        #expect(metadata.title == "Other")
        #expect(metadata.creators == ["Ada", "Bea"])
        #expect(metadata.keywords == ["steel", "arc"])
        #expect(metadata.description == "How to weld")
        #expect(metadata.language == LanguageTag("mt"))
        #expect(metadata.year == 2019)
        #expect(metadata.origins[.title] == "file")
    }

    @Test(arguments: [
        "Microsoft Word - bericht.doc", "untitled", "foo.dvi", "Document1", "PowerPoint Presentation", " ",
    ])
    func whatProgramsWriteIsNoTitle(title: String) throws {
        let pdf = PDFBuilder(pages: ["Text"], info: "/Title (\(title))")
        #expect(try extract(pdf.bytes(), as: "a.pdf").metadata.title == nil)
    }

    @Test func contentBeatsName() throws {
        #expect(try extract(PDFBuilder(pages: ["Text"]).bytes(), as: "a.txt").format == .pdf)
    }

    @Test func noPages() {
        let pdf = PDFBuilder(pages: []).bytes()
        #expect(failure { try extract(pdf, as: "a.pdf") } == .broken("the PDF has no pages"))
    }

    @Test func encrypted() {
        var pdf = PDFBuilder(pages: ["Secret"])
        pdf.extra = ["<< /Filter /Standard /V 1 /R 2 /P -44 /O (\(noise("a"))) /U (\(noise("b"))) >>"]
        pdf.trailer = "/Encrypt 50 0 R /ID [(x) (x)]"
        #expect(failure { try extract(pdf.bytes(), as: "a.pdf") } == .encrypted("the PDF needs a password"))
    }

    @Test func cutOff() {
        let pdf = PDFBuilder(pages: ["Text"]).bytes()
        guard case .broken = failure({ try extract(Array(pdf.prefix(60)), as: "a.pdf") }) else {
            Issue.record("a PDF cut off after its first line must be broken")
            return
        }
    }

    @Test func aLostEndCostsNoText() throws {
        let pdf = PDFBuilder(pages: ["First page", "Second page"]).bytes()
        #expect(try extract(Array(pdf.dropLast(20)), as: "a.pdf").allText.contains("Second page"))
    }

    @Test func aBrokenPageCostsOnlyItself() throws {
        var pdf = PDFBuilder(pages: ["First page", "Second page"])
        pdf.catalogue = "/Lang (it)"
        let bytes = String(decoding: pdf.bytes(), as: UTF8.self).replacing(
            "/Kids [10 0 R 12 0 R]",
            with: "/Kids [10 0 R 99 0 R]"
        )
        let document = try extract(bytes, as: "a.pdf")
        #expect(document.texts == ["First page"])
        #expect(document.warnings == ["pages that could not be read: 2"])
    }

    @Test func tooMuchText() {
        let pdf = PDFBuilder(pages: ["A page with more text than is allowed"])
        let limits = ExtractionLimits(maximumTextBytes: 10)
        #expect(failure { try extract(pdf.bytes(), as: "a.pdf", limits: limits) } == limits.textTooLarge)
    }

    private func noise(_ letter: Character) -> String { String(repeating: letter, count: 32) }
}
