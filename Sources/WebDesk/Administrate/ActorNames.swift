import Catalogue
import DocumentModel
import Localisation
import Web

/// What the people in the audit trail are called now. The trail has only the ids of accounts, so that names can be erased.
struct ActorNames: Sendable {
    /// By the ids of accounts that still exist.
    private let names: [String: String]

    /// - Parameter ids: of accounts, which may be gone.
    init(ofAccounts ids: some Sequence<String> & Sendable, _ desk: Desk) async throws {
        let (accounts, ids) = (desk.catalogue.accounts, Set(ids))
        names = try await desk.pools.catalogue.run {
            try ids.reduce(into: [:]) { names, id in
                guard let account = try accounts.account(id), account.name != id else { return }
                names[id] = account.name
            }
        }
    }

    /// The name of an account's person; its id if the account is gone.
    func name(ofAccount id: String, _ strings: PageStrings) -> String {
        names[id] ?? strings.message("accountGone", ["id": .text(id)])
    }

    /// A name of the audit trail for people: `Anna Example` for `account 2f8c…`; those of programs and terminals unchanged.
    func shown(_ who: String, _ strings: PageStrings) -> String {
        Actor.account(named: who).map { name(ofAccount: $0, strings) } ?? who
    }
}
