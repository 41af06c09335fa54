import Encodings

/// A picture of a page, and the positions of its letters.
package struct PageImage: Sendable, Equatable {
    /// A rectangle on a page, in points (1/72 inch) from the upper left corner of the page as shown.
    package struct Box: Sendable, Equatable {
        package var left, top, right, bottom: Double

        package init(left: Double, top: Double, right: Double, bottom: Double) {
            (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
        }

        /// The box of something without a position.
        package static let nowhere = Box(left: 0, top: 0, right: 0, bottom: 0)

        package var isEmpty: Bool { right <= left || bottom <= top }

        /// The smallest box that contains both.
        package func union(_ other: Box) -> Box {
            Box(
                left: min(left, other.left),
                top: min(top, other.top),
                right: max(right, other.right),
                bottom: max(bottom, other.bottom)
            )
        }
    }

    /// The page's size in points as shown: rotated and cropped.
    package var width: Double
    package var height: Double
    /// How many pages the document has.
    package var pageCount: Int
    /// The picture: PNG.
    package var png: [UInt8]
    /// The page's text as extraction returns it; empty if it was not requested.
    package var text: String
    /// The box of each Unicode scalar of `text`; empty if it has none.
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
    /// The file cannot be read, or the page cannot be drawn.
    case unreadable(ExtractionFailure)
}

/// The size of a picture of a page.
package enum PageImageSize: String, Sendable, CaseIterable {
    /// For lists: a thumbnail.
    case small
    /// For reading.
    case large

    /// The width of the picture in pixels; pages that are much taller than wide are narrower.
    package var width: Int {
        switch self {
        case .small: 160
        case .large: 1240
        }
    }

    /// The maximum number of pixels.
    package var mostPixels: Int { width * width * 2 }
}

extension PageImage {
    private static let version = 1

    /// Encodes the picture for ``init(decoding:)``.
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

    /// Decodes the bytes of ``encoded()``; throws `BinaryCodingError` if they are truncated or of another version.
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

    /// A coordinate in hundredths of a point. No page is larger than a few metres, and negative values become 0.
    private static func hundredths(_ value: Double) -> Int {
        value.isFinite ? Int((min(max(value, 0), 1e6) * 100).rounded()) : 0
    }
}
