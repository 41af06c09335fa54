import Encodings
import Mustache
import Web
import WebPages

/// The templates of the desk, parsed once.
struct DeskTemplates: Sendable {
    private let library: MustacheLibrary

    static let sources: [String: [UInt8]] = [
        "account-edit": PackageResources.account_edit_mustache,
        "account-link": PackageResources.account_link_mustache,
        "account": PackageResources.account_mustache,
        "accounts": PackageResources.accounts_mustache,
        "admin": PackageResources.admin_mustache,
        "admin-nav": PackageResources.admin_nav_mustache,
        "audit": PackageResources.audit_mustache,
        "batch": PackageResources.batch_mustache,
        "bulk": PackageResources.bulk_mustache,
        "bulk-edit": PackageResources.bulk_edit_mustache,
        "bulk-new": PackageResources.bulk_new_mustache,
        "curate-nav": PackageResources.curate_nav_mustache,
        "document-history": PackageResources.document_history_mustache,
        "draft": PackageResources.draft_mustache,
        "draft-field": PackageResources.draft_field_mustache,
        "draft-notes": PackageResources.draft_notes_mustache,
        "draft-offers": PackageResources.draft_offers_mustache,
        "failed": PackageResources.failed_mustache,
        "fields": PackageResources.fields_mustache,
        "forgot": PackageResources.forgot_mustache,
        "login": PackageResources.login_mustache,
        "message": PackageResources.message_mustache,
        "mine": PackageResources.mine_mustache,
        "name-lists": PackageResources.name_lists_mustache,
        "own-data": PackageResources.own_data_mustache,
        "pager": PackageResources.pager_mustache,
        "password": PackageResources.password_mustache,
        "person": PackageResources.person_mustache,
        "person-data": PackageResources.person_data_mustache,
        "person-erase": PackageResources.person_erase_mustache,
        "person-erased": PackageResources.person_erased_mustache,
        "persons": PackageResources.persons_mustache,
        "queue": PackageResources.queue_mustache,
        "report": PackageResources.report_mustache,
        "review": PackageResources.review_mustache,
        "share": PackageResources.share_mustache,
        "share-link": PackageResources.share_link_mustache,
        "share-nav": PackageResources.share_nav_mustache,
        "status": PackageResources.status_mustache,
        "template": PackageResources.template_mustache,
        "template-remove": PackageResources.template_remove_mustache,
        "template-source": PackageResources.template_source_mustache,
        "templates": PackageResources.templates_mustache,
        "thesauri": PackageResources.thesauri_mustache,
        "thesaurus-preview": PackageResources.thesaurus_preview_mustache,
        "thesaurus-remove": PackageResources.thesaurus_remove_mustache,
        "token-shown": PackageResources.token_shown_mustache,
        "tokens": PackageResources.tokens_mustache,
        "work": PackageResources.work_mustache,
        "work-list": PackageResources.work_list_mustache,
    ]

    init() {
        var library = MustacheLibrary()
        for (name, source) in Self.sources {
            do {
                let text = String(decoding: source, as: UTF8.self)
                library.register(try PageEscaping.template(text), named: name)
            } catch {
                fatalError("the template '\(name)' is malformed: \(error)")
            }
        }
        self.library = library
    }

    func render(_ template: String, _ content: Any) -> String {
        library.render(PageNode(content), withTemplate: template) ?? ""
    }
}

extension StaticFile {
    /// The files that only the desk needs.
    package static let deskAssets = [
        StaticFile(
            path: "/assets/curate.js",
            mediaType: "text/javascript; charset=utf-8",
            bytes: PackageResources.curate_js
        ),
        StaticFile(
            path: "/assets/desk.css",
            mediaType: "text/css; charset=utf-8",
            bytes: PackageResources.desk_css
        ),
        StaticFile(
            path: "/assets/desk.js",
            mediaType: "text/javascript; charset=utf-8",
            bytes: PackageResources.desk_js
        ),
        StaticFile(
            path: "/assets/draft.js",
            mediaType: "text/javascript; charset=utf-8",
            bytes: PackageResources.draft_js
        ),
        StaticFile(
            path: "/assets/share.js",
            mediaType: "text/javascript; charset=utf-8",
            bytes: PackageResources.share_js
        ),
    ]
}
