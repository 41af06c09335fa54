import DocumentModel
import Foundation
import Ingest
import SystemPackage
import Testing

@Suite("metadata.csv")
struct ManifestsTableTests {
    /// Lists a folder with these files and this table, and describes the files.
    private func read(
        _ table: some Collection<UInt8>,
        files: [String] = ["a.pdf", "b.pdf", "sub/c.pdf"]
    ) throws -> (of: [String: Metadata], problems: [String], severities: [ProblemSeverity]) {
        let folder = try TemporaryFolder()
        for file in files { try folder.write("docs/" + file) }
        try folder.write(Array("docs/metadata.csv".utf8), Array(table))
        let listing = FolderListing(of: [folder.path.appending("docs")])
        let manifests = Manifests(of: listing)
        let described = listing.files.map { ($0.source, manifests.describe($0)) }
        return (
            Dictionary(uniqueKeysWithValues: described), manifests.problems.map(\.description),
            manifests.problems.map(\.severity)
        )
    }

    @Test("A row's values have their origin; columns can be in any order and spelling")
    func row() throws {
        let table = """
            Title,Filename,COUNTRIES,sector,topics,type,Lang,license,EQF level,year,authors,keywords,Partner,description
            Welding,a.pdf,IT;FR,C|F,"craft-sme,guidance",guide,de-AT,cc by 4.0,4,2021-05-01,"Rossi, Anna; Bo",x;y,CFT,Long
            """
        let (of, problems, _) = try read(table.utf8)
        #expect(problems.isEmpty)
        let a = try #require(of["a.pdf"])
        #expect(a.title == "Welding")
        #expect(a.countries.map(\.code) == ["IT", "FR"])
        #expect(a.sectors.map(\.code) == ["C", "F"])
        #expect(a.topics.map(\.code) == ["craft-sme", "guidance"])
        #expect(a.type?.code == "guide")
        #expect(a.language?.code == "de")
        #expect(a.licence == "CC-BY-4.0")
        #expect(a.eqf == 4)
        #expect(a.year == 2021)
        #expect(a.creators == ["Rossi, Anna", "Bo"])
        #expect(a.keywords == ["x", "y"])
        #expect(a.partner == "CFT")
        #expect(a.description == "Long")
        #expect(a.origins.count == Metadata.Field.allCases.count)
        #expect(Set(a.origins.values) == ["docs/metadata.csv row 2"])
        #expect(of["b.pdf"] == Metadata())
    }

    @Test(
        "Comma, semicolon and tab are detected by the header",
        arguments: [
            "file,title,country\na.pdf,\"One, two\",\"IT,FR\"\n", "file;title;country\na.pdf;One, two;\"IT;FR\"\n",
            "file\ttitle\tcountry\na.pdf\tOne, two\tIT|FR\n",
            "\"file\";\"title\";\"country\"\n\"a.pdf\";\"One, two\";IT,FR",
            "sep=;\nfile;title;country\na.pdf;One, two;IT,FR\n", "file,country,title\na.pdf,\"IT;FR\",\"One, two\"",
        ]
    )
    func delimiters(table: String) throws {
        let (of, problems, _) = try read(table.utf8)
        #expect(problems.isEmpty)
        #expect(of["a.pdf"]?.title == "One, two")
        #expect(of["a.pdf"]?.countries.map(\.code) == ["IT", "FR"])
        #expect(of["a.pdf"]?.origins[.title] == "docs/metadata.csv row 2")
    }

    @Test("UTF-8 with a byte order mark and UTF-16 of both kinds are read")
    func encodings() throws {
        let text = "file;title\r\na.pdf;Für Ήρα Łódź\r\n"
        let little: [UInt8] = text.utf16.reduce(into: [0xFF, 0xFE]) { $0 += [UInt8($1 & 0xFF), UInt8($1 >> 8)] }
        let big: [UInt8] = text.utf16.reduce(into: [0xFE, 0xFF]) { $0 += [UInt8($1 >> 8), UInt8($1 & 0xFF)] }
        for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), little, big] {
            let (of, problems, _) = try read(bytes)
            #expect(problems.isEmpty)
            #expect(of["a.pdf"]?.title == "Für Ήρα Łódź")
        }
    }

    @Test("Anything that is not UTF-8 is read as Windows-1252, which is reported")
    func legacyEncoding() throws {
        let table = Array("file;title\na.pdf;".utf8) + [0x80, 0x20, 0xFC, 0x84] + Array("\n".utf8)
        let (of, problems, severities) = try read(table)
        #expect(of["a.pdf"]?.title == "€ ü„")
        #expect(
            problems == [
                "docs/metadata.csv: is not UTF-8 and was read as Windows-1252; save it as UTF-8 if letters look wrong"
            ]
        )
        #expect(severities == [.notice])
    }

    @Test("Bytes that are not text are reported and not read")
    func noText() throws {
        let (_, problems, severities) = try read([0x50, 0x4B, 3, 4, 0, 0, 0])
        #expect(problems == ["docs/metadata.csv: is not text; save it as UTF-8"])
        #expect(severities == [.error])
    }

    @Test("Quoted cells can contain quotes, separators and line breaks; rows are counted as in a spreadsheet")
    func quotes() throws {
        let table =
            "file,title,description\r\na.pdf,\"The \"\"old\"\" way\",\"one\r\ntwo, three\n\"\r\n\r\n,,\r\n"
            + "b.pdf,'single',x\r\nc.pdf,,\r\n"
        let (of, problems, _) = try read(table.utf8)
        #expect(of["a.pdf"]?.title == "The \"old\" way")
        #expect(of["a.pdf"]?.description == "one\r\ntwo, three")
        #expect(of["b.pdf"]?.title == "'single'")
        #expect(of["b.pdf"]?.origins[.title] == "docs/metadata.csv row 5")
        #expect(
            problems == ["docs/metadata.csv, row 6, column file: there is no file 'c.pdf'; did you mean 'sub/c.pdf'?"]
        )
    }

    @Test("A misplaced quotation mark invalidates its row, not the file")
    func strayQuote() throws {
        let table = "file,title\na.pdf,3\" pipes\nb.pdf,\"two\nlines\"\nsub/c.pdf,\"x\" y\n"
        let (of, problems, _) = try read(table.utf8)
        let reason =
            "unexpected quotation mark (write \"\" for one inside a quoted cell); the row was skipped"
        #expect(problems == ["docs/metadata.csv, row 2: \(reason)", "docs/metadata.csv, row 4: \(reason)"])
        #expect(of["a.pdf"] == Metadata())
        #expect(of["b.pdf"]?.title == "two\nlines")
        #expect(of["b.pdf"]?.origins[.title] == "docs/metadata.csv row 3")
    }

    @Test(
        "A quotation mark that is never closed invalidates its row, not the rest of the file",
        arguments: [
            "file,title\r\na.pdf,\"never closed\r\nb.pdf,fine\r\nsub/c.pdf,also\r\n",
            "file,title\r\na.pdf,\"never closed\r\nb.pdf,\"fine\"\r\nsub/c.pdf,\"also\"\r\n",
        ]
    )
    func unclosedQuote(table: String) throws {
        let (of, problems, _) = try read(table.utf8)
        #expect(of["b.pdf"]?.title == "fine")
        #expect(of["b.pdf"]?.origins[.title] == "docs/metadata.csv row 3")
        #expect(of["sub/c.pdf"]?.title == "also")
        #expect(problems.count == 1)
        let problem = try #require(problems.first)
        #expect(problem.hasPrefix("docs/metadata.csv, row 2: ") && problem.contains("quotation mark"))
    }

    @Test("A quotation mark that is never closed in the last row is reported")
    func unclosedAtTheEnd() throws {
        let (of, problems, _) = try read("file,title\nb.pdf,\"two\nlines\"\na.pdf,\"open".utf8)
        #expect(of["b.pdf"]?.title == "two\nlines")
        #expect(
            problems == [
                "docs/metadata.csv, row 3: a quotation mark is never closed; the row was skipped"
            ]
        )
    }

    @Test("Reading a table full of quotation mistakes ends")
    func manyStrayQuotes() throws {
        let table = "file,title\n" + String(repeating: "a.pdf,3\" x\n", count: 5_000)
        let (_, problems, _) = try read(table.utf8)
        #expect(problems.count == 21)
        #expect(problems.last?.contains("all following rows were skipped") == true)
    }

    @Test("Wrong values are reported one by one; valid ones beside them are used")
    func wrongValues() throws {
        let table = """
            file,country,topic,year,eqf,language,type,licence
            a.pdf,IT;Itly;FR,aprenticeship;guidance,abc,9,Deutsch,guid,all mine

            b.pdf,NO,,20233,4.5,,,EUPL-1.2
            """
        let (of, problems, severities) = try read(table.utf8)
        let a = try #require(of["a.pdf"])
        #expect(a.countries.map(\.code) == ["IT", "FR"])
        #expect(a.topics.map(\.code) == ["guidance"])
        #expect(a.licence == "all mine")
        #expect(a.has(.year) == false && a.has(.eqf) == false && a.has(.language) == false && a.has(.type) == false)
        #expect(of["b.pdf"]?.countries.map(\.code) == ["NO"])
        #expect(
            problems == [
                "docs/metadata.csv, row 2, column country: " + Country.complaint(about: "Itly"),
                "docs/metadata.csv, row 2, column topic: 'aprenticeship' is not a topic (a built-in code, or the URI of a concept); did you mean apprenticeship?",
                "docs/metadata.csv, row 2, column year: 'abc' is not a year; expected four digits, such as 2023",
                "docs/metadata.csv, row 2, column eqf: '9' is not an EQF level; expected a whole number from 1 to 8",
                "docs/metadata.csv, row 2, column language: 'Deutsch' is not a language code (BCP 47); did you mean de?",
                "docs/metadata.csv, row 2, column type: 'guid' is not a type; did you mean guide?",
                "docs/metadata.csv, row 2, column licence: 'all mine' is not an SPDX licence identifier; "
                    + "expected an identifier such as CC-BY-4.0; it was kept as written",
                "docs/metadata.csv, row 4, column year: '20233' is not a year; expected four digits, such as 2023",
                "docs/metadata.csv, row 4, column eqf: '4.5' is not an EQF level; expected a whole number from 1 to 8",
            ]
        )
        // An ignored value was meant to be used; the licence is used as it is.
        #expect(severities.enumerated().allSatisfy { $0.element == ($0.offset == 6 ? .warning : .error) })
    }

    @Test("A sector's long name is one mistake, not one for each comma")
    func sectorName() throws {
        let (_, problems, _) = try read("file;sector\na.pdf;Agriculture, forestry and fishing\n".utf8)
        #expect(problems.count == 1)
        #expect(problems.first?.hasSuffix("did you mean A?") == true)
    }

    @Test("Unknown and repeated columns are reported; without a file column nothing can be read")
    func columns() throws {
        let unknown = try read("file,contry,title,Titles,zzzzzz,\na.pdf,IT,one,two,x,y\n".utf8)
        #expect(unknown.of["a.pdf"]?.title == "one")
        #expect(
            unknown.problems == [
                "docs/metadata.csv, row 1, column contry: 'contry' is not a known column; did you mean country? (column ignored)",
                "docs/metadata.csv, row 1, column Titles: occurs twice (also as 'title'); the first one was used",
                "docs/metadata.csv, row 1, column zzzzzz: 'zzzzzz' is not a known column; expected one of file, title, "
                    + "description, creator, keyword, country, sector, topic, type, language, eqf, year, licence, partner (column ignored)",
            ]
        )
        let none = try read("document,title\na.pdf,one\n".utf8)
        #expect(none.of["a.pdf"] == Metadata())
        #expect(
            none.problems.last == "docs/metadata.csv, row 1: there is no column 'file', which says what file a row "
                + "describes; the table was ignored"
        )
        #expect(none.severities.last == .error)
    }

    @Test("A cell beyond the last column is reported: a comma that is not quoted")
    func beyondTheLastColumn() throws {
        let (_, problems, _) = try read("file,title,year\na.pdf,Bread, butter,2020\nb.pdf,x\n".utf8)
        #expect(
            problems == [
                "docs/metadata.csv, row 2: '2020' is beyond the last column; a cell that contains a separator must "
                    + "be in quotation marks",
                "docs/metadata.csv, row 2, column year: 'butter' is not a year; expected four digits, such as 2023",
            ]
        )
    }

    @Test("Rows are matched by path, including those in the style of Windows and macOS")
    func fileNames() throws {
        let table = "file,title\n./a.pdf,1\nsub\\c.pdf,2\nmu\u{308}nchen.pdf,3\n sub/../b.pdf ,4\n"
        let (of, problems, _) = try read(table.utf8, files: ["a.pdf", "b.pdf", "sub/c.pdf", "m\u{FC}nchen.pdf"])
        #expect(problems.isEmpty)
        #expect(
            of.mapValues { $0.title ?? "" } == ["a.pdf": "1", "sub/c.pdf": "2", "m\u{FC}nchen.pdf": "3", "b.pdf": "4"]
        )
    }

    @Test("Rows that match no file of the listing say why")
    func missingFiles() throws {
        let table = "file,title\nA.PDF,1\n../x.pdf,2\nsub,3\n.hidden.pdf,4\n,5\nnothing-like-it,6\nC.pdf,7\n"
        let (of, problems, _) = try read(table.utf8, files: ["a.pdf", "sub/c.pdf", ".hidden.pdf"])
        #expect(of.values.allSatisfy { $0 == Metadata() })
        let start = "docs/metadata.csv, row"
        #expect(
            problems == [
                "\(start) 2, column file: there is no file 'A.PDF'; did you mean 'a.pdf'?",
                "\(start) 3, column file: '../x.pdf' is outside the folder; a row describes files beside the table or below it",
                "\(start) 4, column file: 'sub' is a folder; a row describes one file. To describe a folder, put a vetsearch.yaml in it",
                "\(start) 5, column file: '.hidden.pdf' exists, but is not among the files that are ingested",
                "\(start) 6, column file: the row names no file; it was skipped",
                "\(start) 7, column file: there is no file 'nothing-like-it'",
                "\(start) 8, column file: there is no file 'C.pdf'; did you mean 'sub/c.pdf'?",
            ]
        )
    }

    @Test("The first of two rows for one file is used")
    func twoRows() throws {
        let (of, problems, _) = try read("file,title,year\na.pdf,first,\nb.pdf,x,\n./a.pdf,second,2020\n".utf8)
        #expect(of["a.pdf"]?.title == "first")
        #expect(of["a.pdf"]?.year == nil)
        #expect(
            problems == [
                "docs/metadata.csv, row 4, column file: './a.pdf' is already described in row 2; that row was used, this one "
                    + "was ignored"
            ]
        )
    }

    @Test("An empty table is a notice")
    func empty() throws {
        let (_, problems, severities) = try read("\u{FEFF}\r\n \r\n".utf8)
        #expect(problems == ["docs/metadata.csv: is empty"])
        #expect(severities == [.notice])
    }
}
