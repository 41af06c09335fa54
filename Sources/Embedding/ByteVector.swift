import CEmbedding

/// A vector of length 1 in bytes: each value is one of ``numbers`` times ``scale``. A search finds the same with bytes as with
/// floating-point numbers, in a quarter of the memory.
package struct ByteVector: Sendable, Equatable {
    /// From -127 to 127.
    package var numbers: [Int8]
    package var scale: Float

    package init(numbers: [Int8], scale: Float) { (self.numbers, self.scale) = (numbers, scale) }

    /// Brings a vector to length 1, and rounds it.
    package init(_ vector: [Float]) {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let largest = vector.reduce(0) { max($0, abs($1)) }
        guard length > 0, length.isFinite else {
            self.init(numbers: [Int8](repeating: 0, count: vector.count), scale: 0)
            return
        }
        self.init(numbers: vector.map { Int8(($0 / largest * 127).rounded()) }, scale: largest / 127 / length)
    }

    /// The signs of the numbers, one bit each: how many of them two vectors share says roughly how near they are (Charikar
    /// 2002).
    package var signs: [UInt8] {
        var signs = [UInt8](repeating: 0, count: (numbers.count + 7) / 8)
        for (place, number) in numbers.enumerated() where number >= 0 { signs[place / 8] |= 1 << UInt8(place % 8) }
        return signs
    }

    /// The cosine of the angle to another vector.
    package func cosine(_ other: ByteVector) -> Float {
        let product = zip(numbers, other.numbers).reduce(0) { $0 + Int($1.0) * Int($1.1) }
        return Float(product) * scale * other.scale
    }
}
