import Encodings
import Foundation
import Hummingbird
import SearchService
import Web

/// A form that a person sent from a page of the desk (`application/x-www-form-urlencoded`), with its token checked.
struct DeskForm: Sendable {
    private var values: [String: [String]] = [:]

    /// The maximum size of a form in bytes, and the maximum number of its fields.
    static let maximumSize = 1 << 20
    static let mostFields = 20_000

    /// Reads a form, checks its token, and makes the person who is signed in the actor of the request.
    /// - Throws: ``Problem`` if it was sent by another site, or is not a form.
    init(_ request: Request, confirming context: inout ServiceContext) async throws {
        try await self.init(request)
        guard context.session != nil else { throw Problem.unauthorized }
        try context.confirm(self[FormToken.field])
    }

    /// Reads a form of somebody who is not signed in.
    /// - Parameter secret: the secret that the page with the form gave to the browser.
    init(_ request: Request, secret: String?) async throws {
        try await self.init(request)
        guard let secret, FormToken.isValid(self[FormToken.field], for: secret) else { throw Problem.forged }
    }

    private init(_ request: Request) async throws {
        guard !FormToken.isFromElsewhere(request) else { throw Problem.forged }
        let type = request.headers[.contentType].flatMap { ParameterizedValue($0)?.value } ?? ""
        guard type == "application/x-www-form-urlencoded" else {
            throw Problem.unsupportedMediaType("send a form: application/x-www-form-urlencoded")
        }
        let body = try await request.body(upTo: Self.maximumSize)
        self.init(String(decoding: body.readableBytesView, as: UTF8.self))
    }

    /// A form in the encoding of query strings.
    init(_ text: String) {
        for parameter in SearchLink.parameters(ofQuery: text).prefix(Self.mostFields) {
            values[parameter.name, default: []].append(parameter.value)
        }
    }

    /// Adds a value of a field.
    mutating func add(_ name: String, _ value: String) { values[name, default: []].append(value) }

    /// Replaces all values of a field.
    mutating func set(_ name: String, _ new: [String]) { values[name] = new }

    /// The last value of a field, without surrounding blanks; nil if it is missing or empty.
    subscript(name: String) -> String? {
        let value = values[name]?.last?.trimmingCharacters(in: .whitespacesAndNewlines)
        return value?.isEmpty == false ? value : nil
    }

    /// The value of a password field, unchanged.
    func secret(_ name: String) -> String { values[name]?.last ?? "" }

    /// All values of a field that are not empty, without surrounding blanks.
    func all(_ name: String) -> [String] {
        (values[name] ?? []).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// The names of all fields, sorted.
    var names: [String] { values.keys.sorted() }
}

/// A page of this service to return to.
enum ReturnPath {
    /// A path of this service, or `/` for anything that could lead elsewhere, or to the forms for signing in and out.
    static func safe(_ text: String?) -> String {
        let path = LocalPath.checked(text ?? "/")
        return path.hasPrefix("/login") || path.hasPrefix("/logout") ? "/" : path
    }
}
