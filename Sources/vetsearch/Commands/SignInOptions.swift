import ArgumentParser
import DocumentModel
import OpenID
import Outgoing
import Server

/// How people sign in, and how the service reaches other servers.
struct SignInOptions: ParsableArguments {
    @Option(
        name: .customLong("oidc-issuer"),
        help: ArgumentHelp("The identity provider (OpenID Connect) where people sign in.", valueName: "url")
    )
    var issuer: String?
    @Option(name: .customLong("oidc-client-id"), help: "The id of this service at the identity provider.")
    var clientID: String?
    @Option(
        name: .customLong("oidc-client-secret-file"),
        help: ArgumentHelp("A file with the secret for that id; without it, the client is public.", valueName: "file")
    )
    var clientSecretFile: String?
    @Option(
        name: .customLong("oidc-roles-claim"),
        help: ArgumentHelp("The claim with a person's roles, such as realm_access.roles.", valueName: "claim")
    )
    var rolesClaim = "roles"
    @Option(
        name: .customLong("oidc-role"),
        help: ArgumentHelp(
            "What a role of the provider means here, such as editors=curator. May be repeated.",
            valueName: "name=role"
        )
    )
    var roles: [String] = []
    @Option(
        name: .customLong("oidc-default-role"),
        help: ArgumentHelp("The role of people without any of these (default: they cannot sign in).", valueName: "role")
    )
    var defaultRole: String?
    @Option(
        help: ArgumentHelp("The mail server for invitations: smtps://HOST or smtp://HOST:587.", valueName: "url")
    )
    var smtp: String?
    @Option(name: .customLong("smtp-from"), help: "The sender of these messages; required with --smtp.")
    var smtpFrom: String?
    @Option(name: .customLong("smtp-user"), help: "The user at the mail server.") var smtpUser: String?
    @Option(
        name: .customLong("smtp-password-file"),
        help: ArgumentHelp("A file with the user's password.", valueName: "file")
    )
    var smtpPasswordFile: String?
    @Flag(name: .customLong("smtp-allow-plain"), help: "Send messages without TLS if the server has none.")
    var smtpAllowsPlain = false
    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp(
            "A host with a private address that the service may call. May be repeated.",
            valueName: "host"
        )
    )
    var allowedHosts: [String] = []

    func validate() throws {
        guard (issuer == nil) == (clientID == nil) else {
            throw ValidationError("--oidc-issuer and --oidc-client-id need each other")
        }
        guard issuer != nil || (clientSecretFile == nil && roles.isEmpty && defaultRole == nil) else {
            throw ValidationError("--oidc-client-secret-file, --oidc-role and --oidc-default-role need --oidc-issuer")
        }
        guard (smtp == nil) == (smtpFrom == nil) else {
            throw ValidationError("--smtp and --smtp-from need each other")
        }
        guard smtp != nil || (smtpUser == nil && smtpPasswordFile == nil) else {
            throw ValidationError("--smtp-user and --smtp-password-file need --smtp")
        }
        do { try apply(to: &Self.unused) } catch { throw ValidationError("\(error)") }
    }

    /// What ``validate()`` fills in and throws away.
    private static var unused: SearchServerOptions {
        get { SearchServerOptions() }
        set {}
    }

    /// - Throws: an error that names the value that is wrong, or the file that cannot be read.
    func apply(to options: inout SearchServerOptions) throws {
        for text in allowedHosts {
            guard let host = NamedHost(text) else {
                throw ValidationError("--allow-host: '\(text)' is not a host; expected something like login.lan:8443")
            }
            options.outgoing.allowedHosts.append(host)
        }
        if let issuer, let clientID {
            let secret = try clientSecretFile.map { try SecretFile.read($0) }
            var provider = try OpenIDOptions(issuer: issuer, clientID: clientID, clientSecret: secret)
            provider.rolesClaim = rolesClaim
            for text in roles {
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw ValidationError("--oidc-role: '\(text)' must be NAME=ROLE, such as editors=curator")
                }
                provider.roles[parts[0]] = try role(parts[1])
            }
            if let defaultRole { provider.roleOfOthers = try role(defaultRole) }
            options.provider = provider
        }
        if let smtp, let smtpFrom {
            options.mail = try MailOptions(
                server: smtp,
                from: smtpFrom,
                user: smtpUser,
                password: try smtpPasswordFile.map { try SecretFile.read($0) },
                allowsPlainText: smtpAllowsPlain
            )
        }
    }
}
