import DocumentModel
import Synchronization

/// An analyser that any number of threads may ask; one after another is answered. For what is asked seldom and answered
/// once, such as the names of a vocabulary's concepts.
public final class SharedAnalyser: Sendable {
    private let analyser: Mutex<Analyser>

    /// - Throws: when ICU cannot be opened.
    public init(data: LanguageData = LanguageData()) throws(AnalysisError) {
        let analyser = try Analyser(data: data)
        self.analyser = Mutex(analyser)
    }

    /// The words of a short text, cleaned and normalised as those of documents are; no bigrams.
    public func words(in text: String, language: LanguageTag) -> [String] {
        analyser.withLock { analyser in
            analyser.words(in: analyser.clean(text), language: language).filter { !$0.isBigram }.map(\.term)
        }
    }

    /// The base forms of a word as ``words(in:language:)`` gives it, see ``WordKeys/bases``.
    public func bases(of word: String, in language: LanguageTag) -> [String] {
        analyser.withLock { $0.words.keys(of: word, in: language).bases }
    }
}
