import Encodings

/// Where the roles are in the claims of a token.
///
/// The whole text is tried as the name of a claim first, because names may be addresses with dots
/// (`https://vet.example/roles`); then as a path through objects (`realm_access.roles`), of which each step may in turn be a
/// name with dots (`resource_access.search.example.eu.roles`).
enum ClaimPath {
    /// The strings there: one, a list of them, or several in one string, separated by spaces or commas. Other values give
    /// none.
    static func texts(_ path: String, in claims: [String: JSONValue]) -> [String] {
        guard let value = find(path[...], in: claims) else { return [] }
        switch value {
        case .string(let text):
            return [text] + text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        case .array(let values): return values.compactMap(\.text)
        // Some providers have roles as the names of an object (Zitadel).
        case .object(let values): return values.filter { $0.value != .bool(false) && $0.value != .null }.map(\.key)
        default: return []
        }
    }

    private static func find(_ path: Substring, in claims: [String: JSONValue]) -> JSONValue? {
        if let value = claims[String(path)] { return value }
        for dot in path.indices where path[dot] == "." {
            if case .object(let inner)? = claims[String(path[..<dot])],
                let value = find(path[path.index(after: dot)...], in: inner)
            {
                return value
            }
        }
        return nil
    }
}
