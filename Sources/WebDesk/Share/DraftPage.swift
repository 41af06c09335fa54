import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Localisation
import Templates
import Toolbox

/// The page with the form for a document.
struct DraftPage {
    /// What was typed; nil: the document as it is.
    var form: DeskForm?
    var troubles: [String: FieldTrouble] = [:]
    var problem: String?

    init(form: DeskForm? = nil, troubles: [String: FieldTrouble] = [:]) {
        (self.form, self.troubles) = (form, troubles)
    }

    struct Content {
        var heading: String
        var problem: String?
        var hasTroubles: Bool
        var troubleList: [Trouble]
        var status: String
        var sourceName: String?
        var fileHref: String?
        var sentBack: String?
        var action: String
        var sequence: String
        var hasRelated: Bool
        var related: [Related]
        var hasOffers: Bool
        var useAll: String
        var main: [DraftField]
        var templateMain: [DraftField]
        var templateMore: [DraftField]
        var more: [DraftField]
        var isMoreOpen: Bool
        var licences: [LicenceContext]
        var lists: [NameList]
        var maySubmit: Bool
        var mayPublish: Bool
        var hasFile: Bool
    }

    struct Trouble {
        var troubleID: String
        var troubleField: String
        var troubleText: String
    }

    /// A document that this one may be a copy, a version or a translation of.
    struct Related {
        var relatedText: String
        var relatedTitle: String
        var relatedHref: String
        var relatedNote: String
        /// Its id, if the file can become its next version.
        var relatedVersion: String?
        /// Its id, if only curators can make it one.
        var relatedProposed: String?
        /// Its id, if this may be a translation of it.
        var relatedTranslation: String?
    }

    func content(
        _ document: CatalogueDocument,
        template: Template?,
        suggestions: DocumentSuggestions?,
        curation: CurationState,
        actor: Actor,
        strings: PageStrings
    ) -> Content {
        let isRecord = document.format == .record
        let fields = DraftFields(
            strings: strings,
            form: form ?? DeskForm(of: document, template: template, strings: strings),
            troubles: troubles,
            suggestions: suggestions?.suggestions ?? [],
            template: template,
            isRecord: isRecord
        )
        let (main, templateMain, templateMore, more) =
            (fields.main, fields.templateMain, fields.templateMore, fields.more)
        let all = main + templateMain + templateMore + more
        let offered = all.filter(\.hasFieldOffers).count
        let known = all.filter { $0.fieldTrouble != nil }
        let name = document.source.split(separator: "/").last.map(String.init)
        return Content(
            heading: document.metadata.title ?? name ?? document.id,
            problem: problem,
            hasTroubles: !known.isEmpty,
            troubleList: known.map {
                Trouble(troubleID: $0.fieldID, troubleField: $0.fieldLabel, troubleText: $0.fieldTrouble ?? "")
            },
            status: strings.status(document.stage, curation),
            sourceName: isRecord ? nil : name,
            fileHref: isRecord ? nil : "/v1/documents/\(PercentEncoding.encode(document.id))/file",
            sentBack: curation.sentBack?.reason,
            action: DraftRoutes.path(document.id),
            sequence: String(document.sequence),
            hasRelated: suggestions?.related.documents.isEmpty == false,
            related: (suggestions?.related.documents ?? []).map {
                related($0, isRecord: isRecord, actor: actor, strings)
            },
            hasOffers: offered > 0,
            useAll: strings.message("useAll", ["count": .number(offered)]),
            main: main,
            templateMain: templateMain,
            templateMore: templateMore,
            more: more,
            isMoreOpen: fields.isMoreOpen,
            licences: fields.licences,
            lists: NameList.all(strings, [.country, .topic, .sector, .language]) + [.licences],
            maySubmit: document.stage == .draft,
            mayPublish: actor.role >= .curator && document.stage != .published,
            hasFile: !isRecord
        )
    }

    private func related(_ other: RelatedDocument, isRecord: Bool, actor: Actor, _ strings: PageStrings) -> Related {
        let percent = strings.number(Int((other.likeness * 100).rounded()))
        var result = Related(
            relatedText: strings.text("related.\(other.relation.rawValue)"),
            relatedTitle: other.title,
            relatedHref: "/documents/\(PercentEncoding.encode(other.id))",
            relatedNote: strings.message(
                "relatedNote",
                [
                    "percent": .text(percent),
                    "language": .text(other.language.map { strings.label(of: $0.code, in: .language) } ?? "none"),
                ]
            )
        )
        switch other.relation {
        case .nearDuplicate, .possibleVersion:
            guard !isRecord else { break }
            if actor.role >= .curator { result.relatedVersion = other.id } else { result.relatedProposed = other.id }
        case .possibleTranslation: result.relatedTranslation = other.id
        }
        return result
    }
}

extension PageStrings {
    /// Where a document is on its way to being published.
    func status(_ stage: Stage, _ curation: CurationState) -> String {
        switch stage {
        case .draft where curation.sentBack != nil: text("status.sentBack")
        case .draft where curation.submitted != nil: text("status.submitted")
        case .draft: text("status.draft")
        case .reviewed: text("status.reviewed")
        case .published: text("status.published")
        }
    }
}
