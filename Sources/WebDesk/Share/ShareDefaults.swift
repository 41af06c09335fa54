import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Web

/// What is said of all files that are sent together: the fold of the page for sharing.
struct ShareDefaults: Sendable {
    private let form: DraftForm

    /// The fields of the fold.
    static let fields: [Metadata.Field] = [.country, .topic, .language, .partner]

    init(_ form: DeskForm, _ desk: Desk, _ request: Request) async throws {
        let catalogue = desk.catalogue
        let strings = desk.strings(request)
        self.form = try await desk.pools.catalogue.run {
            try DraftForm(form, template: nil, strings: strings, topics: catalogue.thesauri.topics(named:))
        }
    }

    /// As a deposit takes them. Unknown names are not used: the form of each draft asks again.
    func members() -> [String: JSONValue] {
        form.members.filter { name, value in
            value != .null && Self.fields.contains { $0.jsonName == name } || name == "visibility" || name == "licence"
        }.filter { $0.value != .null }
    }
}
