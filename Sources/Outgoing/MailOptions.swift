import Encodings

/// The mail server of the operator (`--smtp`, `--smtp-from`, `--smtp-user`, `--smtp-password-file`,
/// `--smtp-allow-plain`). Its host may have a private address.
package struct MailOptions: Sendable {
    /// `smtps://host` (TLS from the start, port 465) or `smtp://host:587` (STARTTLS is required; port 25 if none is given).
    package var server: String
    /// The address of the sender.
    package var from: String
    /// The name of the sender, shown beside the address.
    package var fromName: String?
    package var user: String?
    package var password: String?
    /// Whether a message may be sent without TLS if the server has none: only for a relay on the same machine or network.
    package var allowsPlainText = false

    /// - Throws: ``MailOptionsError``, which names what is wrong.
    package init(
        server: String,
        from: String,
        fromName: String? = nil,
        user: String? = nil,
        password: String? = nil,
        allowsPlainText: Bool = false
    ) throws {
        guard let address = WebAddress(server), ["smtp", "smtps"].contains(address.scheme), !address.hasUser else {
            throw MailOptionsError(description: "the mail server must be smtp://HOST[:PORT] or smtps://HOST[:PORT]")
        }
        guard MailAddress.isValid(from) else {
            throw MailOptionsError(description: "the sender must be an e-mail address, not \(from)")
        }
        guard (user == nil) == (password == nil) else {
            throw MailOptionsError(description: "the mail server needs both a user and a password, or neither")
        }
        guard ![user, password].contains(where: { $0?.utf8.contains { $0 < 0x20 } ?? false }) else {
            throw MailOptionsError(description: "the user or the password of the mail server has control characters")
        }
        // Curl's default for smtp: is 25 anyway; the path would be the name with which it greets.
        self.server = "\(address.scheme)://\(address.host):\(address.port)"
        (self.from, self.fromName, self.allowsPlainText) = (from, fromName, allowsPlainText)
        (self.user, self.password) = (user, password)
    }
}

package struct MailOptionsError: Error, CustomStringConvertible {
    package let description: String
}

/// Sends messages through the operator's mail server.
package struct Mailer: Sendable {
    private let client: OutgoingClient
    private let options: MailOptions

    package init(_ options: MailOptions, client: OutgoingClient) { (self.options, self.client) = (options, client) }

    /// Sends a text to one person. When this returns, the server has taken the message.
    /// - Parameters:
    ///   - recipient: an e-mail address without a name.
    ///   - subject: any text; line breaks become spaces.
    ///   - text: any text; addresses in it are not broken.
    /// - Throws: ``OutgoingError``, or `CancellationError`.
    package func send(to recipient: String, subject: String, text: String) async throws {
        guard MailAddress.isValid(recipient) else { throw OutgoingError.badHeader("the e-mail address \(recipient)") }
        let message = MailMessage(from: options, to: recipient, subject: subject, text: text)
        try await client.sendMail(message.bytes(), from: options.from, to: recipient, by: options)
    }
}
