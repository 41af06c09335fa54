import CEmbedding

/// Many vectors in bytes, one after the other in memory that somebody else owns, and what belongs to each.
package struct VectorTable {
    /// `count` times `width` numbers.
    package var numbers: UnsafePointer<Int8>
    /// The signs of each vector (``ByteVector/signs``).
    package var signs: UnsafePointer<UInt8>
    package var count: Int
    package var width: Int
    package var scales: UnsafePointer<Float>
    /// The document that each vector belongs to, below `owners`.
    package var owner: UnsafePointer<UInt32>
    package var owners: Int
    /// The kind of each vector.
    package var kind: UnsafePointer<UInt8>

    package init(
        numbers: UnsafePointer<Int8>,
        signs: UnsafePointer<UInt8>,
        count: Int,
        width: Int,
        scales: UnsafePointer<Float>,
        owner: UnsafePointer<UInt32>,
        owners: Int,
        kind: UnsafePointer<UInt8>
    ) {
        precondition(width % 64 == 0, "vectors are compared 64 numbers at a time")
        (self.numbers, self.signs, self.count, self.width, self.scales) = (numbers, signs, count, width, scales)
        (self.owner, self.owners, self.kind) = (owner, owners, kind)
    }

    /// The nearest vector of each document.
    package struct Nearest {
        /// The cosine of the nearest vector; minus infinity if the document has none of an allowed kind.
        package var cosines: [Float]
        /// The number of that vector.
        package var places: [UInt32]
    }

    /// The nearest vector of each document to a question.
    /// - Parameters:
    ///   - allowed: for each kind whether it counts; kinds beyond the end do not.
    ///   - chosen: the numbers of the vectors to compare; nil: all.
    ///   - kernels: how to multiply; the others are there to compare them.
    package func nearest(
        to question: ByteVector,
        allowed: [Bool],
        chosen: [UInt32]? = nil,
        kernels: EmbeddingModel.Kernels = .fastest
    ) -> Nearest {
        precondition(question.numbers.count == width, "a question has as many numbers as a vector")
        var result = Nearest(
            cosines: [Float](repeating: -.infinity, count: owners),
            places: [UInt32](repeating: 0, count: owners)
        )
        let flags = allowed.prefix(256) + [Bool](repeating: false, count: max(0, 256 - allowed.count))
        var vectors = EmbeddingVectors(
            numbers: numbers,
            count: count,
            width: width,
            scales: scales,
            owner: owner,
            owners: owners,
            kind: kind
        )
        Array(flags).withUnsafeBufferPointer { flags in
            if let chosen {
                embedding_scan_chosen(
                    &vectors,
                    kernels.number,
                    question.numbers,
                    question.scale,
                    flags.baseAddress!,
                    chosen,
                    chosen.count,
                    &result.cosines,
                    &result.places
                )
            } else {
                embedding_scan(
                    &vectors,
                    kernels.number,
                    question.numbers,
                    question.scale,
                    flags.baseAddress!,
                    &result.cosines,
                    &result.places
                )
            }
        }
        return result
    }

    /// The number of signs in which a question and each vector differ.
    package func differences(
        from question: ByteVector,
        kernels: EmbeddingModel.Kernels = .fastest
    ) -> [UInt16] {
        [UInt16](unsafeUninitializedCapacity: count) { differences, size in
            embedding_differ(kernels.number, question.signs, signs, count, width / 8, differences.baseAddress!)
            size = count
        }
    }
}

extension EmbeddingModel.Kernels {
    var number: EmbeddingKernels {
        switch self {
        case .fastest: EmbeddingKernelsFastest
        case .plain: EmbeddingKernelsPlain
        case .avx2: EmbeddingKernelsAVX2
        case .avx512: EmbeddingKernelsAVX512
        }
    }
}
