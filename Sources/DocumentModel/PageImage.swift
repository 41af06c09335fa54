import Encodings

/// A page of a document as it looks, and where its letters stand.
package struct PageImage: Sendable, Equatable {
    /// Where something stands on a page: in points (1/72 inch) from its upper left corner, as the page is shown.
    package struct Box: Sendable, Equatable {
        package var left, top, right, bottom: Double

        package init(left: Double, top: Double, right: Double, bottom: Double) {
            (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
        }

        /// Nothing has this place.
        package static let nowhere = Box(left: 0, top: 0, right: 0, bottom: 0)

        package var isEmpty: Bool { right <= left || bottom <= top }

        /// The smallest box around both.
        package func union(_ other: Box) -> Box {
            Box(
                left: min(left, other.left),
                top: min(top, other.top),
                right: max(right, other.right),
                bottom: max(bottom, other.bottom)
            )
        }
    }

    /// The page's size in points, as it is shown: turned, and cut to what is to be seen of it.
    package var width: Double
    package var height: Double
    /// How many pages the document has.
    package var pageCount: Int
    /// The picture: PNG.
    package var png: [UInt8]
    /// The page's text as extraction gives it; empty where nobody asked for it.
    package var text: String
    /// The place of each Unicode scalar of `text`; empty where it has none.
    package var boxes: [Box]

    package init(width: Double, height: Double, pageCount: Int, png: [UInt8], text: String = "", boxes: [Box] = []) {
        (self.width, self.height, self.pageCount) = (width, height, pageCount)
        (self.png, self.text, self.boxes) = (png, text, boxes)
    }
}

/// Why there is no picture of a page.
package enum PageImageFailure: Error, Sendable, Equatable {
    /// The document has only this many pages.
    case noSuchPage(of: Int)
    /// The file cannot be read, or the page not be drawn.
    case unreadable(ExtractionFailure)
}

/// How large a picture of a page is.
package enum PageImageSize: String, Sendable, CaseIterable {
    /// For lists: as wide as a thumb.
    case small
    /// For reading.
    case large

    /// The picture's width in pixels; pages that are much higher than wide are drawn less wide.
    package var width: Int {
        switch self {
        case .small: 160
        case .large: 1240
        }
    }

    /// The most pixels that a picture has.
    package var mostPixels: Int { width * width * 2 }
}

extension PageImage {
    private static let version = 1

    /// The bytes that ``init(decoding:)`` reads.
    package func encoded() -> [UInt8] {
        var writer = BinaryWriter()
        writer.write(Self.version)
        writer.write(width)
        writer.write(height)
        writer.write(pageCount)
        writer.write(text)
        writer.write(boxes) { writer, box in
            for value in [box.left, box.top, box.right, box.bottom] { writer.write(Self.hundredths(value)) }
        }
        writer.write(png)
        return writer.bytes
    }

    /// Reads what ``encoded()`` wrote; throws `BinaryCodingError` when it is cut or of another version.
    package init(decoding bytes: [UInt8]) throws {
        var reader = BinaryReader(bytes)
        let version = try reader.readInt()
        guard version == Self.version else { throw BinaryCodingError("a page's picture of version \(version)") }
        width = try reader.readDouble()
        height = try reader.readDouble()
        pageCount = try reader.readInt()
        text = try reader.readString()
        boxes = try reader.readList { reader in
            let values = try (0..<4).map { _ in Double(try reader.readInt()) / 100 }
            return Box(left: values[0], top: values[1], right: values[2], bottom: values[3])
        }
        png = Array(try reader.readBytes())
    }

    /// A place as it is written: no page is larger than some meters, and what stands left of it or above is at its edge.
    private static func hundredths(_ value: Double) -> Int {
        value.isFinite ? Int((min(max(value, 0), 1e6) * 100).rounded()) : 0
    }
}
