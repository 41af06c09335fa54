import DocumentModel
import Embedding
import Encodings
import SystemPackage

/// A file of vectors cannot be read.
package struct VectorFileError: Error, CustomStringConvertible, Equatable {
    package var description: String
    package init(description: String) { self.description = description }
}

/// Where the text of a vector is.
package struct PassagePlace: Sendable, Equatable {
    /// The number of the section in the document, and the range of its text in bytes.
    package var section: Int
    package var range: Range<Int>
    /// The hash of the text and its language (``PassagePlace/hash(of:language:)``): if the document's text is another one by
    /// now, the vector is none of its own.
    package var hash: UInt64

    package init(section: Int, range: Range<Int>, hash: UInt64) {
        (self.section, self.range, self.hash) = (section, range, hash)
    }

    /// - Parameter text: UTF-8.
    package static func hash(of text: some Collection<UInt8>, language: LanguageTag) -> UInt64 {
        FNV1a.hash(Array(language.code.utf8) + [0] + Array(text))
    }
}

/// A file with the vectors of some documents, mapped into memory. It never changes.
///
/// Layout, little-endian: a header of 64 bytes (magic number, version, width, numbers of passages and documents, position and
/// length of the tail, hash of everything behind the header); then an array for each field of the passages, each beginning at
/// a multiple of 64; and a tail with the languages and documents. The passages of a document are next to each other.
package final class VectorSegment: Sendable {
    static let magic = Array("vsvector".utf8)
    static let version: UInt32 = 1
    static let headerSize = 64
    private static let placeSize = 24

    /// A document in a segment.
    package struct Document: Sendable, Equatable {
        package var id: String
        /// The number of the change with this text.
        package var sequence: Int64
        /// Whether all of its passages are here; otherwise they are still being made.
        package var isComplete: Bool
        /// The numbers of its passages.
        package var passages: Range<Int>
    }

    package let documents: [Document]
    /// By kind.
    package let languages: [LanguageTag]
    package let count: Int
    package let width: Int
    private let file: MappedFile
    private let offsets: Offsets

    /// Where the arrays begin.
    struct Offsets {
        var numbers, signs, scales, owners, kinds, places, end: Int

        init(count: Int, width: Int) {
            var next = headerSize
            func array(of size: Int) -> Int {
                defer { next = (next + count * size + 63) / 64 * 64 }
                return next
            }
            numbers = array(of: width)
            signs = array(of: width / 8)
            scales = array(of: 4)
            owners = array(of: 4)
            kinds = array(of: 1)
            places = array(of: placeSize)
            end = next
        }
    }

    /// Maps a file.
    /// - Throws: ``VectorFileError`` if it is not such a file, or is cut off.
    package init(path: FilePath) throws(VectorFileError) {
        func bad(_ reason: String) -> VectorFileError { VectorFileError(description: "\(path): \(reason)") }
        do {
            file = try MappedFile(path)
        } catch {
            throw bad("it cannot be read: \(error)")
        }
        let (memory, size) = (file.memory, file.size)
        guard size >= Self.headerSize else { throw bad("it is cut off") }
        let header = UnsafeRawBufferPointer(start: memory, count: Self.headerSize)
        guard header.prefix(8).elementsEqual(Self.magic),
            memory.load(fromByteOffset: 8, as: UInt32.self) == Self.version
        else { throw bad("it is no file of vectors of this version") }
        width = Int(memory.load(fromByteOffset: 12, as: UInt32.self))
        count = Int(memory.load(fromByteOffset: 16, as: UInt32.self))
        let owners = Int(memory.load(fromByteOffset: 20, as: UInt32.self))
        guard (64...4096).contains(width), width % 64 == 0 else { throw bad("its vectors have \(width) numbers") }
        offsets = Offsets(count: count, width: width)
        let tail = memory.load(fromByteOffset: 24, as: UInt64.self)
        let length = memory.load(fromByteOffset: 32, as: UInt64.self)
        guard tail == offsets.end, length <= UInt64(size), offsets.end + Int(length) == size else {
            throw bad("it is cut off")
        }
        do {
            (languages, documents) = try Self.readTail(
                Array(UnsafeRawBufferPointer(start: memory + offsets.end, count: Int(length))),
                count
            )
        } catch {
            throw bad("\(error)")
        }
        guard documents.count == owners, languages.count <= 256 else { throw bad("its list of documents is damaged") }
    }

    private var memory: UnsafeRawPointer { file.memory }

    private static func readTail(_ bytes: [UInt8], _ count: Int) throws -> ([LanguageTag], [Document]) {
        var reader = BinaryReader(bytes)
        let languages = try reader.readList { LanguageTag(try $0.readString()) ?? .undetermined }
        var end = 0
        let documents = try reader.readList { reader in
            let id = try reader.readString()
            let sequence = Int64(try reader.readInt())
            let isComplete = try reader.readByte() != 0
            let passages = try reader.readInt()
            guard passages <= count - end else { throw BinaryCodingError("too many passages") }
            defer { end += passages }
            return Document(id: id, sequence: sequence, isComplete: isComplete, passages: end..<end + passages)
        }
        return (languages, documents)
    }

    /// The vectors, valid as long as the segment.
    package var table: VectorTable {
        VectorTable(
            numbers: (memory + offsets.numbers).assumingMemoryBound(to: Int8.self),
            signs: (memory + offsets.signs).assumingMemoryBound(to: UInt8.self),
            count: count,
            width: width,
            scales: (memory + offsets.scales).assumingMemoryBound(to: Float.self),
            owner: (memory + offsets.owners).assumingMemoryBound(to: UInt32.self),
            owners: documents.count,
            kind: (memory + offsets.kinds).assumingMemoryBound(to: UInt8.self)
        )
    }

    /// A vector of the segment, with its place and language.
    package struct Passage: Sendable, Equatable {
        package var place: PassagePlace
        package var language: LanguageTag
        package var vector: ByteVector

        package init(place: PassagePlace, language: LanguageTag, vector: ByteVector) {
            (self.place, self.language, self.vector) = (place, language, vector)
        }
    }

    package func passage(_ number: Int) -> Passage {
        precondition((0..<count).contains(number), "there is no such passage")
        let numbers = UnsafeRawBufferPointer(start: memory + offsets.numbers + number * width, count: width)
        return Passage(
            place: place(of: number),
            language: language(of: number),
            vector: ByteVector(
                numbers: numbers.map { Int8(bitPattern: $0) },
                scale: memory.load(fromByteOffset: offsets.scales + number * 4, as: Float.self)
            )
        )
    }

    package func language(of number: Int) -> LanguageTag {
        let kind = Int(memory.load(fromByteOffset: offsets.kinds + number, as: UInt8.self))
        return kind < languages.count ? languages[kind] : .undetermined
    }

    package func place(of number: Int) -> PassagePlace {
        let at = offsets.places + number * Self.placeSize
        let start = Int(memory.load(fromByteOffset: at + 4, as: UInt32.self))
        let length = Int(memory.load(fromByteOffset: at + 8, as: UInt32.self))
        return PassagePlace(
            section: Int(memory.load(fromByteOffset: at, as: UInt32.self)),
            range: start..<start + length,
            hash: memory.load(fromByteOffset: at + 16, as: UInt64.self)
        )
    }

    /// Whether the file is as it was written. Reads all of it.
    package var isIntact: Bool {
        let content = UnsafeRawBufferPointer(start: memory + Self.headerSize, count: file.size - Self.headerSize)
        return FNV1a.hash(content) == memory.load(fromByteOffset: 40, as: UInt64.self)
    }

    // MARK: Writing

    /// A document to be written.
    package struct Draft: Sendable {
        package var id: String
        package var sequence: Int64
        package var isComplete: Bool
        package var passages: [Passage]

        package init(id: String, sequence: Int64, isComplete: Bool, passages: [Passage]) {
            (self.id, self.sequence, self.isComplete, self.passages) = (id, sequence, isComplete, passages)
        }
    }

    /// The bytes of a file with these documents.
    /// - Parameter width: the number of values of each vector.
    package static func bytes(of drafts: [Draft], width: Int) -> [UInt8] {
        let passages = drafts.flatMap(\.passages)
        // A kind is one byte. Documents may name any languages; those beyond are unknown ones.
        let named = Set(passages.map(\.language)).subtracting([.undetermined]).sorted().prefix(255)
        let languages = [.undetermined] + named
        let kinds = Dictionary(uniqueKeysWithValues: languages.enumerated().map { ($1, UInt8($0)) })
        var bytes = [UInt8](repeating: 0, count: headerSize)
        func append(_ array: (inout [UInt8]) -> Void) {
            array(&bytes)
            bytes.append(contentsOf: [UInt8](repeating: 0, count: (64 - bytes.count % 64) % 64))
        }
        append { bytes in
            for passage in passages {
                precondition(passage.vector.numbers.count == width, "all vectors have the same width")
                bytes.append(contentsOf: passage.vector.numbers.lazy.map { UInt8(bitPattern: $0) })
            }
        }
        append { bytes in for passage in passages { bytes.append(contentsOf: passage.vector.signs) } }
        append { bytes in for passage in passages { bytes.append(littleEndian: passage.vector.scale.bitPattern) } }
        append { bytes in
            for (number, draft) in drafts.enumerated() {
                for _ in draft.passages { bytes.append(littleEndian: UInt32(number)) }
            }
        }
        append { bytes in bytes.append(contentsOf: passages.map { kinds[$0.language] ?? 0 }) }
        append { bytes in
            for place in passages.map(\.place) {
                for value in [place.section, place.range.lowerBound, place.range.count, 0] {
                    bytes.append(littleEndian: UInt32(value))
                }
                bytes.append(littleEndian: place.hash)
            }
        }
        let end = bytes.count
        var tail = BinaryWriter()
        tail.write(languages) { $0.write($1.code) }
        tail.write(drafts) { writer, draft in
            writer.write(draft.id)
            writer.write(Int(draft.sequence))
            writer.append(draft.isComplete ? 1 : 0)
            writer.write(draft.passages.count)
        }
        bytes.append(contentsOf: tail.bytes)
        var header = magic
        for value in [version, UInt32(width), UInt32(passages.count), UInt32(drafts.count)] {
            header.append(littleEndian: value)
        }
        header.append(littleEndian: UInt64(end))
        header.append(littleEndian: UInt64(tail.bytes.count))
        header.append(littleEndian: FNV1a.hash(bytes[headerSize...]))
        bytes.replaceSubrange(..<header.count, with: header)
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
