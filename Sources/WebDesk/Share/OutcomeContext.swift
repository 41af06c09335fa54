import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import Toolbox
import Web

/// What became of an uploaded file, in the words of the page: for the page itself, and for its script.
struct OutcomeContext: Sendable, Encodable {
    var outcomeName: String
    /// `good`, `bad`, `waiting`: for the style.
    var outcomeKind: String
    var outcomeText: String
    var outcomeReason: String?
    /// What to do about it.
    var outcomeRemedy: String?
    var outcomeHref: String?
    var outcomeLink: String?
    var outcomeNotes: [String] = []
    /// Whether something is still to be done by the service.
    var isWaiting = false

    static func make(_ upload: FileUpload, _ desk: Desk, _ request: Request, _ context: ServiceContext) async throws
        -> OutcomeContext
    {
        let strings = desk.strings(request)
        var outcome = OutcomeContext(
            outcomeName: upload.folder.isEmpty ? upload.name : "\(upload.folder)/\(upload.name)",
            outcomeKind: "waiting",
            outcomeText: strings.outcomeReading
        )
        guard let result = upload.result else {
            let uploads = desk.catalogue.uploads
            let offset = try await desk.pools.files.run { uploads.offset(of: upload.id) }
            outcome.isWaiting = offset >= upload.size
            if !outcome.isWaiting {
                let part = Int(Double(offset) / Double(max(upload.size, 1)) * 100)
                outcome.outcomeText = strings.message("outcomeIncomplete", ["percent": .number(part)])
            }
            return outcome
        }
        outcome.outcomeText = strings.text("outcome.\(result.outcome.rawValue)")
        outcome.outcomeReason = result.reason
        outcome.outcomeKind = [.failed, .refused].contains(result.outcome) ? "bad" : "good"
        if let status = result.status, let remedy = Remedy(status, reason: result.reason) {
            outcome.outcomeRemedy = strings.text("remedy.\(remedy.rawValue)")
        }
        outcome.outcomeNotes = result.warnings + (result.duplicate.map { notes($0, strings) } ?? [])
        guard let id = result.document else { return outcome }
        let (catalogue, actor) = (desk.catalogue, context.actor)
        let found = try await desk.pools.catalogue.run { () throws -> (CatalogueDocument, Bool)? in
            guard let document = try catalogue.document(id, seenBy: catalogue.audience(of: id, for: actor)) else {
                return nil
            }
            return (document, try DraftAccess.mayChange(document, actor, catalogue))
        }
        guard let (document, mayChange) = found else { return outcome }
        let isOpen = mayChange && document.stage != .published && result.outcome != .joined
        outcome.outcomeHref =
            isOpen ? "/upload/drafts/\(PercentEncoding.encode(id))" : "/documents/\(PercentEncoding.encode(id))"
        outcome.outcomeLink = isOpen ? strings.describeIt : document.metadata.title ?? document.source
        if result.outcome == .joined { (outcome.outcomeHref, outcome.outcomeLink) = (nil, nil) }
        return outcome
    }

    /// What became of the description of a duplicate.
    private static func notes(_ duplicate: DuplicateDescription, _ strings: PageStrings) -> [String] {
        var notes: [String] = []
        func names(_ members: [String]) -> String {
            members.map { member in
                Metadata.Field.allCases.first { $0.jsonName == member }.map { strings.name(of: $0) } ?? member
            }.joined(separator: ", ")
        }
        if !duplicate.kept.isEmpty {
            notes.append(strings.message("duplicateKept", ["fields": .text(names(duplicate.kept))]))
        }
        if !duplicate.differing.isEmpty {
            notes.append(
                strings.message("duplicateDiffers", ["fields": .text(names(duplicate.differing.map(\.field)))])
            )
        }
        if duplicate.isProposed { notes.append(strings.duplicateProposed) }
        if !duplicate.isVisible { notes.append(strings.duplicateHidden) }
        return notes
    }
}

/// Whose form may be opened by whom.
enum DraftAccess {
    /// Whether a person may change a document in its form: depositors their own drafts, curators what their role covers.
    static func mayChange(_ document: CatalogueDocument, _ actor: Actor, _ catalogue: Catalogue) throws -> Bool {
        if actor.role >= .curator, actor.scope.covers(document.metadata) { return true }
        guard document.stage == .draft else { return false }
        return try catalogue.curation.state(of: document.id).depositor == actor.name
    }
}
