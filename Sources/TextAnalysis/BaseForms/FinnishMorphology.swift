import CVoikkoShim

/// libvoikko's morphology of Finnish. For use by one thread at a time.
final class FinnishMorphology {
    struct Analysis: Equatable {
        var base: String
        /// The number of letters of each part of a compound; one number for a simple word.
        var lengths: [Int]
    }

    private let handle: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 8192)

    /// - Parameter folder: where to look for the morphology first; nil for libvoikko's default paths.
    init(folder: String?) throws(AnalysisError) {
        var reason = [CChar](repeating: 0, count: 256)
        guard let handle = cvoikko_open(folder, &reason, reason.count) else {
            throw AnalysisError(description: "libvoikko cannot open its Finnish morphology: \(text(of: reason))")
        }
        self.handle = handle
    }

    deinit { cvoikko_close(handle) }

    /// The analyses of a word, without repetition; empty for an unknown word.
    func analyses(of word: String) -> [Analysis] {
        let written = cvoikko_analyses(handle, word, &buffer, buffer.count)
        guard written > 0 else { return [] }
        var result: [Analysis] = []
        for line in buffer[..<Int(written)].split(separator: 0) {
            let fields = line.split(separator: 1, maxSplits: 1, omittingEmptySubsequences: false)
            let analysis = Analysis(
                base: String(decoding: fields[0], as: UTF8.self),
                lengths: fields[1].split(separator: UInt8(ascii: "=")).map(\.count)
            )
            if !analysis.base.isEmpty, !result.contains(analysis) { result.append(analysis) }
        }
        return result
    }
}
