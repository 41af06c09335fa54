import Hummingbird
import Web
import WebAPI

extension SearchServer {
    /// The calls for curators and administrators that are not about one document.
    func addAdministration(to router: Router<ServiceContext>, _ deposits: DepositServices) {
        let administration = AdministrationRoutes(catalogue: catalogue, pools: pools)
        router.get("/v1/audit") { request, context in try await administration.audit(request, context) }
        router.get("/v1/tokens") { request, context in try await administration.tokens(request, context) }
        router.post("/v1/tokens") { request, context in try await administration.createToken(request, context) }
        router.delete("/v1/tokens/:id") { request, context in try await administration.revokeToken(request, context) }
        let templates = TemplateRoutes(catalogue: catalogue, pools: pools, changed: deposits.changed)
        router.get("/v1/templates") { request, context in try await templates.list(request, context) }
        router.get("/v1/templates/:name") { request, context in try await templates.template(request, context) }
        router.put("/v1/templates/:name") { request, context in try await templates.put(request, context) }
        router.delete("/v1/templates/:name") { request, context in try await templates.remove(request, context) }
        let thesauri = ThesaurusRoutes(catalogue: catalogue, maximumUpload: options.maximumUpload, pools: pools)
        router.get("/v1/thesauri") { request, context in try await thesauri.list(request, context) }
        router.post("/v1/thesauri") { request, context in try await thesauri.add(request, context) }
        router.patch("/v1/thesauri/:name") { request, context in try await thesauri.change(request, context) }
        router.delete("/v1/thesauri/:name") { request, context in try await thesauri.remove(request, context) }
        let reports = ReportRoutes(catalogue: catalogue, services: deposits, pools: pools)
        router.get("/v1/report") { request, context in try await reports.report(request, context) }
        router.get("/v1/report/lacking/:what") { request, context in try await reports.lacking(request, context) }
        router.get("/v1/zero-results") { request, context in try await reports.zeroResults(request, context) }
        router.get("/v1/status") { request, context in try await reports.status(request, context) }
    }
}
