import Testing

@testable import Exchange
@testable import SearchService

@Suite("Citations")
struct CitationTests {
    private func citation(_ authors: [String], publisher: String? = nil, year: Int? = 2022) -> Citation {
        Citation(
            authors: authors,
            title: "Costs & benefits: 100 % of {all} #1",
            year: year,
            publisher: publisher,
            kind: "Guide",
            language: "en",
            id: "forum:1",
            address: "https://toolbox.example.eu/documents/forum:1"
        )
    }

    @Test(
        "A line has author, date, title, publisher and address; without an author, the publisher or the title comes first"
    )
    func line() {
        let what = "Costs & benefits: 100 % of {all} #1 [Guide]."
        let address = "https://toolbox.example.eu/documents/forum:1"
        #expect(
            citation(["Müller, A.", "Rossi, B."], publisher: "Chamber").line
                == "Müller, A., & Rossi, B. (2022). \(what) Chamber. \(address)"
        )
        #expect(citation([], publisher: "Chamber", year: nil).line == "Chamber. (n.d.). \(what) \(address)")
        #expect(citation(["Chamber"], publisher: "Chamber").line == "Chamber. (2022). \(what) \(address)")
        #expect(citation([]).line == "\(what) (2022). \(address)")
    }

    @Test("A BibTeX entry contains nothing that TeX would execute")
    func bibTeX() {
        #expect(
            citation(["A \\input{x}", "B_C"], publisher: "P").bibTeX == ##"""
                @misc{forum-1,
                  author = {{A \textbackslash{}input\{x\}} and {B\_C}},
                  title = {{Costs \& benefits: 100 \% of \{all\} \#1}},
                  year = {2022},
                  publisher = {P},
                  howpublished = {Guide},
                  language = {en},
                  url = {https://toolbox.example.eu/documents/forum:1}
                }
                """##
        )
    }
}
