import Embedding
import TextAnalysis

/// Cuts the text of a section into passages of about ``tokens`` tokens, at the ends of sentences.
struct PassageCutter {
    let analyser: Analyser
    let model: EmbeddingModel

    /// The number of tokens that a passage has at most; only a single sentence that cannot be cut has more. Longer passages are
    /// about several things, and their vectors about none.
    static let tokens = 200
    /// A rest with fewer tokens than this is added to the passage before it.
    static let leastTokens = 50

    private struct Piece {
        var range: Range<Int>
        var tokens: Int
    }

    /// The ranges of the passages in bytes, in order, without those that have no letter or digit.
    /// - Parameter text: UTF-8.
    func passages(of text: [UInt8]) throws -> [Range<Int>] {
        var passages: [Piece] = []
        for sentence in analyser.sentences(of: text) {
            for piece in try pieces(of: sentence, in: text) {
                if let last = passages.last, last.tokens + piece.tokens <= Self.tokens {
                    passages[passages.count - 1].range = last.range.lowerBound..<piece.range.upperBound
                    passages[passages.count - 1].tokens += piece.tokens
                } else {
                    passages.append(piece)
                }
            }
        }
        if passages.count > 1, let rest = passages.last, rest.tokens < Self.leastTokens {
            passages.removeLast()
            let last = passages[passages.count - 1]
            passages[passages.count - 1].range = last.range.lowerBound..<rest.range.upperBound
        }
        return passages.map { Self.trimmed($0.range, text) }.filter { range in
            String(decoding: text[range], as: UTF8.self).contains { $0.isLetter || $0.isNumber }
        }
    }

    /// A sentence, or its pieces if it is too long: a table, a list or a text without punctuation.
    private func pieces(of sentence: Range<Int>, in text: [UInt8]) throws -> [Piece] {
        let tokens = try model.tokens(in: String(decoding: text[sentence], as: UTF8.self))
        guard tokens > Self.tokens, sentence.count > 1 else { return [Piece(range: sentence, tokens: tokens)] }
        let middle = Self.boundary(near: (sentence.lowerBound + sentence.upperBound) / 2, in: sentence, text)
        guard sentence.lowerBound < middle, middle < sentence.upperBound else {
            return [Piece(range: sentence, tokens: tokens)]
        }
        return try pieces(of: sentence.lowerBound..<middle, in: text)
            + pieces(of: middle..<sentence.upperBound, in: text)
    }

    /// The place behind the space nearest to `middle`, or the beginning of a character if there is none in the middle half.
    private static func boundary(near middle: Int, in sentence: Range<Int>, _ text: [UInt8]) -> Int {
        let reach = sentence.count / 4
        for distance in 0..<max(1, reach) {
            for place in [middle - distance, middle + distance]
            where sentence.contains(place) && (text[place] == 0x20 || text[place] == 0x0A) {
                return place + 1
            }
        }
        var place = middle
        while place > sentence.lowerBound, text[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }

    private static func trimmed(_ range: Range<Int>, _ text: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, text[start] <= 0x20 { start += 1 }
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }
}
