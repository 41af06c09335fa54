/// Writes small PDFs as text.
struct PDFBuilder {
    /// The text of each page, one line each.
    var pages: [String]
    /// Content streams instead of the texts of some pages, by index from 0.
    var streams: [Int: String] = [:]
    var info = ""
    var xmp: String?
    /// Entries of the catalogue, such as `/PageLabels`; `%PAGE1%` stands for a reference to the first page.
    var catalogue = ""
    /// Further objects, numbered from 50.
    var extra: [String] = []
    var trailer = ""
    /// Further entries of every page.
    var page = ""

    func bytes() -> [UInt8] {
        var objects: [Int: String] = [:]
        let kids = pages.indices.map { "\(10 + $0 * 2) 0 R" }.joined(separator: " ")
        objects[2] = "<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>"
        objects[3] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        objects[4] = "<< \(info) >>"
        for (index, text) in pages.enumerated() {
            let stream = streams[index] ?? "BT /F1 12 Tf 72 720 Td (\(text)) Tj ET"
            objects[10 + index * 2] =
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(11 + index * 2) 0 R"
                + " /Resources << /Font << /F1 3 0 R >> >> \(page) >>"
            objects[11 + index * 2] = "<< /Length \(stream.utf8.count) >>\nstream\n\(stream)\nendstream"
        }
        for (index, object) in extra.enumerated() { objects[50 + index] = object }
        var entries = catalogue.replacing("%PAGE1%", with: "10 0 R").replacing("%PAGE2%", with: "12 0 R")
        if let xmp {
            objects[5] =
                "<< /Type /Metadata /Subtype /XML /Length \(xmp.utf8.count) >>\nstream\n\(xmp)\nendstream"
            entries += " /Metadata 5 0 R"
        }
        objects[1] = "<< /Type /Catalog /Pages 2 0 R \(entries) >>"

        var output = "%PDF-1.7\n"
        var offsets: [Int: Int] = [:]
        for number in objects.keys.sorted() {
            offsets[number] = output.utf8.count
            let body = objects[number]!.replacing("%PAGE1%", with: "10 0 R").replacing("%PAGE2%", with: "12 0 R")
            output += "\(number) 0 obj\n\(body)\nendobj\n"
        }
        let start = output.utf8.count
        let size = (objects.keys.max() ?? 0) + 1
        output += "xref\n0 \(size)\n0000000000 65535 f \n"
        for number in 1..<size {
            let offset = String(offsets[number] ?? 0)
            let padded = String(repeating: "0", count: 10 - offset.count) + offset
            output += offsets[number] == nil ? "0000000000 00000 f \n" : "\(padded) 00000 n \n"
        }
        output += "trailer\n<< /Size \(size) /Root 1 0 R /Info 4 0 R \(trailer) >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(output.utf8)
    }
}
