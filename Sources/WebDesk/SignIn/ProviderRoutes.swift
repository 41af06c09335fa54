import Catalogue
import Cryptography
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Logging
import OpenID
import SearchService
import Synchronization
import Web

/// `/login/platform`: signing in at the platform's identity provider (OpenID Connect).
struct ProviderRoutes: Sendable {
    private let desk: Desk
    private let provider: OpenIDProvider
    private let pending = PendingSignIns()

    init(_ desk: Desk, provider: OpenIDProvider) { (self.desk, self.provider) = (desk, provider) }

    static let path = "/login/platform"
    private static let callback = "/login/platform/return"

    func add(to router: Router<ServiceContext>) {
        router.get("/login/platform") { request, context in try await begin(request, context) }
        router.get("/login/platform/return") { request, context in try await finish(request, context) }
    }

    private func begin(_ request: Request, _ context: ServiceContext) async throws -> Response {
        do {
            let (address, sign) = try await provider.begin(
                redirectAddress: desk.address(Self.callback, request),
                returnTo: ReturnPath.safe(request.uri.queryParameters["return"].map(String.init)),
                languages: RequestLanguages.all(of: request).map(\.code)
            )
            let secret = RandomToken.make()
            pending.add(sign, of: secret)
            var response = Response(status: .seeOther, headers: [.location: address])
            desk.cookie.set(.signIn, secret, lasting: SessionCookie.signInLife, in: &response)
            return response
        } catch let error as OpenIDError {
            return failed(error, request, context)
        }
    }

    private func finish(_ request: Request, _ context: ServiceContext) async throws -> Response {
        // Removed before it is used, so that a response counts once.
        guard let secret = desk.cookie.value(.signIn, of: request), let begun = pending.take(secret) else {
            return failed(.forged("nobody began this sign-in in this browser"), request, context)
        }
        let query = SearchLink.parameters(ofQuery: request.uri.query ?? "").map { ($0.name, $0.value) }
        do {
            let person = try await provider.finish(query, pending: begun)
            let accounts = desk.catalogue.accounts
            let account = try await desk.pools.changes.run {
                try accounts.account(
                    issuer: person.issuer,
                    subject: person.subject,
                    name: person.name ?? "",
                    email: person.email,
                    isVerified: person.isEmailVerified,
                    role: person.role
                )
            }
            guard let account, !account.isDisabled else {
                return message(desk.strings(request).platformNoRole, .forbidden, request, context)
            }
            return try await SignInRoutes(desk).begin(
                account,
                providerToken: person.idToken,
                leadingTo: begun.returnPath,
                context
            )
        } catch let error as OpenIDError {
            return failed(error, request, context)
        }
    }

    /// The address that also signs out at the provider; nil if there is none.
    func signOutAddress(_ token: String?, _ request: Request) async -> String? {
        try? await provider.signOutAddress(idToken: token, returnTo: desk.address("/", request))
    }

    private func failed(_ error: OpenIDError, _ request: Request, _ context: ServiceContext) -> Response {
        desk.logger.warning("a sign-in at the platform failed", metadata: ["error": "\(error)"])
        let strings = desk.strings(request)
        return switch error {
        case .provider: message(strings.platformDown, .badGateway, request, context)
        case .refused: message(strings.platformRefused, .forbidden, request, context)
        case .expired, .forged, .badToken: message(strings.platformAgain, .forbidden, request, context)
        }
    }

    private func message(
        _ text: String,
        _ status: HTTPResponse.Status,
        _ request: Request,
        _ context: ServiceContext
    ) -> Response {
        let strings = desk.strings(request)
        let content = MessageContent(
            heading: strings.signInHeading,
            text: text,
            href: "/login",
            link: strings.signInLink
        )
        return desk.page("message", content, title: strings.signInHeading, request, context, status: status)
    }
}

/// The sign-ins that browsers have begun and not finished, by the secret in the browser's cookie; in memory, because they
/// last ten minutes.
private final class PendingSignIns: Sendable {
    /// The oldest are forgotten if there are more.
    private static let most = 10_000
    private let all = Mutex<[String: PendingSignIn]>([:])

    func add(_ pending: PendingSignIn, of secret: String) {
        all.withLock { all in
            if all.count >= Self.most {
                let ended = Date().addingTimeInterval(-PendingSignIn.longestTime)
                all = all.filter { $0.value.created > ended }
                if all.count >= Self.most {
                    for (key, _) in all.sorted(by: { $0.value.created < $1.value.created }).prefix(Self.most / 2) {
                        all[key] = nil
                    }
                }
            }
            all[secret] = pending
        }
    }

    func take(_ secret: String) -> PendingSignIn? { all.withLock { $0.removeValue(forKey: secret) } }
}
