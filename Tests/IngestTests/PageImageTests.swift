import DocumentModel
import SystemPackage
import Testing

@testable import Encodings
@testable import Ingest

@Suite("Pages as pictures")
struct PageImageTests {
    private func image(_ pdf: PDFBuilder, page: Int = 1, _ size: PageImageSize = .large) throws -> PageImage {
        let scratch = try Scratch()
        return try Extraction.image(ofPage: page, size, path: try scratch.write(pdf.bytes(), as: "file"))
    }

    /// The box of a word of the page's text.
    private func box(of word: String, in image: PageImage) throws -> PageImage.Box {
        let scalars = Array(image.text.unicodeScalars)
        let sought = Array(word.unicodeScalars)
        let start = try #require(scalars.indices.first { scalars[$0...].starts(with: sought) })
        return image.boxes[start..<start + sought.count].dropFirst().reduce(image.boxes[start]) { $0.union($1) }
    }

    private func size(ofPNG png: [UInt8]) -> [Int] {
        [16, 20].map { start in png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    }

    @Test("Each letter has its position, relative to the upper left corner of the visible area")
    func plain() throws {
        let image = try image(PDFBuilder(pages: ["", "Measure twice"]), page: 2)
        #expect(image.pageCount == 2)
        #expect((image.width, image.height) == (595, 842))
        #expect(image.boxes.count == image.text.unicodeScalars.count)
        let first = try box(of: "Measure", in: image)
        #expect(abs(first.left - 72) < 2 && first.top < 842 - 720 && first.bottom > 842 - 720)
        #expect(first.right - first.left > 30 && first.bottom - first.top < 20)
        let second = try box(of: "twice", in: image)
        #expect(second.left > first.right && abs(second.top - first.top) < 1)
    }

    @Test("Cropping and rotation of the page are taken into account")
    func turned() throws {
        var pdf = PDFBuilder(pages: ["Measure twice"])
        pdf.page = "/CropBox [50 600 400 800]"
        let cut = try image(pdf)
        #expect((cut.width, cut.height) == (350, 200))
        let level = try box(of: "Measure", in: cut)
        #expect(abs(level.left - 22) < 2 && level.top < 80 && level.bottom > 80)
        pdf.page += " /Rotate 90"
        let turned = try image(pdf)
        #expect((turned.width, turned.height) == (200, 350))
        // The words run downwards, with their baselines on the left.
        let upright = try box(of: "Measure", in: turned)
        #expect(abs(upright.top - 22) < 2 && upright.left < 120 && upright.right > 120)
        #expect(upright.bottom - upright.top > upright.right - upright.left)
        #expect(try box(of: "twice", in: turned).top > upright.bottom)
    }

    @Test("A picture is a PNG of the right size, shows the page's content, and is never larger than allowed")
    func png() throws {
        for size in PageImageSize.allCases {
            let image = try image(PDFBuilder(pages: ["Measure twice"]), size)
            #expect(image.png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(self.size(ofPNG: image.png)[0] == size.width)
            let blank = try self.image(PDFBuilder(pages: [""]), size)
            #expect(image.png.count > blank.png.count + 50)
            var strip = PDFBuilder(pages: ["x"])
            strip.page = "/CropBox [0 0 4 842]"
            let narrow = self.size(ofPNG: try self.image(strip, size).png)
            #expect(narrow[0] * narrow[1] <= size.mostPixels * 11 / 10 && narrow[0] < size.width, "\(narrow)")
        }
        #expect(try image(PDFBuilder(pages: ["Measure twice"]), .small).boxes.isEmpty)
    }

    @Test("Right-to-left words have positions, too")
    func rightToLeft() throws {
        let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        let file = folder.appending("fixtures/toolbox/partners-abroad/تونس/شراكة.pdf")
        let image = try Extraction.image(ofPage: 1, .large, path: file)
        #expect(image.boxes.count == image.text.unicodeScalars.count)
        for word in ["أهداف", "أعضاؤه", "المهني", "المدربين", "تورينو"] {
            let box = try box(of: word, in: image)
            #expect(box.right - box.left > 5 && box.bottom - box.top > 5, "\(word)")
            #expect(box.right < image.width && box.bottom < image.height, "\(word)")
        }
        // On one line, later words are further left.
        #expect(try box(of: "المدربين", in: image).left > box(of: "تورينو", in: image).right)
    }

    @Test("A page that cannot be drawn has a reason")
    func failures() throws {
        func failure(_ body: () throws -> PageImage) -> PageImageFailure? {
            do {
                _ = try body()
                return nil
            } catch { return error as? PageImageFailure }
        }
        #expect(failure { try image(PDFBuilder(pages: ["a", "b"]), page: 3) } == .noSuchPage(of: 2))
        #expect(failure { try image(PDFBuilder(pages: ["a", "b"]), page: 0) } == .noSuchPage(of: 2))
        let scratch = try Scratch()
        let broken = try scratch.write(Array("%PDF-1.7 and nothing".utf8), as: "broken")
        guard case .unreadable(.broken) = failure({ try Extraction.image(ofPage: 1, .large, path: broken) }) else {
            Issue.record("a broken file is drawn")
            return
        }
    }

    @Test("A decoded image equals the original; truncated bytes throw")
    func coding() throws {
        var image = PageImage(width: 419.53, height: 595.28, pageCount: 12, png: [1, 2, 3], text: "ab")
        image.boxes = [
            PageImage.Box(left: 10.25, top: 20.5, right: 13, bottom: 30.75), .nowhere,
        ]
        let bytes = image.encoded()
        #expect(try PageImage(decoding: bytes) == image)
        for count in 0..<bytes.count {
            #expect(throws: BinaryCodingError.self) { try PageImage(decoding: Array(bytes.prefix(count))) }
        }
        image.boxes[1] = PageImage.Box(left: -4, top: .nan, right: .infinity, bottom: 1e300)
        #expect(try PageImage(decoding: image.encoded()).boxes[1].left == 0)
    }
}
