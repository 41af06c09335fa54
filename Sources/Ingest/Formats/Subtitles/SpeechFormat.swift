import DocumentModel
import Foundation

/// Transcripts in JSON: of Whisper and the programs around it, of podcasts, and YouTube's.
enum SpeechFormat {
    /// Whether a file is such a transcript. Any other JSON is data.
    static func isSpeech(_ source: SourceFile) -> Bool {
        let first = source.head.first { $0 > 0x20 && $0 < 0x80 }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "["), source.size <= source.limits.maximumTextBytes,
            let bytes = try? source.bytes()
        else { return false }
        return transcript(bytes) != nil
    }

    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        guard let (cues, language) = transcript(try source.bytes()) else {
            throw .unsupported("a data file (JSON)")
        }
        guard !cues.isEmpty else { throw .broken("no segment of the transcript has text and times") }
        var metadata = Metadata()
        metadata.language = language
        return SubtitleFormat.document(.speech, cues, metadata, name: source.name)
    }

    /// The cues of a transcript, and its language; nil if it is something else.
    private static func transcript(_ bytes: [UInt8]) -> (cues: [Cue], language: LanguageTag?)? {
        guard let decoded = CharacterSet.decode(bytes) else { return nil }
        let data = Data(decoded.utf8)
        // Decoding takes several times the memory of a large file.
        let marks = ["\"start\"", "\"offsets\"", "\"timestamp", "\"startTime\"", "\"tStartMs\""]
        guard marks.contains(where: { data.range(of: Data($0.utf8)) != nil }) else { return nil }
        let decoder = JSONDecoder()
        if let list = try? decoder.decode([Segment].self, from: data) {
            guard list.allSatisfy({ $0.finish != nil }) else { return nil }
            return cues(list).map { ($0, nil) }
        }
        guard let file = try? decoder.decode(File.self, from: data) else { return nil }
        let language = file.language ?? file.result?.language ?? file.params?.language
        for segments in [file.segments, file.transcription, file.chunks, file.events] {
            guard let segments, let cues = cues(segments) else { continue }
            return (cues, language.flatMap(tag))
        }
        return nil
    }

    /// The segments as cues; nil if none has text and a time, so that this is not a transcript.
    private static func cues(_ segments: [Segment]) -> [Cue]? {
        var found: [Cue] = []
        for (index, segment) in segments.enumerated() {
            guard let start = segment.begin, let written = segment.words else { continue }
            let next = index + 1 < segments.count ? segments[index + 1].begin : nil
            let text = written.split(whereSeparator: \.isNewline).compactMap { Descriptions.folded(String($0)) }
            let end = max(start, segment.finish ?? next ?? start)
            guard !text.isEmpty, start.isFinite, end.isFinite, (0...1e9).contains(start), end <= 1e9 else { continue }
            found.append(
                Cue(
                    start: start,
                    end: end,
                    speaker: Descriptions.folded(segment.speaker),
                    text: text.joined(separator: "\n")
                )
            )
        }
        return found.isEmpty ? nil : RollingCaptions.unrolled(found)
    }

    /// A code or, as Whisper's library calls it, an English name.
    private static func tag(_ text: String) -> LanguageTag? {
        text.utf8.count > 3 && !text.contains("-") ? TranscriptName.language(named: text) : LanguageTag(text)
    }

    // MARK: The files

    private struct File: Decodable {
        struct Said: Decodable {
            var language: String?
        }
        var language: String?
        /// Whisper and WhisperX; podcasts.
        var segments: [Segment]?
        /// whisper.cpp.
        var transcription: [Segment]?
        var result: Said?
        var params: Said?
        /// Hugging Face's pipelines.
        var chunks: [Segment]?
        /// YouTube's json3.
        var events: [Segment]?
    }

    /// A segment of any of these; each has its own names for the same things.
    private struct Segment: Decodable {
        struct Offsets: Decodable {
            var from: Double?
            var to: Double?
        }
        struct Stamps: Decodable {
            var from: String?
            var to: String?
        }
        struct Piece: Decodable {
            var utf8: String?
        }
        var start: Double?
        var end: Double?
        var text: String?
        var speaker: String?
        var offsets: Offsets?
        var timestamps: Stamps?
        var timestamp: [Double?]?
        var startTime: Double?
        var endTime: Double?
        var body: String?
        var tStartMs: Double?
        var dDurationMs: Double?
        var segs: [Piece]?

        var begin: Double? {
            start ?? offsets?.from.map { $0 / 1000 } ?? timestamps?.from.flatMap { CueTimes.seconds($0) }
                ?? timestamp?.first.flatMap(\.self) ?? startTime ?? tStartMs.map { $0 / 1000 }
        }

        var finish: Double? {
            end ?? offsets?.to.map { $0 / 1000 } ?? timestamps?.to.flatMap { CueTimes.seconds($0) }
                ?? (timestamp?.count == 2 ? timestamp?[1] : nil) ?? endTime
                ?? tStartMs.flatMap { start in dDurationMs.map { (start + $0) / 1000 } }
        }

        var words: String? { text ?? body ?? segs.map { $0.compactMap(\.utf8).joined() } }
    }
}
