import Catalogue
import DocumentModel
import Encodings

/// What an import or a removal of a thesaurus has done, or would do in a dry run.
package struct ThesaurusChange: Sendable, Codable {
    package enum Outcome: String, Sendable, Codable {
        case new, changed, unchanged, removed
        case switchedOn = "switched-on"
        case switchedOff = "switched-off"
    }

    package var name: String
    /// Whether nothing was changed.
    package var isDryRun: Bool
    package var outcome: Outcome
    /// The size of the thesaurus after the change; 0 if it is gone.
    package var concepts = 0
    package var labels = 0
    /// Sorted codes.
    package var languages: [String] = []
    /// The number of concepts that were added, changed and removed, and the URIs of the first of them.
    package var added = 0
    package var changed = 0
    package var removed = 0
    package var examples = ThesaurusImport.Examples()
    /// The number of documents whose topics are in no thesaurus after the change.
    package var documents = 0
    /// These documents.
    package var uses: [TopicUse] = []
    /// For the built-in thesaurus: whether it is on now; nil for others.
    var isOn: Bool?

    enum CodingKeys: String, CodingKey {
        case name
        case isDryRun = "dryRun"
        case outcome, concepts, labels, languages, added, changed, removed, examples, documents, uses
    }

    init(name: String, isDryRun: Bool) {
        (self.name, self.isDryRun, outcome) = (name, isDryRun, .unchanged)
    }

    init(_ done: ThesaurusImport, isDryRun: Bool) {
        self.init(name: done.thesaurus.name, isDryRun: isDryRun)
        outcome = done.isNew ? .new : done.isUnchanged ? .unchanged : .changed
        (concepts, labels) = (done.thesaurus.concepts, done.thesaurus.labels)
        languages = done.thesaurus.languages.map(\.code)
        (added, changed, removed, examples) = (done.added, done.changed, done.gone, done.examples)
        (documents, uses) = (done.orphans.count, done.orphans)
    }

    /// The change with at most so many documents in ``uses``.
    package func limited(to most: Int) -> ThesaurusChange {
        var change = self
        change.uses = Array(uses.prefix(most))
        return change
    }

    // MARK: In sentences

    /// One line for the thesaurus, and one for each document.
    package var lines: [String] {
        let first = (isDryRun ? "dry run: " : "") + "\(name): \(sentence)"
        guard !uses.isEmpty else { return [first] }
        let verb = isDryRun ? "would be" : documents == 1 ? "is" : "are"
        let heading = "\(counted(documents, "document")) \(verb) left with topics that are in no vocabulary"
        return [first, "\(heading); the topics stay, but have no name:"]
            + uses.map { "  \($0.id)  \($0.source): \($0.topics.joined(separator: ", "))" }
    }

    private var sentence: String {
        if let isOn { return switching(isOn) }
        let size =
            "\(counted(concepts, "concept")) with \(counted(labels, "name")) in "
            + counted(languages.count, "language")
        return switch outcome {
        case .new: "new, \(size)"
        case .unchanged: "unchanged, \(size)"
        case .removed: isDryRun ? "would be removed" : "removed"
        default: "\(size); \(added) added, \(changed) changed, \(removed) removed"
        }
    }

    private func switching(_ isOn: Bool) -> String {
        let state = isOn ? "on" : "off"
        if outcome == .unchanged { return "is switched \(state) already" }
        if isDryRun { return "would be switched \(state); documents keep its topics and their names" }
        return isOn ? "switched on" : "switched off; 'vetsearch vocabulary import vet' switches it on again"
    }
}
