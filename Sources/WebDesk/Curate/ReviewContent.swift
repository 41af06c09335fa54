import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Localisation
import Toolbox
import Web

/// The page of a document under review.
struct ReviewContent: Sendable {
    var nav = CurateNav(.queue)
    var heading: String
    var action: String
    var sequence: Int
    var status: String
    var badges: [String]
    var depositor: String
    var lead: String
    var problem: String?
    var sentBackText: String?
    var sentBackNote: String?
    /// Whether the curator's role covers the document.
    var mayDecide: Bool
    var mayPublish: Bool
    var mayReview: Bool
    var maySendBack: Bool
    var mayTakeBack: Bool
    var editHref: String?
    var readingHref: String
    var fileHref: String?
    var pictureSource: String?
    var previewText: String
    var previewDirection: String
    var hasText: Bool
    var hasFile: Bool
    var hasWarnings: Bool
    var warnings: [String]
    var facts: [FactContext]
    var hasFacts: Bool
    var hasRelated: Bool
    var related: [RelatedContext]
    var hasProposals: Bool
    var proposals: [ProposalContext]
    var comments: [CommentContext]
    var hasComments: Bool
    var commentText: String
    var commentProblem: String?
    var reason: String
    var reasonProblem: String?
    var assignees: [ChoiceContext]
    var isMine: Bool
    var assignee: String
    var historyHref: String
    var historyText: String

    struct FactContext {
        var factName: String
        var factText: String
    }

    struct RelatedContext {
        var relatedHref: String
        var relatedTitle: String
        var relatedText: String
        var relatedNote: String
    }

    struct ProposalContext {
        var proposalNumber: Int
        var proposalHead: String
        var proposalFacts: [FactContext]
    }

    struct CommentContext {
        var commentAuthor: String
        var commentDate: String
        var commentBody: String
        var commentSentBack: Bool
    }

    private static let longestPreview = 1_500
    private static let mostWarnings = 20
    private static let mostCurators = 500

    /// What the catalogue says about a document.
    private struct Found: Sendable {
        var document: CatalogueDocument
        var content: ExtractedDocument?
        var curation: CurationState
        var comments: [Comment]
        var proposals: [Proposal]
        var related: [RelatedDocument]
        var states: Int
        var accounts: [Account]
    }

    /// - Throws: ``Problem`` if there is no such document.
    static func make(_ id: String, _ state: ReviewState, _ desk: Desk, _ strings: PageStrings, _ actor: Actor)
        async throws -> ReviewContent
    {
        let catalogue = desk.catalogue
        let found = try await desk.pools.reading.run { () -> Found? in
            guard let document = try catalogue.document(id) else { return nil }
            let compression = try Compression()
            return Found(
                document: document,
                content: try catalogue.content(of: document, using: compression),
                curation: try catalogue.curation.state(of: id),
                comments: try catalogue.curation.comments(on: id),
                proposals: try catalogue.proposals(for: id),
                related: try RelatedDocuments(catalogue).related(
                    to: document,
                    seenBy: .curators,
                    within: .milliseconds(300)
                ).documents,
                states: try catalogue.history.entries(of: id, limit: 1)?.total ?? 0,
                accounts: try catalogue.accounts.all(limit: Self.mostCurators)
            )
        }
        guard let found else { throw Problem.unknownDocument(id) }
        let people = try await People(
            [found.curation.depositor, found.curation.assignee, found.curation.sentBack?.by]
                + found.comments.map(\.author) + found.proposals.map(\.who),
            desk,
            strings
        )
        return ReviewContent(found, state, people, strings, actor)
    }

    private init(_ found: Found, _ state: ReviewState, _ people: People, _ strings: PageStrings, _ actor: Actor) {
        let (document, curation) = (found.document, found.curation)
        let permission = DepositPermission(actor)
        let encoded = PercentEncoding.encode(document.id)
        heading = document.shownTitle
        action = ReviewRoutes.path(document.id)
        sequence = Int(document.sequence)
        status = strings.text("status.\(document.stage.rawValue)")
        badges = []
        if document.stage == .draft, curation.submitted != nil, curation.sentBack == nil {
            badges.append(strings.text("status.submitted"))
        }
        if document.visibility != .public { badges.append(strings.text("visibility.\(document.visibility.rawValue)")) }
        depositor = curation.depositor.map { people[$0] } ?? strings.fromFolder
        lead = "\(strings.date(document.added)) · \(strings.format(document.format.rawValue))"
        problem = state.problem
        sentBackText = curation.sentBack?.reason
        sentBackNote = curation.sentBack.map { "\(people[$0.by]) · \(strings.date($0.at))" }
        mayDecide = permission.covers(document.metadata)
        mayPublish = mayDecide && document.stage != .published
        mayReview = mayDecide && document.stage == .draft
        maySendBack = mayDecide && document.stage != .published
        mayTakeBack = mayDecide && document.stage == .published
        editHref = mayDecide ? DraftRoutes.path(document.id) : nil
        readingHref = "/documents/\(encoded)"
        hasFile = document.format != .record
        fileHref = hasFile ? "/v1/documents/\(encoded)/file" : nil
        pictureSource = document.format == .pdf ? "/v1/documents/\(encoded)/pages/1/picture?size=small" : nil
        let texts = (found.content?.sections ?? []).lazy.map(\.text).filter { !$0.isEmpty }
        var preview = ""
        for text in texts where preview.count < Self.longestPreview {
            preview += (preview.isEmpty ? "" : "\n\n") + text
        }
        previewText = PageText.shortened(preview, to: Self.longestPreview)
        previewDirection = document.metadata.language.map { PageText.direction(of: $0.code) } ?? "auto"
        hasText = !previewText.isEmpty
        warnings = Array((found.content?.warnings ?? []).prefix(Self.mostWarnings))
        if !hasText, hasFile { warnings.insert(strings.text("troubleStatus.no-text"), at: 0) }
        hasWarnings = !warnings.isEmpty
        facts = Metadata.Field.allCases.filter { $0 != .title && document.metadata.has($0) }.map {
            FactContext(
                factName: strings.name(of: $0),
                factText: strings.shown(document.metadata.value(of: $0), of: $0.jsonName)
            )
        }
        if let link = document.record.link {
            facts.append(FactContext(factName: strings.nameOfMember("link"), factText: link))
        }
        for (name, value) in document.record.fields.sorted(by: { $0.key < $1.key }) {
            facts.append(FactContext(factName: name, factText: strings.shown(value, of: "fields.\(name)")))
        }
        hasFacts = !facts.isEmpty
        related = found.related.map {
            RelatedContext(
                relatedHref: "/documents/\(PercentEncoding.encode($0.id))",
                relatedTitle: $0.title,
                relatedText: strings.text("related.\($0.relation.rawValue)"),
                relatedNote: strings.message(
                    "relatedNote",
                    [
                        "language": .text($0.language.map { strings.label(of: $0.code, in: .language) } ?? "none"),
                        "percent": .number(Int(($0.likeness * 100).rounded())),
                    ]
                )
            )
        }
        hasRelated = !related.isEmpty
        proposals = found.proposals.map { proposal in
            ProposalContext(
                proposalNumber: Int(proposal.number),
                proposalHead: "\(people[proposal.who]) · \(strings.date(proposal.at))",
                proposalFacts: proposal.members.sorted { $0.key < $1.key }.map {
                    FactContext(factName: strings.nameOfMember($0.key), factText: strings.shown($0.value, of: $0.key))
                }
            )
        }
        hasProposals = !proposals.isEmpty
        comments = found.comments.map {
            CommentContext(
                commentAuthor: people[$0.author],
                commentDate: strings.date($0.at),
                commentBody: $0.text,
                commentSentBack: $0.kind == .sentBack
            )
        }
        hasComments = !comments.isEmpty
        (commentText, commentProblem) = (state.comment, state.commentProblem)
        (reason, reasonProblem) = (state.reason, state.reasonProblem)
        isMine = curation.assignee == actor.name
        assignee =
            curation.assignee.map { strings.message("assignedTo", ["name": .text(people[$0])]) }
            ?? strings.assignedToNobody
        var choices = [ChoiceContext("", strings.assignedToNobody, curation.assignee == nil)]
        for account in found.accounts where account.role >= .curator && !account.isDisabled {
            choices.append(ChoiceContext(account.actor.name, account.name, curation.assignee == account.actor.name))
        }
        if let assignee = curation.assignee, !choices.contains(where: \.choiceSelected) {
            choices.append(ChoiceContext(assignee, people[assignee], true))
        }
        assignees = choices
        historyHref = action + "/history"
        historyText = strings.message("historyCount", ["count": .number(found.states)])
    }
}
