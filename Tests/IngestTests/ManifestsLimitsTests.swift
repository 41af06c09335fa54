import DocumentModel
import SystemPackage
import Testing

@testable import Ingest

/// Manifests that are far too large or intended to use up resources.
@Suite("Limits of manifests")
struct ManifestsLimitsTests {
    private func problems(of content: [UInt8], as name: String) throws -> [ManifestProblem] {
        let folder = try TemporaryFolder()
        try folder.write("docs/a.pdf")
        try folder.write(Array("docs/\(name)".utf8), content)
        return Manifests(of: FolderListing(of: [folder.path.appending("docs")])).problems
    }

    @Test("A table that is too large is not read, and the message states the limit")
    func largeTable() throws {
        let found = try problems(of: [UInt8](repeating: 0x61, count: (16 << 20) + 1), as: "metadata.csv")
        #expect(found.map(\.description) == ["docs/metadata.csv: is larger than 16 MiB; it was ignored"])
        #expect(found.map(\.severity) == [.error])
    }

    @Test("The same for vetsearch.yaml")
    func largeDefaults() throws {
        let title = Array("title: ".utf8) + [UInt8](repeating: 0x61, count: 1 << 20)
        let found = try problems(of: title, as: "vetsearch.yaml")
        #expect(found.map(\.description) == ["docs/vetsearch.yaml: is larger than 1 MiB; it was ignored"])
        #expect(found.map(\.severity) == [.error])
    }

    @Test("A quotation mark that is never closed invalidates only its row, however much follows")
    func unclosedQuote() throws {
        let rows = String(repeating: "b.pdf,x\n", count: 190_000)
        let table = CSVRows("file,title\na.pdf,\"never closed\n\(rows)")
        #expect(table.rows.count == 190_001)
        #expect(table.rows.last == CSVRows.Row(number: 190_002, cells: ["b.pdf", "x"]))
        #expect(table.problems.map(\.row) == [2])
        let message = try #require(table.problems.first).message
        #expect(message.contains("a quotation mark is never closed; the row was skipped"))
    }

    @Test("Reading stops after a few such rows")
    func manyUnclosedQuotes() throws {
        let table = CSVRows("file,title\n" + String(repeating: "a.pdf,\"\"\"x\n", count: 400_000))
        #expect(table.rows.count == 1)
        #expect(table.problems.count == 21)
        #expect(table.problems.last?.row == 22)
    }

    @Test("A cell, a row and a table that are too large are reported with their row")
    func largeParts() throws {
        let long = String(repeating: "x", count: CSVRows.Limit.cellBytes)
        for cell in [long, "\"\(long)\""] {
            #expect(CSVRows("a,b\nc,\(cell)\nd,e\n").problems.isEmpty)
            let table = CSVRows("a,b\nc,\(cell.replacing(long, with: long + "x"))\nd,e\n")
            #expect(table.problems.map(\.row) == [2])
            #expect(table.problems.first?.message.hasPrefix("a cell is longer than 1 MiB") == true)
            #expect(table.rows.map(\.cells) == [["a", "b"], ["d", "e"]])
        }
        let wide = CSVRows("a,b\n" + String(repeating: ",", count: CSVRows.Limit.columns) + "\nd,e\n")
        #expect(wide.problems.map(\.message) == ["it has more than 500 cells; the row was skipped"])
        #expect(wide.rows.map(\.number) == [1, 3])
        let high = CSVRows(String(repeating: "a\n", count: CSVRows.Limit.rows + 5))
        #expect(high.rows.count == CSVRows.Limit.rows)
        #expect(
            high.problems.map(\.message) == [
                "this and all following rows were skipped: a table has at most 200000 rows"
            ]
        )
        #expect(high.problems.map(\.row) == [CSVRows.Limit.rows + 1])
        let full = CSVRows(String(repeating: String(repeating: "a,", count: 399) + "a\n", count: 5_002))
        #expect(full.rows.count == 5_000)
        #expect(full.problems.map(\.row) == [5_001])
    }

    @Test("The first of many problems are reported, and the number of the others")
    func manyProblems() throws {
        let found = try problems(
            of: Array("file,title\n".utf8) + Array(repeating: Array(",x\n".utf8), count: 2_000).flatMap { $0 },
            as: "metadata.csv"
        )
        #expect(found.count == 501)
        #expect(
            found.last?.description
                == "docs/metadata.csv: there are 1500 more problems; only the first 500 are shown"
        )
    }

    @Test(
        "Line breaks of every kind, and empty cells, are preserved",
        arguments: [
            ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,\"d\r\ne\"", [["a", "b"], ["c", "d\r\ne"]]),
            ("a;b;\n;;c\n", [["a", "b", ""], ["", "", "c"]]), ("\"\"\"\"\n\"\",x\n", [["\""], ["", "x"]]),
            ("\"a,b\";c\n", [["a,b", "c"]]), ("", []), ("\n\n", []), ("a", [["a"]]),
        ] as [(String, [[String]])]
    )
    func cells(text: String, expected: [[String]]) {
        let table = CSVRows(text)
        #expect(table.rows.map(\.cells) == expected)
        #expect(table.problems.isEmpty)
    }

    @Test(
        "Malicious YAML of every kind is refused in one line",
        arguments: [
            "? " + String(repeating: "- ", count: 100_000) + "x\n", String(repeating: "[", count: 500_000),
            "title: " + String(repeating: "{a: ", count: 100_000), String(repeating: "? ", count: 100_000) + "a\n",
        ]
    )
    func nested(yaml: String) throws {
        let found = try problems(of: Array(yaml.utf8), as: "vetsearch.yaml")
        #expect(found.count == 1)
        #expect(found.first?.severity == .error)
    }

    @Test("Aliases are counted wherever they can occur")
    func aliases() throws {
        for separator in [", ", ",", "\t,\t"] {
            let names = (0..<20).map { _ in "*a" }.joined(separator: separator)
            for list in ["[\(names)]", "{\"k\":*a, l: [\(names)]}"] {
                let found = try problems(of: Array("a: &a x\nb: \(list)\n".utf8), as: "vetsearch.yaml")
                #expect(found.map(\.message) == ["has too many aliases (*name); the file was ignored"])
            }
        }
        let keys = (0..<20).map { "{\"k\($0)\":*a}" }.joined(separator: ",")
        let found = try problems(of: Array("a: &a x\nb: [\(keys)]\n".utf8), as: "vetsearch.yaml")
        #expect(found.map(\.message) == ["has too many aliases (*name); the file was ignored"])
    }
}
