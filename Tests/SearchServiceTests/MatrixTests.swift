import Catalogue
import DocumentModel
import Foundation
import Templates
import TestSupport
import Testing

@testable import Encodings
@testable import Index
@testable import SearchService
@testable import WebPages

@Suite("Two facets against each other")
struct MatrixTests {
    @Test(
        "Every cell has the count of a search limited to its row and its column",
        arguments: 1...4 as ClosedRange<UInt64>
    )
    func cells(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let box = try SearchToolbox()
        for number in 0..<60 {
            var deposit = try AccessTests.deposit(&random, number: number)
            (deposit.visibility, deposit.stage) = (.public, .published)
            let topics = ["guidance", "inclusion", "urn:vetsearch:vet:dual-system"].filter { _ in
                Bool.random(using: &random)
            }
            let countries = ["IT", "DE", "FR"].filter { _ in Bool.random(using: &random) }
            try deposit.apply([
                "topics": .array(topics.map { .string($0) }), "countries": .array(countries.map { .string($0) }),
            ])
            _ = try box.catalogue.put("d\(number)", deposit, by: "test")
        }
        try box.index()
        let engine = try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri)
        var counted = 0
        for (rows, columns) in [(Facet.country, Facet.topic), (.topic, .year), (.year, .country), (.language, .type)] {
            for text in ["", "welding", "Ausbildung OR officina"] {
                var request = SearchRequest(text: text)
                request.isVerbatim = true
                if Bool.random(using: &random) { request.filters[.country] = ["IT", "FR"] }
                let matrix = try engine.matrix(request, rows: rows, columns: columns)
                #expect(matrix.cells.count == matrix.rows.values.count)
                for (row, cells) in zip(matrix.rows.values, matrix.cells) {
                    #expect(cells.count == matrix.columns.values.count)
                    var line = request
                    line.filters = Self.limited(request.filters, rows, row.value)
                    #expect(try engine.search(line).total == row.count, "\(row)")
                    for (column, count) in zip(matrix.columns.values, cells) {
                        var cell = line
                        // A filter on the columns' own facet does not limit the columns, as it never limits a facet's own
                        // counts.
                        cell.filters = Self.limited(line.filters, columns, column.value)
                        let found = try engine.search(cell)
                        let isLimited = !request.filters[columns].isEmpty
                        if !isLimited, !found.query.relaxed {
                            #expect(found.total == count, "\(row) \(column)")
                            counted += 1
                        }
                    }
                }
            }
        }
        #expect(counted > 40)
    }

    private static func limited(_ filters: SearchFilters, _ facet: Facet, _ value: String) -> SearchFilters {
        var filters = filters
        filters[facet] = []
        let isValue = filters.add(value, to: facet)
        #expect(isValue)
        return filters
    }

    @Test("The CSV has names, counts and sums, and no formula")
    func csv() throws {
        let side = { (facet: String, labels: [String]) in
            MatrixResponse.Side(
                facet: facet,
                values: labels.map {
                    MatrixResponse.Value(FacetValue(value: "x", label: $0, count: 2, selected: false))
                }
            )
        }
        let matrix = MatrixResponse(
            total: 5,
            rows: side("country", ["Italy", "=cmd()"]),
            columns: side("topic", ["A, \"B\"", "C"]),
            cells: [[1, 0], [0, 2]]
        )
        #expect(
            matrix.csv(all: "All")
                == "country,\"A, \"\"B\"\"\",C,All\r\nItaly,1,0,2\r\n'=cmd(),0,2,2\r\nAll,2,2,5\r\n"
        )
    }

    @Test("The page has a table with headers, labelled gaps, and links to the documents")
    func page() throws {
        let box = try SearchToolbox()
        for (id, country, topic) in [("a", "IT", "guidance"), ("b", "DE", "inclusion")] {
            var deposit = Deposit()
            try deposit.apply(["title": .string(id), "countries": .string(country), "topics": .string(topic)])
            _ = try box.catalogue.put(id, deposit, by: "test")
        }
        try box.index()
        let engine = try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri)
        var request = SearchRequest(text: "")
        (request.interfaceLanguage, request.isInterfaceChosen) = ("it", true)
        let matrix = try engine.matrix(request, rows: .country, columns: .topic)
        let page = PageMarkup(try SearchPage().render(MatrixView(request: request, matrix: matrix)))
        #expect(page.all("th").filter { $0["scope"] == "col" }.count == 4)
        #expect(page.all("th").filter { $0["scope"] == "row" }.count == 3)
        #expect(page.all("td").filter { $0["class"] == "gap" }.count == 2)
        #expect(page.text.contains("Germania") && page.text.contains("Inclusione"))
        #expect(page.links.contains("/?country=IT&topic=guidance&lang=it"))
        #expect(page.links.contains("/v1/matrix?lang=it&rows=country&columns=topic&format=csv"))
        #expect(page.text.contains("Italia, Inclusione"))
    }
}
