import DocumentModel

/// An OLE compound file: the container in which Office keeps embedded objects. Streams are read by name; every chain of
/// sectors is bounded by the size of the file.
struct CompoundFile {
    static let mark: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    private struct Entry {
        var name: String
        var start: UInt32
        var size: Int
        var isStream: Bool
    }

    private let bytes: [UInt8]
    private let sectorSize: Int
    private let smallestNormal: Int
    private var table: [UInt32] = []
    private var entries: [Entry] = []
    private var smallTable: [UInt32] = []
    /// The stream that contains the small sectors, of 64 bytes each.
    private var small: [UInt8] = []

    /// Nil if `bytes` are not a compound file, or its tables are damaged.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 512, bytes.starts(with: Self.mark) else { return nil }
        self.bytes = bytes
        let shift = Int(bytes[30]) | Int(bytes[31]) << 8
        guard shift == 9 || shift == 12 else { return nil }
        sectorSize = 1 << shift
        smallestNormal = Int(Self.word(bytes, 56))
        guard readTable() else { return nil }
        let directory = chain(Self.word(bytes, 48), limit: 16 << 20)
        for start in stride(from: 0, to: directory.count - 127, by: 128) {
            guard let entry = Self.entry(directory, at: start) else { continue }
            entries.append(entry)
        }
        // The root, which comes first, holds the small sectors.
        if let root = entries.first, !root.isStream {
            small = chain(root.start, limit: root.size)
            let table = chain(Self.word(bytes, 60), limit: bytes.count)
            smallTable = stride(from: 0, to: table.count - 3, by: 4).map { Self.word(table, $0) }
        }
    }

    /// The names of the streams, in the order of the directory.
    var streamNames: [String] { entries.filter(\.isStream).map(\.name) }

    /// The bytes of the first stream called `name`; nil if there is none.
    func stream(_ name: String) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.isStream && $0.name == name }) else { return nil }
        return entry.size < smallestNormal
            ? smallChain(entry.start, limit: entry.size) : chain(entry.start, limit: entry.size)
    }

    // MARK: Sectors

    /// Reads the table of sectors, whose own sectors are listed in the header and in a chain of further lists.
    private mutating func readTable() -> Bool {
        var lists: [UInt32] = (0..<109).map { Self.word(bytes, 76 + $0 * 4) }
        var next = Self.word(bytes, 68)
        var rounds = bytes.count / sectorSize
        while let start = offset(of: next), rounds > 0 {
            rounds -= 1
            let count = sectorSize / 4 - 1
            lists += (0..<count).map { Self.word(bytes, start + $0 * 4) }
            next = Self.word(bytes, start + count * 4)
        }
        for sector in lists {
            guard let start = offset(of: sector) else { continue }
            table += stride(from: start, to: start + sectorSize, by: 4).map { Self.word(bytes, $0) }
            // More entries than sectors mean that a sector is listed again and again.
            if table.count > bytes.count / sectorSize + sectorSize { break }
        }
        return !table.isEmpty
    }

    /// Where a sector begins; nil if it is a mark or not wholly in the file.
    private func offset(of sector: UInt32) -> Int? {
        guard sector < 0xFFFF_FFFA else { return nil }
        let start = (Int(sector) + 1) * sectorSize
        return start + sectorSize <= bytes.count ? start : nil
    }

    private func chain(_ first: UInt32, limit: Int) -> [UInt8] {
        var found: [UInt8] = []
        var sector = first
        let most = min(limit, bytes.count)
        while found.count < most {
            // The last sector may be cut off.
            let start = (Int(sector) + 1) * sectorSize
            guard sector < 0xFFFF_FFFA, start < bytes.count else { break }
            found += bytes[start..<min(start + sectorSize, bytes.count)]
            guard Int(sector) < table.count else { break }
            sector = table[Int(sector)]
        }
        return found.count > limit ? Array(found.prefix(limit)) : found
    }

    private func smallChain(_ first: UInt32, limit: Int) -> [UInt8] {
        var found: [UInt8] = []
        var sector = first
        while found.count < min(limit, small.count) {
            let start = Int(sector) * 64
            guard sector < 0xFFFF_FFFA, start < small.count else { break }
            found += small[start..<min(start + 64, small.count)]
            guard Int(sector) < smallTable.count else { break }
            sector = smallTable[Int(sector)]
        }
        return found.count > limit ? Array(found.prefix(limit)) : found
    }

    private static func entry(_ directory: [UInt8], at start: Int) -> Entry? {
        let length = Int(directory[start + 64]) | Int(directory[start + 65]) << 8
        let kind = directory[start + 66]
        guard (2...64).contains(length), kind == 2 || kind == 5 || kind == 1 else { return nil }
        let units = stride(from: start, to: start + length - 2, by: 2).map {
            UInt16(directory[$0]) | UInt16(directory[$0 + 1]) << 8
        }
        return Entry(
            name: String(decoding: units, as: UTF16.self),
            start: word(directory, start + 116),
            size: Int(word(directory, start + 120)),
            isStream: kind == 2
        )
    }

    private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24
    }

    // MARK: Embedded objects

    /// The file inside an embedded object (`oleObject1.bin`); any other file as it is.
    ///
    /// - Throws: `.unsupported` for an object that is not a file, such as an equation of Word 97.
    static func unwrapped(_ bytes: [UInt8], name: String) throws(ExtractionFailure) -> EmbeddedFile {
        guard bytes.starts(with: mark), let object = CompoundFile(bytes) else {
            return EmbeddedFile(name: name, bytes: bytes)
        }
        let names = object.streamNames
        // A package of Office 2007 and later; a PDF, as Acrobat embeds it.
        for stream in ["Package", "CONTENTS", "EmbeddedOdf"] {
            if let inner = object.stream(stream), !inner.isEmpty { return EmbeddedFile(name: name, bytes: inner) }
        }
        if let native = object.stream("\u{1}Ole10Native"), let file = packaged(native) { return file }
        if names.contains("Equation Native") { throw .unsupported("an equation of Word before 2007") }
        return EmbeddedFile(name: name, bytes: bytes)
    }

    /// The file in a stream `Ole10Native`: a size, a mark, its name, its path, another path, the size of the file, its
    /// bytes.
    private static func packaged(_ stream: [UInt8]) -> EmbeddedFile? {
        guard stream.count > 12, stream[4] == 2, stream[5] == 0 else { return nil }
        var index = 6
        func text() -> String? {
            guard index < stream.count, let end = stream[index...].firstIndex(of: 0) else { return nil }
            defer { index = end + 1 }
            let bytes = Array(stream[index..<end])
            return CharacterSet.decode(bytes)?.text ?? String(decoding: bytes, as: UTF8.self)
        }
        guard let label = text(), let path = text(), index + 8 <= stream.count else { return nil }
        let length = Int(word(stream, index + 4))
        index += 8
        guard length <= stream.count - index else { return nil }
        index += length
        guard index + 4 <= stream.count else { return nil }
        let size = Int(word(stream, index))
        index += 4
        guard size > 0, size <= stream.count - index else { return nil }
        return EmbeddedFile(name: label.isEmpty ? path : label, bytes: Array(stream[index..<index + size]))
    }
}
