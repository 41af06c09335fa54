import CCurlShim
import Foundation

/// How requests to other servers are made.
package struct OutgoingOptions: Sendable {
    /// Hosts that may be reached although their addresses are private (`--allow-host`).
    package var allowedHosts: [NamedHost] = []
    package var connectTimeout: Duration = .seconds(5)
    /// For one request without its redirects.
    package var totalTimeout: Duration = .seconds(15)
    /// A PEM file with the certificates of the authorities that are trusted instead of the system's.
    package var certificates: String?

    package init() {}
}

/// The one client for requests to other servers: the identity provider, captured links, harvests, webhooks, mail.
///
/// It refuses addresses that are not public unless the operator named the host (checked when a connection is opened, so a
/// name that resolves to something else the second time gains nothing), follows few redirects, and has limits of size and
/// time. It has no cookies, ignores proxies of the environment, and its threads are not Swift's own.
package struct OutgoingClient: Sendable {
    private let options: OutgoingOptions
    private let allowed: Set<NamedHost>
    /// Shared by all copies.
    private let threads: BlockingThreads

    package init(_ options: OutgoingOptions = OutgoingOptions()) {
        self.init(
            options,
            allowed: Set(options.allowedHosts),
            threads: BlockingThreads(mostRunning: 16, mostWaiting: 100)
        )
    }

    private init(_ options: OutgoingOptions, allowed: Set<NamedHost>, threads: BlockingThreads) {
        (self.options, self.allowed, self.threads) = (options, allowed, threads)
    }

    /// A client for one purpose, which may also reach these hosts: those that the operator named for this purpose, such as
    /// the identity provider. Others may not reach them through the original client.
    package func allowing(_ hosts: [NamedHost]) -> OutgoingClient {
        OutgoingClient(options, allowed: allowed.union(hosts), threads: threads)
    }

    /// Sends a request and follows redirects.
    /// - Throws: ``OutgoingError``, or `CancellationError`. A response with any status is no error.
    package func send(_ request: OutgoingRequest) async throws -> OutgoingResponse {
        for (name, value) in request.headers {
            guard name.wholeMatch(of: /[A-Za-z0-9\-]+/) != nil, !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
            else { throw OutgoingError.badHeader(name) }
        }
        return try await threads.run { flag in try follow(request, flag) }
    }

    private func follow(_ request: OutgoingRequest, _ flag: CancelFlag) throws -> OutgoingResponse {
        var request = request
        var left = request.mostRedirects
        while true {
            guard let address = WebAddress(request.address), ["http", "https"].contains(address.scheme),
                !address.hasUser
            else { throw OutgoingError.badAddress(request.address) }
            let (response, redirect) = try sendOnce(request, to: address, flag)
            guard let redirect else { return response }
            // A caller that wants no redirects gets the response itself.
            guard request.mostRedirects > 0 else { return response }
            guard left > 0, let next = WebAddress(redirect), next.scheme == address.scheme || next.scheme == "https"
            else {
                throw OutgoingError.badRedirect(redirect)
            }
            left -= 1
            request.address = redirect
            // As browsers do: only 307 and 308 repeat a POST (RFC 9110, 15.4).
            if response.status != 307 && response.status != 308 {
                request.body = nil
                request.headers.removeAll { $0.name.lowercased() == "content-type" }
            }
            if !next.hasSameOrigin(as: address) {
                request.headers.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
            }
        }
    }

    private func sendOnce(
        _ request: OutgoingRequest,
        to address: WebAddress,
        _ flag: CancelFlag
    ) throws -> (OutgoingResponse, redirect: String?) {
        var headers = request.headers.map { "\($0.name): \($0.value)" }
        if !request.headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
            headers.append("User-Agent: vetsearch")
        }
        // Without this, curl waits for a "100 Continue" before larger bodies.
        headers.append("Expect:")
        let lines = headers.map { strdup($0) }
        defer { for line in lines { free(line) } }
        let pointers = lines.map { UnsafePointer<CChar>($0) }
        var answer = try transfer(to: address, flag) { limits in
            guard let body = request.body else {
                return curl_shim_request(address.text, pointers, pointers.count, nil, 0, request.limit, limits)
            }
            // An empty body needs an address too.
            return (body + [0]).withUnsafeBufferPointer {
                curl_shim_request(
                    address.text,
                    pointers,
                    pointers.count,
                    $0.baseAddress,
                    body.count,
                    request.limit,
                    limits
                )
            }
        }
        defer { curl_shim_free(&answer) }
        try check(answer, of: address, limit: request.limit)
        let head = UnsafeRawBufferPointer(start: answer.headers, count: answer.headers_count)
        let response = OutgoingResponse(
            status: answer.status,
            headers: Self.headers(String(decoding: head, as: UTF8.self)),
            body: Array(UnsafeBufferPointer(start: answer.body, count: answer.body_count)),
            address: address.text
        )
        return (response, answer.redirect.map { String(cString: $0) })
    }

    /// Sends one message by SMTP. Used by ``Mailer``, which makes it.
    func sendMail(_ message: [UInt8], from: String, to recipient: String, by options: MailOptions) async throws {
        guard let address = WebAddress(options.server) else { throw OutgoingError.badAddress(options.server) }
        let client = allowing([NamedHost(of: options.server)].compactMap { $0 })
        try await threads.run { flag in
            var answer = try client.transfer(to: address, flag) { limits in
                curl_shim_mail(
                    address.text,
                    options.user,
                    options.password,
                    options.allowsPlainText ? 0 : 1,
                    from,
                    recipient,
                    message,
                    message.count,
                    limits
                )
            }
            defer { curl_shim_free(&answer) }
            try client.check(answer, of: address, limit: message.count)
        }
    }

    /// Calls libcurl with the limits of this client.
    private func transfer(
        to address: WebAddress,
        _ flag: CancelFlag,
        _ perform: (UnsafePointer<curl_shim_limits>) -> curl_shim_answer
    ) throws -> curl_shim_answer {
        let visit = Visit(isNamed: allowed.contains { $0.matches(address) }, flag: flag)
        return withExtendedLifetime(visit) {
            func call(_ certificates: UnsafePointer<CChar>?) -> curl_shim_answer {
                var limits = curl_shim_limits(
                    connect_milliseconds: options.connectTimeout.milliseconds,
                    total_milliseconds: options.totalTimeout.milliseconds,
                    certificates: certificates,
                    context: Unmanaged.passUnretained(visit).toOpaque(),
                    allows: { context, bytes, count in
                        let visit = Unmanaged<Visit>.fromOpaque(context!).takeUnretainedValue()
                        return visit.allows(UnsafeBufferPointer(start: bytes, count: count)) ? 1 : 0
                    },
                    is_cancelled: { Unmanaged<Visit>.fromOpaque($0!).takeUnretainedValue().flag.isSet ? 1 : 0 }
                )
                return perform(&limits)
            }
            return options.certificates.map { $0.withCString(call) } ?? call(nil)
        }
    }

    private func check(_ answer: curl_shim_answer, of address: WebAddress, limit: Int) throws {
        let reason = withUnsafeBytes(of: answer.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let host = address.host
        switch answer.outcome {
        case CURL_SHIM_DONE: return
        case CURL_SHIM_REFUSED_ADDRESS: throw OutgoingError.privateAddress(host: host)
        case CURL_SHIM_TOO_LARGE: throw OutgoingError.tooLarge(limit: limit)
        case CURL_SHIM_TIMED_OUT: throw OutgoingError.timedOut(host: host)
        case CURL_SHIM_INSECURE: throw OutgoingError.insecure(host: host, reason: reason)
        case CURL_SHIM_CANCELLED: throw CancellationError()
        case CURL_SHIM_NO_LOGIN: throw OutgoingError.noLogin(host: host)
        default: throw OutgoingError.unreachable(host: host, reason: reason)
        }
    }

    private static func headers(_ head: String) -> [(name: String, value: String)] {
        head.split(separator: "\r\n").dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
    }

    /// What the callbacks of libcurl need to know.
    private final class Visit: Sendable {
        let isNamed: Bool
        let flag: CancelFlag

        init(isNamed: Bool, flag: CancelFlag) { (self.isNamed, self.flag) = (isNamed, flag) }

        func allows(_ address: UnsafeBufferPointer<UInt8>) -> Bool {
            !address.isEmpty && (isNamed || AddressRules.isPublic(address))
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
