import Catalogue
import Hummingbird
import Logging
import ServiceLifecycle
import Web
import WebAPI

extension SearchServer {
    /// Adds the endpoints for curators' work, and for persons' data.
    func addCurating(
        to router: Router<ServiceContext>,
        engines: Engines,
        deposits: DepositRoutes,
        services: DepositServices
    ) {
        let curating = CurationRoutes(catalogue: catalogue, services: services, pools: pools)
        router.get("/v1/queue") { request, context in try await curating.queue(request, context) }
        router.get("/v1/documents/:id/comments") { _, context in try await curating.comments(context) }
        router.post("/v1/documents/:id/comments") { request, context in try await curating.comment(request, context) }
        router.put("/v1/documents/:id/assignee") { request, context in try await curating.assign(request, context) }
        router.post("/v1/documents/:id/send-back") { request, context in
            try await curating.sendBack(request, context)
        }
        router.post("/v1/documents/:id/submission") { _, context in try await curating.submit(context) }
        let history = HistoryRoutes(catalogue: catalogue, services: services, pools: pools)
        router.get("/v1/documents/:id/history") { request, context in try await history.list(request, context) }
        router.get("/v1/documents/:id/history/:n") { request, context in try await history.state(request, context) }
        router.post("/v1/documents/:id/history/:n/restore") { _, context in try await history.restore(context) }
        let edits = BulkEditRoutes(catalogue: catalogue, engines: engines, services: services, pools: pools)
        router.get("/v1/bulk-edits") { request, context in try await edits.list(request, context) }
        router.post("/v1/bulk-edits") { request, context in try await edits.apply(request, context) }
        router.post("/v1/bulk-edits/preview") { request, context in try await edits.preview(request, context) }
        router.get("/v1/bulk-edits/:edit") { _, context in try await edits.edit(context) }
        router.post("/v1/bulk-edits/:edit/undo") { _, context in try await edits.undo(context) }
        let lists = WorkListRoutes(catalogue: catalogue, engines: engines, pools: pools)
        router.get("/v1/worklists") { _, context in try await lists.counts(context) }
        router.get("/v1/worklists/:list") { request, context in try await lists.list(request, context) }
        let failed = FailedDepositRoutes(catalogue: catalogue, deposits: deposits, pools: pools)
        router.get("/v1/failed-deposits") { request, context in try await failed.list(request, context) }
        router.get("/v1/failed-deposits/:failed") { _, context in try await failed.find(context) }
        router.delete("/v1/failed-deposits/:failed") { _, context in try await failed.dismiss(context) }
        router.get("/v1/failed-deposits/:failed/file") { _, context in try await failed.file(context) }
        router.post("/v1/failed-deposits/:failed/file") { request, context in
            try await failed.replace(request, context)
        }
        let persons = PersonRoutes(
            catalogue: catalogue,
            services: services,
            pools: pools,
            zeroResults: zeroResults
        )
        router.get("/v1/persons/:person") { _, context in try await persons.show(context) }
        router.delete("/v1/persons/:person") { request, context in try await persons.erase(request, context) }
    }
}

/// Deletes failed uploads that are too old, once an hour.
struct FailedDepositCleaning: Service {
    let catalogue: Catalogue
    let pools: WorkPools
    let logger: Logger

    func run() async {
        guard !catalogue.isReadOnly else { return (try? await gracefulShutdown()) ?? () }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await pools.changes.runAlways { try catalogue.failedDeposits.clean() }
                } catch {
                    logger.warning("old failed uploads were not deleted", metadata: ["error": "\(error)"])
                }
                do { try await Task.sleep(for: .seconds(3600)) } catch { return }
            }
        }
    }
}
