import DocumentModel

/// SBV, the captions that YouTube exports: `0:00:01.000,0:00:03.000`, then lines of text.
enum SBVFormat {
    static func isSBV(_ text: Substring) -> Bool {
        text.split(maxSplits: 1, whereSeparator: \.isNewline).first.map { SBVTimes.read($0) != .text } ?? false
    }

    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        try SubtitleFormat.read(source, as: .sbv)
    }
}

enum SBVTimes {
    /// Reads a line with two times and a comma between them.
    static func read(_ line: Substring) -> CueTimes.Reading {
        let parts = line.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = time(parts[0]), let end = time(parts[1]) else { return .text }
        return .times(CueTimes(start: start, end: end))
    }

    private static func time(_ text: Substring) -> Double? {
        let text = text.filter { !$0.isWhitespace }
        guard text.count(where: { $0 == ":" }) == 2, text.contains(".") else { return nil }
        return CueTimes.seconds(text)
    }
}
