import Catalogue
import DocumentModel
import Encodings
import Hummingbird
import Index
import Localisation
import Toolbox
import Web
import WebAPI

/// `/admin/status`: the state of the toolbox and the service. `/admin/report` and `/desk/report`: what curators should work on.
struct StatusRoutes: Sendable {
    private let desk: Desk
    private let board: StatusBoard

    init(_ desk: Desk, _ board: StatusBoard) { (self.desk, self.board) = (desk, board) }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin/status") { request, context in try await status(request, context) }
        router.get("/admin/report") { request, context in
            try context.need(.administrator)
            return try await report(isDesk: false, request, context)
        }
        router.get("/desk/report") { request, context in
            try context.need(.curator)
            return try await report(isDesk: true, request, context)
        }
    }

    /// The maximum number of entries of each list.
    private static let mostListed = 100

    // MARK: The state

    struct StatusContent {
        var nav: AdminNav
        var sections: [Section]
        /// Sentences in English about what is wrong or missing on this machine.
        var troubles: [String]
        var notIndexed: [TroubleContext]
        var missing: [MissingContext]
    }

    struct Section {
        var sectionHeading: String
        var sectionFacts: [FactContext]
    }

    /// A document that is not, or not completely, in the index; or a file without text.
    struct TroubleContext {
        var troubleHref: String?
        var troubleName: String
        var troubleReason: String
    }

    /// A source of base forms that is missing, and the command that installs it.
    struct MissingContext {
        var missingName: String
        var missingLanguages: String
        var missingRemedy: String?
    }

    private func status(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let (status, strings) = (try await board.answer(), desk.strings(request))
        let toolbox = status.toolbox
        let content = StatusContent(
            nav: AdminNav(.status, strings),
            sections: [
                Self.service(status, strings), Self.documents(toolbox, strings), Self.files(toolbox, strings),
                Self.disk(toolbox, strings), Self.backup(toolbox.backup, strings),
                Self.protections(toolbox.workers, strings),
            ],
            troubles: status.service.index.troubles + toolbox.workers.lacks,
            notIndexed: toolbox.notIndexed.prefix(Self.mostListed).map(Self.trouble),
            missing: toolbox.missingSources.map { source in
                MissingContext(
                    missingName: source.name,
                    missingLanguages: source.languages.map { strings.label(of: $0, in: .language) }
                        .joined(separator: ", "),
                    missingRemedy: source.remedy
                )
            }
        )
        return desk.page("status", content, title: strings.statusHeading, request, context)
    }

    private static func service(_ status: ServiceStatus, _ strings: PageStrings) -> Section {
        let (service, toolbox) = (status.service, status.toolbox)
        var facts = [
            FactContext(strings.factStarted, strings.date(service.started)),
            FactContext(strings.factReadOnly, service.isReadOnly ? strings.yes : strings.no),
            FactContext(strings.tileIndex, strings.text("indexState.\(service.index.state.rawValue)")),
            FactContext(strings.factBehind, strings.number(Int(clamping: service.index.behind))),
            FactContext(
                strings.factRevision,
                "\(strings.number(Int(clamping: toolbox.revision))) / \(strings.number(Int(clamping: toolbox.indexed)))"
            ),
        ]
        if let format = toolbox.foreignFormat {
            facts.append(
                FactContext(strings.factFormat, strings.message("factForeignFormat", ["format": .text(format)]))
            )
        }
        for (name, count) in service.work.sorted(by: { $0.key < $1.key }) {
            facts.append(FactContext(strings.text("work.\(name)"), strings.number(count)))
        }
        return Section(sectionHeading: strings.sectionService, sectionFacts: facts)
    }

    private static func documents(_ toolbox: ToolboxStatus, _ strings: PageStrings) -> Section {
        var facts = [FactContext(strings.tileDocuments, strings.number(toolbox.documents))]
        for stage in Stage.allCases {
            facts.append(
                FactContext(
                    strings.text("stageCount.\(stage.rawValue)"),
                    strings.number(toolbox.stages[stage.rawValue] ?? 0)
                )
            )
        }
        for audience in Visibility.allCases {
            facts.append(
                FactContext(
                    strings.text("audienceCount.\(audience.rawValue)"),
                    strings.number(toolbox.audiences[audience.rawValue] ?? 0)
                )
            )
        }
        let languages = toolbox.languages.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            "\(strings.label(of: $0.key, in: .language)) \(strings.number($0.value))"
        }
        facts.append(
            FactContext(strings.tileLanguages, languages.isEmpty ? strings.none : languages.joined(separator: ", "))
        )
        return Section(sectionHeading: strings.tileDocuments, sectionFacts: facts)
    }

    private static func files(_ toolbox: ToolboxStatus, _ strings: PageStrings) -> Section {
        let facts = FileStatus.allCases.compactMap { status in
            toolbox.statuses[status.rawValue].map {
                FactContext(strings.text("fileStatus.\(status.rawValue)"), strings.number($0))
            }
        }
        return Section(
            sectionHeading: strings.sectionFiles,
            sectionFacts: facts.isEmpty ? [FactContext(strings.sectionFiles, strings.none)] : facts
        )
    }

    private static func disk(_ toolbox: ToolboxStatus, _ strings: PageStrings) -> Section {
        var facts = toolbox.disk.sorted { $0.key < $1.key }.map {
            FactContext(strings.text("disk.\($0.key)"), strings.size($0.value))
        }
        if let free = toolbox.diskFree { facts.append(FactContext(strings.factFree, strings.size(free))) }
        return Section(sectionHeading: strings.tileDisk, sectionFacts: facts)
    }

    private static func backup(_ backup: BackupLog, _ strings: PageStrings) -> Section {
        guard let last = backup.last else {
            return Section(
                sectionHeading: strings.sectionBackup,
                sectionFacts: [FactContext(strings.tileBackup, strings.backupNever)]
            )
        }
        var facts = [
            FactContext(
                strings.tileBackup,
                "\(strings.date(last.finished)) · \(strings.text("backupResult.\(last.result.rawValue)"))"
            ),
            FactContext(strings.factFolder, last.folder),
            FactContext(strings.tileDocuments, strings.number(last.documents)),
            FactContext(strings.factOriginals, strings.number(last.originals)),
            FactContext(strings.factMissing, strings.number(last.missing)),
        ]
        if let reason = last.reason { facts.append(FactContext(strings.factReason, reason)) }
        if let complete = backup.lastComplete, complete != last {
            facts.append(
                FactContext(strings.factLastComplete, "\(strings.date(complete.finished)) · \(complete.folder)")
            )
        }
        return Section(sectionHeading: strings.sectionBackup, sectionFacts: facts)
    }

    private static func protections(_ workers: ToolboxStatus.Workers, _ strings: PageStrings) -> Section {
        let facts = WorkerProtection.allCases.map { (strings.text("protection.\($0.rawValue)"), workers.has($0)) }
        return Section(
            sectionHeading: strings.sectionWorkers,
            sectionFacts: facts.map { FactContext($0, $1 ? strings.yes : strings.no) }
        )
    }

    private static func trouble(_ trouble: IndexTrouble) -> TroubleContext {
        TroubleContext(
            troubleHref: "/documents/\(PercentEncoding.encode(trouble.document))",
            troubleName: trouble.source,
            troubleReason: trouble.sentence
        )
    }

    // MARK: The report

    struct ReportContent {
        /// Nil on the desk of curators.
        var nav: AdminNav?
        var lead: String
        var lacking: [LackContext]
        var lists: [ListContext]
    }

    struct LackContext {
        var lackName: String
        var lackCount: String
        var lackHref: String?
    }

    struct ListContext {
        var listHeading: String
        var listEntries: [EntryContext]
        /// How many more there are.
        var listMore: String?
    }

    struct EntryContext {
        var entryHref: String?
        var entryName: String
        /// In English if it is a reason.
        var entryNote: String
    }

    private func report(
        isDesk: Bool,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        let (strings, catalogue) = (desk.strings(request), desk.catalogue)
        let (report, files, uploads) = try await desk.pools.reading.run {
            (
                try CuratorReport(of: catalogue, limit: Self.mostListed), try catalogue.files.withoutText(),
                try catalogue.failedDeposits.list(limit: Self.mostListed)
            )
        }
        func list(_ name: String, _ total: Int, _ entries: [EntryContext]) -> ListContext {
            ListContext(
                listHeading: strings.message(name, ["count": .number(total)]),
                listEntries: entries,
                listMore: total > entries.count
                    ? strings.message("importMore", ["count": .number(total - entries.count)]) : nil
            )
        }
        func total(_ name: String) -> Int { report.totals[name] ?? 0 }
        let document = { (id: String) in "/documents/\(PercentEncoding.encode(id))" }
        let lists = [
            list(
                "reportFiles",
                files.count,
                files.prefix(Self.mostListed).map { file in
                    EntryContext(
                        entryHref: file.document.map(document),
                        entryName: file.source,
                        entryNote: Self.note("fileStatus.\(file.status.rawValue)", file.reason, strings)
                    )
                }
            ),
            list(
                "reportUploads",
                uploads.total,
                uploads.entries.map {
                    EntryContext(
                        entryHref: nil,
                        entryName: $0.name,
                        entryNote: Self.note("fileStatus.\($0.status.rawValue)", $0.reason, strings)
                    )
                }
            ),
            list(
                "reportNotIndexed",
                total("notIndexed"),
                report.notIndexed.map {
                    EntryContext(entryHref: document($0.document), entryName: $0.source, entryNote: $0.sentence)
                }
            ),
            list(
                "reportTopics",
                total("onUnknownTopics"),
                report.onUnknownTopics.map {
                    EntryContext(
                        entryHref: document($0.id),
                        entryName: $0.source,
                        entryNote: $0.topics.joined(separator: ", ")
                    )
                }
            ),
            list(
                "reportTranslations",
                total("perhapsTranslations"),
                report.perhapsTranslations.map {
                    EntryContext(
                        entryHref: document($0.original.id),
                        entryName: $0.original.source,
                        entryNote: $0.translations.map(\.source).joined(separator: ", ")
                    )
                }
            ),
            list(
                "reportSearches",
                total("searchesWithoutHits"),
                report.searchesWithoutHits.map {
                    EntryContext(
                        entryHref: "/?q=\(PercentEncoding.encode($0.text))",
                        entryName: $0.text,
                        entryNote: strings.message("reportTimes", ["count": .number($0.count)])
                    )
                }
            ),
        ]
        let content = ReportContent(
            nav: isDesk ? nil : AdminNav(.report, strings),
            lead: strings.message("reportDocuments", ["count": .number(report.documents)]),
            lacking: Lack.allCases.map { lack in
                let count = report.lacking[lack.rawValue] ?? 0
                return LackContext(
                    lackName: strings.text("lack.\(lack.rawValue)"),
                    lackCount: strings.number(count),
                    lackHref: count > 0 ? "/v1/report/lacking/\(lack.rawValue)?format=csv&limit=1000" : nil
                )
            },
            lists: lists.filter { !$0.listEntries.isEmpty }
        )
        return desk.page("report", content, title: strings.reportHeading, request, context)
    }

    /// `Failed: the file is damaged`
    private static func note(_ name: String, _ reason: String?, _ strings: PageStrings) -> String {
        [strings.text(name), reason].compactMap(\.self).joined(separator: ": ")
    }
}
