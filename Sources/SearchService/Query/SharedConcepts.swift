import Concepts
import DocumentModel
import Synchronization
import TextAnalysis

/// The thesauri of a toolbox for all searches of a process, reloaded when they change.
package final class SharedConcepts: Sendable {
    private struct State {
        var index: ConceptIndex?
        var revision: Int64 = -1
        var checked = ContinuousClock.now
    }

    private let source: any ConceptSource
    private let words: WordsOfLabels
    private let state = Mutex(State())

    /// How long an import by another process may remain unnoticed.
    private static let lag = Duration.seconds(1)

    package init(_ source: any ConceptSource) throws {
        self.source = source
        words = try WordsOfLabels()
    }

    /// The active concepts.
    package func current() throws -> ConceptIndex {
        try state.withLock { state in
            let now = ContinuousClock.now
            if let index = state.index, now - state.checked < Self.lag { return index }
            state.checked = now
            if let index = state.index, try source.thesaurusRevision() == state.revision { return index }
            let (index, revision) = try source.conceptIndex(
                tokenise: { [words] in words.words(of: $0, in: $1) },
                keys: { [words] in [words.base(of: $0, in: $1)] }
            )
            (state.index, state.revision) = (index, revision)
            return index
        }
    }

    /// The words of a label, normalised.
    func words(of label: String, in language: LanguageTag) -> [String] { words.words(of: label, in: language) }
}

/// Divides labels into words. Safe for use by any thread. Labels are in their base forms in thesauri, so no dictionary is needed: a word of the query
/// matches by its base forms, and the words of a label by their spelling.
final class WordsOfLabels: Sendable {
    private let analyser: Mutex<Analyser>

    init() throws {
        let analyser = try Analyser()
        self.analyser = Mutex(analyser)
    }

    func words(of label: String, in language: LanguageTag) -> [String] {
        analyser.withLock { analyser in
            analyser.words(in: analyser.clean(label), language: language)
                .filter { !$0.isBigram && !$0.isOptional }.map(\.term)
        }
    }

    /// The words with their marks folded.
    func foldedWords(of label: String, in language: LanguageTag) -> [String] {
        analyser.withLock { analyser in
            analyser.words(in: analyser.clean(label), language: language).filter { !$0.isBigram }
                .map { analyser.folded($0.term) }
        }
    }

    func base(of word: String, in language: LanguageTag) -> String {
        analyser.withLock { $0.words.asBase(word, in: language) }
    }
}
