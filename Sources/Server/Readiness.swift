import Catalogue
import DocumentModel
import Foundation
import Glibc
import Hummingbird
import Index
import SearchService
import SystemPackage
import Web

/// `/readyz`: whether the service can search, and problems that do not prevent it.
struct Readiness: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let services: DepositServices
    let pools: WorkPools

    /// The number of free bytes below which a disk counts as full: less than an average upload.
    private static let leastRoom: UInt64 = 64 << 20

    func answer() async throws -> Response {
        let troubles: [String]
        do {
            troubles = try await pools.health.run {
                // The catalogue first: if it is damaged, everything else fails, too.
                _ = try catalogue.lastSequence()
                _ = try engines[.curators].revision()
                return Self.troubles(of: catalogue)
            }
        } catch let error as XapianError {
            services.indexFailed()
            throw Problem(error)
        } catch {
            guard let trouble = StorageTrouble(error) else { throw Problem.unavailable }
            var problem = Problem(trouble)
            problem.status = 503
            throw problem
        }
        let all = troubles + services.troubles()
        let text = all.isEmpty ? "ready\n" : "ready, but:\n" + all.map { "- \($0)\n" }.joined()
        return Response.bytes(text.utf8, mediaType: "text/plain; charset=utf-8")
    }

    private static func troubles(of catalogue: Catalogue) -> [String] {
        if catalogue.isReadOnly { return ["\(StorageTrouble.readOnly)"] }
        var disk = statvfs()
        let folder = catalogue.toolbox.folder.string
        guard statvfs(folder, &disk) == 0 else { return ["\(folder) cannot be examined"] }
        if disk.f_flag & UInt(ST_RDONLY) != 0 { return ["\(StorageTrouble.readOnly)"] }
        let room = UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
        guard room < leastRoom else { return [] }
        return ["the disk of the toolbox is nearly full: \(room >> 20) MB left; deposits may be refused"]
    }
}
