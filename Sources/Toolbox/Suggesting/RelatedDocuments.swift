import Catalogue
import DocumentModel
import Encodings
import Foundation

/// A document that another one may be a copy, a version or a translation of.
package struct RelatedDocument: Sendable, Equatable {
    package enum Relation: String, Sendable, Codable, CaseIterable {
        /// Nearly the same text.
        case nearDuplicate
        /// Much of the same text, or the same name with another mark of a version.
        case possibleVersion
        /// The same figures and structure in another language.
        case possibleTranslation
    }

    /// Why.
    package enum Sign: String, Sendable, Codable, CaseIterable {
        case text, fileName, title, figures, names, structure, year, topics
    }

    package var id: String
    package var title: String
    /// BCP 47; nil if unknown.
    package var language: LanguageTag?
    package var relation: Relation
    /// The part of the shingles of both texts that they have in common; for a translation, how much speaks for it.
    package var likeness: Double
    package var signs: [Sign]
}

/// Finds near-duplicates, possible versions and possible translations of a document.
package struct RelatedDocuments: Sendable {
    let catalogue: Catalogue
    /// Tells the language of a document, if the catalogue does not know it.
    let language: @Sendable (CatalogueDocument) throws -> LanguageTag?

    package init(
        _ catalogue: Catalogue,
        language: @escaping @Sendable (CatalogueDocument) throws -> LanguageTag? = { _ in nil }
    ) {
        (self.catalogue, self.language) = (catalogue, language)
    }

    private static let nearDuplicate = 0.9
    private static let version = 0.5
    private static let translation = 0.55
    /// The maximum number of each relation.
    package static let most = 5
    /// Candidates for a translation whose language is worked out.
    private static let mostExamined = 12

    /// The result, and whether all documents could be compared: fingerprints are made in the background.
    package struct Found: Sendable {
        package var documents: [RelatedDocument] = []
        package var isComplete = true

        package func documents(_ relation: RelatedDocument.Relation) -> [RelatedDocument] {
            documents.filter { $0.relation == relation }
        }
    }

    /// The related documents that an audience may see, the most alike first.
    /// - Parameter time: how long missing fingerprints may be made.
    package func related(
        to document: CatalogueDocument,
        seenBy audience: Visibility,
        within time: Duration = .seconds(2)
    ) throws -> Found {
        let compression = try Compression()
        let isComplete = try catalogue.fingerprints.catchUp(within: time, using: compression)
        guard let own = try catalogue.fingerprints.fingerprint(of: document, using: compression) else {
            return Found(isComplete: isComplete)
        }
        let alike = try catalogue.fingerprints.alike(
            own,
            source: document.source,
            except: document.id,
            seenBy: audience
        )
        // Language versions that are known to be so are nothing new.
        let known = document.group
        let candidates = alike.filter { known == nil || $0.document.group != known }
        var found: [RelatedDocument] = []
        for other in candidates {
            if let version = version(of: document, other) { found.append(version) }
        }
        let taken = Set(found.map(\.id))
        found += try translations(of: document, own, candidates.filter { !taken.contains($0.document.id) })
        let best = found.sorted { ($1.likeness, $0.id) < ($0.likeness, $1.id) }
        return Found(
            documents: RelatedDocument.Relation.allCases.flatMap { relation in
                best.filter { $0.relation == relation }.prefix(Self.most)
            },
            isComplete: isComplete
        )
    }

    private func version(of document: CatalogueDocument, _ other: LikeDocument) -> RelatedDocument? {
        var signs: [RelatedDocument.Sign] = other.text >= Self.version ? [.text] : []
        let (name, otherName) = (FileNameParts(document.source), FileNameParts(other.document.source))
        let sameName =
            name.stem != nil && name.stem == otherName.stem && name.language == otherName.language
            && (name.hasVersionMark || otherName.hasVersionMark || name == otherName)
        if sameName { signs.append(.fileName) }
        let sameTitle = Self.isSameTitle(document, other.document)
        if sameTitle { signs.append(.title) }
        let relation: RelatedDocument.Relation
        if other.text >= Self.nearDuplicate {
            relation = .nearDuplicate
        } else if other.text >= Self.version || other.text >= 0.15 && (sameName || sameTitle) {
            relation = .possibleVersion
        } else {
            return nil
        }
        return RelatedDocument(
            id: other.document.id,
            title: other.document.metadata.title ?? other.document.source,
            language: other.document.metadata.language,
            relation: relation,
            likeness: other.text,
            signs: signs
        )
    }

    private static func isSameTitle(_ one: CatalogueDocument, _ other: CatalogueDocument) -> Bool {
        guard let one = one.metadata.title, let other = other.metadata.title else { return false }
        let words = { (title: String) in
            Set(
                WordTable.folded(title).split { !($0.isLetter || $0.isNumber) }.filter {
                    $0.contains(where: \.isLetter)
                }
            )
        }
        let (left, right) = (words(one), words(other))
        return left.count >= 2 && Double(left.intersection(right).count) >= 0.8 * Double(left.union(right).count)
    }

    private func translations(
        of document: CatalogueDocument,
        _ own: Fingerprint,
        _ candidates: [LikeDocument]
    ) throws -> [RelatedDocument] {
        let scored = candidates.map { ($0, Self.translationScore(document, own, $0)) }
            .filter { $0.1.score >= Self.translation }.sorted {
                ($1.1.score, $0.0.document.id) < ($0.1.score, $1.0.document.id)
            }
        guard !scored.isEmpty, let spoken = try languageKnown(of: document) else { return [] }
        var found: [RelatedDocument] = []
        for (other, (score, signs)) in scored.prefix(Self.mostExamined) {
            guard let language = try languageKnown(of: other.document), language != spoken else { continue }
            found.append(
                RelatedDocument(
                    id: other.document.id,
                    title: other.document.metadata.title ?? other.document.source,
                    language: language,
                    relation: .possibleTranslation,
                    likeness: score,
                    signs: signs
                )
            )
        }
        return found
    }

    private func languageKnown(of document: CatalogueDocument) throws -> LanguageTag? {
        let known = try document.metadata.language ?? language(document)
        return known.flatMap { $0.isUndetermined ? nil : $0 }
    }

    /// How much speaks for a translation, 0 to 1, without looking at the languages.
    static func translationScore(
        _ document: CatalogueDocument,
        _ own: Fingerprint,
        _ other: LikeDocument
    ) -> (score: Double, signs: [RelatedDocument.Sign]) {
        let two = other.fingerprint
        var signs: [RelatedDocument.Sign] = []
        var score = 0.0
        // With few figures, agreement is chance.
        let certainty = min(1, Double(min(own.figureCount, two.figureCount)) / 20)
        let figures = max(0, other.figures - 0.1) * (0.4 + 0.6 * certainty)
        score += 0.9 * figures
        if figures >= 0.3 { signs.append(.figures) }
        score += 0.25 * other.names
        if other.names >= 0.3 { signs.append(.names) }
        let (name, otherName) = (FileNameParts(document.source), FileNameParts(other.document.source))
        if let stem = name.stem, stem == otherName.stem, name.language != otherName.language {
            score += name.language != nil && otherName.language != nil ? 0.6 : 0.4
            signs.append(.fileName)
        }
        let structure = Self.ratio(own.sections, two.sections) * Self.ratio(own.headings + 1, two.headings + 1)
        let length = Self.ratio(own.words, two.words)
        if structure > 0.9, own.sections > 1 {
            score += 0.15
            signs.append(.structure)
        }
        if let year = document.metadata.year, year == other.document.metadata.year {
            score += 0.05
            signs.append(.year)
        }
        let (topics, otherTopics) = (Set(document.metadata.topics), Set(other.document.metadata.topics))
        if !topics.isEmpty, topics == otherTopics {
            score += 0.1
            signs.append(.topics)
        }
        // A translation is neither half nor twice as long, and has about as many pages.
        if length < 0.5 { score *= 0.5 }
        if structure < 0.4 { score *= 0.7 }
        return (min(1, score), signs)
    }

    private static func ratio(_ one: Int, _ other: Int) -> Double {
        max(one, other) == 0 ? 1 : Double(min(one, other)) / Double(max(one, other))
    }
}
