import CEmbedding
import Glibc

/// Why a model or a vector cannot be had.
package struct EmbeddingError: Error, CustomStringConvertible, Equatable {
    package var description: String
}

/// The model that turns texts of all languages into vectors: multilingual-e5-small (Wang et al. 2024), mapped into memory.
///
/// Texts that mean the same have similar vectors, whatever their languages. A vector has ``dimensions`` values, and its
/// squares add up to 1, so the sum of the products of two vectors is the cosine of their angle.
package final class EmbeddingModel: Sendable {
    /// What a text is for. The model was trained with questions and with passages that answer them.
    package enum Use: Sendable { case question, passage }

    /// How the processor multiplies.
    package enum Kernels: Sendable, CaseIterable { case fastest, plain, avx2, avx512 }

    /// The name of the model's file in the folder of language data.
    package static let fileName = "e5-small.bin"

    /// Any number of threads may use it: nothing changes it.
    private nonisolated(unsafe) let model: OpaquePointer

    /// Opens a model file.
    /// - Parameter kernels: how to multiply; the others are there to compare them.
    /// - Throws: ``EmbeddingError`` if the file is missing or damaged, or the processor does not have the kernels.
    package init(path: String, kernels: Kernels = .fastest) throws(EmbeddingError) {
        var reason: UnsafePointer<CChar>?
        guard let model = embedding_open(path, kernels.number, &reason) else {
            let text = reason.map { String(cString: $0) } ?? "for an unknown reason"
            throw EmbeddingError(description: "the model of vectors \(path) cannot be opened: \(text)")
        }
        self.model = model
    }

    deinit { embedding_close(model) }

    /// What distinguishes a model file from others: its size, and a hash of parts of it; nil if it cannot be read. Vectors of
    /// different models cannot be compared.
    package static func identity(of path: String) -> String? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        guard fseek(file, 0, SEEK_END) == 0, case let size = ftell(file), size > 0 else { return nil }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        var part = [UInt8](repeating: 0, count: 4096)
        for number in 0..<identityParts {
            guard fseek(file, size / identityParts * number, SEEK_SET) == 0 else { return nil }
            for byte in part.prefix(fread(&part, 1, part.count, file)) {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        return "\(size)-" + String(hash, radix: 16)
    }

    private static let identityParts = 128

    /// The number of values of a vector.
    package var dimensions: Int { embedding_dimensions(model) }

    /// The most tokens of a text that its vector is made of; the rest of a longer text is left out.
    package var mostTokens: Int {
        // Two mark the ends of the text, and up to four are the prefix that says what it is for.
        embedding_longest(model) - 6
    }

    /// The number of tokens of a text.
    package func tokens(in text: String) throws(EmbeddingError) -> Int {
        var text = text
        let count = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { embedding_tokens(model, Self.start(of: $0), $0.count) }
        }
        guard count != .max else { throw Self.outOfMemory }
        return count
    }

    /// The vector of a text.
    package func vector(of text: String, as use: Use) throws(EmbeddingError) -> [Float] {
        var (text, isDone) = (text, false)
        let result = [Float](unsafeUninitializedCapacity: dimensions) { vector, count in
            isDone = text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    embedding_embed(model, Self.start(of: $0), $0.count, use == .question, vector.baseAddress!)
                }
            }
            count = isDone ? dimensions : 0
        }
        guard isDone else { throw Self.outOfMemory }
        return result
    }

    private static let outOfMemory = EmbeddingError(description: "there is not enough memory for a vector")

    /// An empty text has no address.
    private static func start(of bytes: UnsafeBufferPointer<CChar>) -> UnsafePointer<CChar> {
        bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
    }
}
