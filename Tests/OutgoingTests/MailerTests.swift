import Foundation
import Outgoing
import TestSupport
import Testing

/// Messages as a server in Python receives and reads them.
@Suite("Mail")
struct MailerTests {
    /// What mail_server.py says of a message.
    private struct Received: Decodable {
        var from: String
        var to: [String]
        var secure: Bool
        var login: Bool
        var headers: [String: String]
        var names: [String]
        var defects: [String]
        var text: String
        var longest: Int
        var ascii: Bool
    }

    private let folder: TemporaryFolder
    private let certificate: TestCertificate
    private let client: OutgoingClient

    init() throws {
        folder = try TemporaryFolder()
        certificate = try TestCertificate(in: folder.path)
        var options = OutgoingOptions()
        options.certificates = certificate.path
        options.totalTimeout = .seconds(5)
        client = OutgoingClient(options)
    }

    private func received(by server: ToolServer) async throws -> Received {
        try await wait(for: "a message") { !server.output.isEmpty }
        return try JSONDecoder().decode(Received.self, from: Data(server.output[0].utf8))
    }

    @Test("Text, subject and names in any script arrive as they were written, over STARTTLS with a login")
    func scripts() async throws {
        let server = try await Tools.start("mail_server.py", certificate.path, "starttls")
        let options = try MailOptions(
            server: "smtp://localhost:\(server.port)",
            from: "desk@vet.example",
            fromName: "Das Netzwerk, \"Holz\" 木",
            user: "anna",
            password: "geheim"
        )
        let subject = "Einladung für Ihren Zugang: مرحبا بكم في الشبكة، और बहुत सारे शब्द, 木工の訓練センターへようこそ"
        let link = "https://vet.example/invite/\(String(repeating: "x", count: 100))=20"
        let text = "Grüß Gott,\n\n\(link)\n.\n. Punkt\nFrom hier \nمرحبا\n\(String(repeating: "ä", count: 300))\n"
        try await Mailer(options, client: client).send(to: "bob@wood.example", subject: subject, text: text)
        let message = try await received(by: server)
        #expect(message.secure && message.login && message.defects.isEmpty && message.ascii)
        #expect(message.from == "desk@vet.example" && message.to == ["bob@wood.example"])
        #expect(message.headers["subject"] == subject)
        #expect(message.headers["from"]?.contains("Holz") == true && message.headers["from"]?.contains("木") == true)
        #expect(message.headers["from"]?.hasSuffix("<desk@vet.example>") == true)
        #expect(
            message.text.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines)
                == text.trimmingCharacters(in: .newlines)
        )
        #expect(message.longest <= 78)
        #expect(message.headers["message-id"]?.hasSuffix("@vet.example>") == true && message.headers["date"] != nil)
    }

    @Test("Nothing that people write becomes a header or a recipient")
    func injection() async throws {
        let server = try await Tools.start("mail_server.py", certificate.path, "plain")
        let options = try MailOptions(
            server: "smtp://127.0.0.1:\(server.port)",
            from: "desk@vet.example",
            allowsPlainText: true
        )
        let mailer = Mailer(options, client: client)
        for recipient in [
            "", "bob", "bob@wood.example\r\nBcc: eve@evil.example", "bob@wood.example, eve@evil.example",
            "Bob <bob@wood.example>", "bob@wood.example>", "bob @wood.example", "b@c@d.example", "bob@wood.example\0",
        ] {
            await #expect(throws: OutgoingError.self, "\(recipient)") {
                try await mailer.send(to: recipient, subject: "Hallo", text: "Hallo")
            }
        }
        #expect(server.output.isEmpty)
        let subject = "Hallo\r\nBcc: eve@evil.example\r\n\r\nText =?utf-8?Q?=0ABcc:_x?="
        try await mailer.send(
            to: "bob@wood.example",
            subject: subject,
            text: ".\r\nQUIT\r\nMAIL FROM:<eve@evil.example>"
        )
        let message = try await received(by: server)
        #expect(message.headers["bcc"] == nil && message.to == ["bob@wood.example"])
        #expect(message.headers["subject"]?.contains("Bcc: eve@evil.example") == true)
        #expect(message.names.count == 9, "\(message.names)")
        #expect(message.text.contains("MAIL FROM:<eve@evil.example>"))
    }

    @Test("A message is not sent without TLS, nor with a wrong login, nor through a host that was not named")
    func refused() async throws {
        let plain = try await Tools.start("mail_server.py", certificate.path, "plain")
        let secure = try await Tools.start("mail_server.py", certificate.path, "starttls")
        func send(_ server: String, user: String? = nil, password: String? = nil) async throws {
            let options = try MailOptions(server: server, from: "desk@vet.example", user: user, password: password)
            try await Mailer(options, client: client).send(to: "bob@wood.example", subject: "Hallo", text: "Hallo")
        }
        do {
            try await send("smtp://127.0.0.1:\(plain.port)")
            Issue.record("it was sent without TLS")
        } catch OutgoingError.insecure {}
        await #expect(throws: OutgoingError.noLogin(host: "127.0.0.1")) {
            try await send("smtp://127.0.0.1:\(secure.port)", user: "anna", password: "falsch")
        }
        #expect(plain.output.isEmpty && secure.output.isEmpty)
        let tls = try await Tools.start("mail_server.py", certificate.path, "tls")
        try await send("smtps://127.0.0.1:\(tls.port)")
        #expect(try await received(by: tls).secure)
    }

    @Test(
        "Options that cannot work are named",
        arguments: [
            ("", "desk@vet.example", nil, "mail server"), ("mail.example", "desk@vet.example", nil, "mail server"),
            ("http://mail.example", "desk@vet.example", nil, "mail server"),
            ("smtp://a:b@mail.example", "desk@vet.example", nil, "mail server"),
            ("smtp://mail.example", "desk", nil, "sender"), ("smtp://mail.example", "desk@vet.example", "anna", "both"),
        ] as [(String, String, String?, String)]
    )
    func options(server: String, from: String, user: String?, word: String) throws {
        let error = try #require(throws: MailOptionsError.self) {
            try MailOptions(server: server, from: from, user: user)
        }
        #expect(error.description.contains(word))
    }

    @Test("A secret is the one line of a file")
    func secrets() throws {
        let path = folder.path + "/secret"
        try Data("Hobel und Säge\r\n".utf8).write(to: URL(filePath: path))
        #expect(try SecretFile.read(path) == "Hobel und Säge")
        for bad in ["", "\n", "a\nb\n", String(repeating: "x", count: 5000)] {
            try Data(bad.utf8).write(to: URL(filePath: path))
            #expect(throws: SecretFileError.self, "\(bad.prefix(9))") { try SecretFile.read(path) }
        }
        #expect(throws: SecretFileError.self) { try SecretFile.read(path + "/none") }
        #expect(throws: SecretFileError.self) { try SecretFile.read(folder.path) }
    }
}
