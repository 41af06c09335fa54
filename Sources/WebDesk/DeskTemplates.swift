import Encodings
import Mustache
import Web
import WebPages

/// The templates of the desk, parsed once.
struct DeskTemplates: Sendable {
    private let library: MustacheLibrary

    static let sources: [String: [UInt8]] = [
        "account": PackageResources.account_mustache,
        "account-edit": PackageResources.account_edit_mustache,
        "account-link": PackageResources.account_link_mustache,
        "accounts": PackageResources.accounts_mustache,
        "admin-nav": PackageResources.admin_nav_mustache,
        "fields": PackageResources.fields_mustache,
        "forgot": PackageResources.forgot_mustache,
        "login": PackageResources.login_mustache,
        "message": PackageResources.message_mustache,
        "password": PackageResources.password_mustache,
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
            path: "/assets/desk.css",
            mediaType: "text/css; charset=utf-8",
            bytes: PackageResources.desk_css
        ),
        StaticFile(
            path: "/assets/desk.js",
            mediaType: "text/javascript; charset=utf-8",
            bytes: PackageResources.desk_js
        ),
    ]
}
