import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Localisation
import Web
import WebAPI

/// `/upload`: sharing files and links, and what became of them.
struct ShareRoutes: Sendable {
    private let desk: Desk
    private let depositing: UploadDepositing
    private let uploads: UploadRoutes

    /// How long a page without scripts waits for its files to be read.
    private static let patience = Duration.seconds(20)

    init(_ desk: Desk) {
        self.desk = desk
        depositing = UploadDepositing(catalogue: desk.catalogue, services: desk.deposits, pools: desk.pools)
        uploads = UploadRoutes(desk, depositing)
    }

    func add(to router: Router<ServiceContext>) {
        uploads.add(to: router)
        DraftRoutes(desk, self).add(to: router)
        MineRoutes(desk).add(to: router)
        router.get("/upload") { request, context in try await page(nil, request, context) }
        router.post("/upload") { request, context in try await receive(request, context) }
        router.get("/upload/batches/:batch") { request, context in try await batch(request, context) }
        router.get("/upload/link") { request, context in try await link(DeskForm(""), [:], nil, request, context) }
        router.post("/upload/link") { request, context in try await addLink(request, context) }
        // Whatever was left behind before the service was restarted.
        let uploads = desk.catalogue.uploads
        if !desk.catalogue.isReadOnly { Task.detached { try? uploads.clean() } }
    }

    // MARK: Sharing files

    struct PageContent {
        var problem: String?
        /// Files that did not arrive completely.
        var unfinished: String?
        var country: DraftField
        var topic: DraftField
        var language: DraftField
        var partner: DraftField
        var lists: [NameList]
        var limits: String
        var mostFiles: Int
    }

    private func page(_ problem: String?, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.member)
        let strings = desk.strings(request)
        let (uploads, owner) = (desk.catalogue.uploads, context.actor.name)
        let open = try await desk.pools.catalogue.run {
            try uploads.open(of: owner).filter { $0.mediaOf == nil && uploads.offset(of: $0.id) < $0.size }.count
        }
        let fields = DraftFields(
            strings: strings,
            form: DeskForm(""),
            troubles: [:],
            suggestions: [],
            template: nil,
            isRecord: false
        )
        func field(_ name: String) -> DraftField {
            (fields.main + fields.more).first { $0.fieldName == name } ?? DraftField(name, name)
        }
        let content = PageContent(
            problem: problem,
            unfinished: open == 0 ? nil : strings.message("unfinishedUploads", ["count": .number(open)]),
            country: field("country"),
            topic: field("topic"),
            language: field("language"),
            partner: field("partner"),
            lists: NameList.all(strings, [.country, .topic, .language]),
            limits: strings.message(
                "uploadLimits",
                ["count": .number(Uploads.mostInBatch), "size": .text(strings.size(desk.maximumUpload))]
            ),
            mostFiles: Uploads.mostInBatch
        )
        return desk.page(
            "share",
            content,
            title: strings.shareHeading,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    /// Files in a form, from a browser without scripts.
    private func receive(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await FileForm(request, desk, confirming: &context)
        try context.need(.member)
        guard !form.files.isEmpty else {
            return try await page(desk.strings(request).noFiles, request, context)
        }
        let members = try await ShareDefaults(form.fields, desk, request).members()
        return try await accept(form.files, members, replacing: nil, request, context)
    }

    /// Takes files that have arrived, reads them, and leads to what became of them.
    func accept(
        _ files: [FileForm.File],
        _ members: [String: JSONValue],
        replacing document: String?,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        let (store, originals) = (desk.catalogue.uploads, desk.catalogue.originals)
        let begun: [FileUpload]
        do {
            begun = try await uploads.begin(
                files.map { AnnouncedFile(name: $0.name, size: $0.staged.size) },
                members,
                replacing: document,
                by: context.actor
            )
            try await desk.pools.files.runAlways {
                for (upload, file) in zip(begun, files) { try store.adopt(file.staged, as: upload.id) }
            }
        } catch {
            try? await desk.pools.files.runAlways { for file in files { originals.discard(file.staged) } }
            throw error
        }
        let tasks = await depositing.begin(begun, by: context.actor)
        await Self.wait(for: tasks, atMost: Self.patience)
        return desk.leave(for: "/upload/batches/\(begun[0].batch)")
    }

    private static func wait(for tasks: [Task<UploadResult, any Error>], atMost time: Duration) async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        Task {
            for task in tasks { _ = await task.result }
            end.finish()
        }
        Task {
            try? await Task.sleep(for: time)
            end.finish()
        }
        for await _ in ends {}
    }

    struct BatchContent {
        var lead: String
        var outcomes: [OutcomeContext]
        var isWaiting: Bool
        var href: String
    }

    private func batch(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.member)
        let (store, actor) = (desk.catalogue.uploads, context.actor)
        let id = try context.parameters.require("batch")
        let files = try await desk.pools.catalogue.run { try store.batch(id, of: actor.name) }
        guard !files.isEmpty else { throw Problem(UploadError.unknown) }
        // After a restart of the service, what has arrived is read now.
        let arrived = files.filter { $0.result == nil && store.offset(of: $0.id) >= $0.size }
        _ = await depositing.begin(arrived, by: actor)
        var outcomes: [OutcomeContext] = []
        for file in files { outcomes.append(try await .make(file, desk, request, context)) }
        let strings = desk.strings(request)
        let isWaiting = outcomes.contains(where: \.isWaiting)
        let content = BatchContent(
            lead: strings.message(
                "batchLead",
                ["done": .number(outcomes.count { $0.outcomeKind == "good" }), "count": .number(files.count)]
            ),
            outcomes: outcomes,
            isWaiting: isWaiting,
            href: "/upload/batches/\(PercentEncoding.encode(id))"
        )
        var response = desk.page("batch", content, title: strings.batchHeading, request, context)
        if isWaiting { response.headers[HTTPField.Name("Refresh")!] = "3" }
        return response
    }

    // MARK: Links

    struct LinkContent {
        var problem: String?
        var fields: [DraftField]
    }

    private func link(
        _ form: DeskForm,
        _ troubles: [String: FieldTrouble],
        _ problem: String?,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        try context.need(.member)
        let strings = desk.strings(request)
        let fields = DraftFields(
            strings: strings,
            form: form,
            troubles: troubles,
            suggestions: [],
            template: nil,
            isRecord: true
        ).main.filter { ["link", "title", "description"].contains($0.fieldName) }
            .sorted { $0.fieldName == "link" && $1.fieldName != "link" }
        let content = LinkContent(problem: problem, fields: fields)
        return desk.page(
            "share-link",
            content,
            title: strings.shareALink,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    private func addLink(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.member)
        let (strings, catalogue, actor) = (desk.strings(request), desk.catalogue, context.actor)
        var troubles: [String: FieldTrouble] = [:]
        for name in ["link", "title"] where form[name] == nil {
            troubles[name] = FieldTrouble(text: strings.fieldMissing)
        }
        guard troubles.isEmpty else { return try await link(form, troubles, strings.formWrong, request, context) }
        let members = try DraftForm(form, template: nil, strings: strings).members
        do {
            let done = try await desk.pools.changes.run { () throws -> Deposited in
                var deposit = Deposit()
                try deposit.apply(members)
                deposit.stage = .draft
                return try catalogue.depositLink(deposit, by: actor.name, rights: DepositRights(actor))
            }
            desk.deposits.changed()
            let id = PercentEncoding.encode(done.id)
            guard done.outcome == .duplicate else {
                return desk.leave(for: "/upload/drafts/\(id)", notice: "linkAdded")
            }
            let document = try await desk.pools.catalogue.run { try catalogue.document(done.id) }
            let mayChange = try await desk.pools.catalogue.run {
                try document.map { try DraftAccess.mayChange($0, actor, catalogue) } ?? false
            }
            let path = mayChange ? "/upload/drafts/\(id)" : "/upload/mine"
            return desk.leave(for: path, notice: "linkKnown")
        } catch let error as DepositError {
            let found = DraftTroubles.of(error, strings)
            return try await link(form, found.byField, found.rest ?? strings.formWrong, request, context)
        }
    }
}

/// The names that a field offers while somebody types.
struct NameList {
    var listID: String
    var listNames: [ChoiceContext]

    static func all(_ strings: PageStrings, _ fields: [Metadata.Field]) -> [NameList] {
        fields.compactMap { field in
            CodeNames.of(field).map { names in
                NameList(
                    listID: "names-\(field.rawValue)",
                    listNames: names.choices(in: strings.language).map { ChoiceContext($0.code, $0.label, false) }
                )
            }
        }
    }

    /// Identifiers of licences that are often used.
    static let licences = NameList(
        listID: "names-licence",
        listNames: [
            "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0",
            "CC0-1.0", "CC-BY-3.0", "CC-BY-SA-3.0", "MIT", "Apache-2.0", "EUPL-1.2", "GPL-3.0-or-later",
            "GFDL-1.3-or-later", "ODbL-1.0",
        ].map { ChoiceContext($0, $0, false) }
    )
}

/// What is wrong with a deposit, for the fields of its form.
struct DraftTroubles {
    var byField: [String: FieldTrouble] = [:]
    /// What belongs to no field of the form.
    var rest: String?

    static func of(_ error: DepositError, _ strings: PageStrings) -> DraftTroubles {
        var result = DraftTroubles()
        switch error {
        case .invalid(let complaints):
            for complaint in complaints {
                let name = self.name(complaint.field)
                let text =
                    complaint.field == "link"
                    ? strings.wrongLink : complaint.field == "title" ? strings.fieldMissing : complaint.detail
                if result.byField[name] == nil { result.byField[name] = FieldTrouble(text: text) }
            }
        case .stale: result.rest = strings.draftStale
        case .notAllowed: result.rest = strings.draftNotAllowed
        case .unknown, .conflict: result.rest = error.description
        }
        return result
    }

    /// The field of the form for the path of a member.
    private static func name(_ path: String) -> String {
        if path.hasPrefix("fields.") {
            // A value of a list belongs to the field of the list.
            return DraftForm.templatePrefix + path.dropFirst(7).prefix { $0 != "[" }
        }
        return Metadata.Field.allCases.first { $0.jsonName == path }?.rawValue ?? path
    }
}
