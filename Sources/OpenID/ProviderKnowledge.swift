import Cryptography
import Encodings
import Foundation
import Outgoing

/// What a provider publishes: its description and its keys. Fetched when needed, and again after an hour.
///
/// A key that is not known yet makes the keys be fetched again, at most once a minute: anybody can send a token that names
/// an unknown key.
actor ProviderKnowledge {
    private let options: OpenIDOptions
    private let client: OutgoingClient
    private var description: (value: ProviderDescription, time: ContinuousClock.Instant)?
    private var keys: (value: TokenKeys, time: ContinuousClock.Instant)?
    private var describing: Task<ProviderDescription, any Error>?
    private var fetching: Task<Data, any Error>?

    private static let longestAge: Duration = .seconds(3600)
    /// What is known is used so long if the provider does not answer.
    private static let longestStaleAge: Duration = .seconds(24 * 3600)
    private let leastKeyAge: Duration

    init(_ options: OpenIDOptions, client: OutgoingClient, leastKeyAge: Duration) {
        (self.options, self.client, self.leastKeyAge) = (options, client, leastKeyAge)
    }

    func describe() async throws -> ProviderDescription {
        if let description, description.time.isYounger(than: Self.longestAge) { return description.value }
        let task = describing ?? Task { try await fetchDescription() }
        describing = task
        do {
            let value = try await task.value
            (description, describing) = ((value, .now), nil)
            return value
        } catch {
            describing = nil
            if let description, description.time.isYounger(than: Self.longestStaleAge) { return description.value }
            throw error
        }
    }

    /// The payload of a token that the provider signed, and the algorithm of its signature; nil for other tokens.
    /// - Parameter name: the key that the token names. If it is not known, the keys are fetched again.
    func verified(_ token: String, key name: String?) async throws -> (payload: Data, algorithm: String)? {
        try await keys(containing: name).verified(token)
    }

    private func keys(containing name: String?) async throws -> TokenKeys {
        if let keys {
            let isKnown = name.map(keys.value.contains(key:)) ?? true
            if keys.time.isYounger(than: isKnown ? Self.longestAge : leastKeyAge) { return keys.value }
        }
        let task = fetching ?? Task { try await fetchKeys() }
        fetching = task
        do {
            let json = try await task.value
            fetching = nil
            guard let value = try? TokenKeys(published: json) else {
                throw OpenIDError.provider("it publishes no public keys for signatures")
            }
            keys = (value, .now)
            return value
        } catch {
            fetching = nil
            if let keys, keys.time.isYounger(than: Self.longestStaleAge) { return keys.value }
            throw error
        }
    }

    private func fetchDescription() async throws -> ProviderDescription {
        let base = options.issuer.hasSuffix("/") ? String(options.issuer.dropLast()) : options.issuer
        let body = try await get("\(base)/.well-known/openid-configuration")
        guard let value = try? JSONDecoder().decode(ProviderDescription.self, from: body) else {
            throw OpenIDError.provider("its description is not that of a provider")
        }
        try value.check(for: options)
        return value
    }

    private func fetchKeys() async throws -> Data { try await get(describe().keysAddress) }

    private func get(_ address: String) async throws -> Data {
        let response: OutgoingResponse
        do {
            response = try await client.send(OutgoingRequest(address, headers: [("Accept", "application/json")]))
        } catch let error as OutgoingError {
            throw OpenIDError.provider(error.description)
        }
        guard response.status == 200 else { throw OpenIDError.provider("\(address) answered \(response.status)") }
        return Data(response.body)
    }
}

extension ContinuousClock.Instant {
    fileprivate func isYounger(than age: Duration) -> Bool { .now - self < age }
}
