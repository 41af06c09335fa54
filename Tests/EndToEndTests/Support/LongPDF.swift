import Foundation

/// Writes a PDF of many pages, with printed numbers that differ from their positions.
enum LongPDF {
    /// - Parameters:
    ///   - lines: the lines of a page, counted from 1. ASCII.
    ///   - roman: the number of first pages with Roman numbers; the page behind them is 1.
    static func data(pages: Int, roman: Int, lines: (Int) -> [String]) -> Data {
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /r >> \(roman) << /S /D >>] >> >>",
            "<< /Type /Pages /Kids [\((0..<pages).map { "\(4 + $0 * 2) 0 R" }.joined(separator: " "))] /Count \(pages) >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
        for page in 1...pages {
            let text = lines(page).map { "(\($0)) Tj T*" }.joined(separator: "\n")
            let stream = "BT /F1 9 Tf 13 TL 60 780 Td\n\(text)\nET"
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(3 + page * 2) 0 R"
                    + " /Resources << /Font << /F1 3 0 R >> >> >>"
            )
            objects.append("<< /Length \(stream.utf8.count) >>\nstream\n\(stream)\nendstream")
        }
        var output = "%PDF-1.7\n"
        var table = "0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let offset = String(output.utf8.count)
            table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
            output += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = output.utf8.count
        output += "xref\n0 \(objects.count + 1)\n\(table)"
        output += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Data(output.utf8)
    }

    /// 261 pages about the workshop. "needle" is on the pages 5, 60 and 200, "haystack" on 60, "thread" on each.
    static var workshop: Data {
        data(pages: 261, roman: 28) { page in
            var lines = (1...36).map {
                "The workshop keeps a record of every tool, and lesson \(page * 100 + $0) says who may use it and when."
            }
            lines[3] = "Here the thread of the lesson is taken up again."
            if [5, 60, 200].contains(page) { lines[20] = "A needle is the smallest tool of the workshop." }
            if page == 60 { lines[21] = "Nobody looks for it in a haystack." }
            return lines
        }
    }
}
