import Catalogue
import DocumentModel
import Foundation

/// What a new token may be, for the command line and for HTTP.
package enum TokenRules {
    /// The longest life of a token in days.
    package static let mostDays = 36_500
    /// The maximum length of a name in characters.
    package static let longestName = 100
    /// The maximum number of tokens that are valid at once.
    package static let mostValid = 10_000

    /// What is wrong with a name; nil if it is valid.
    package static func complaint(aboutName name: String) -> String? {
        let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        let isBlank = name.allSatisfy(\.isWhitespace)
        if !isBlank, name.count <= longestName, isPlain, !name.contains(where: \.isNewline) { return nil }
        return "must have 1 to \(longestName) characters on one line"
    }

    /// What is wrong with a number of days; nil if it is valid.
    package static func complaint(aboutDays days: Int) -> String? {
        if (1...mostDays).contains(days) { return nil }
        return "must be at least 1 day and at most \(mostDays) days"
    }

    /// The role with a name; nil if no token can have it.
    package static func role(_ name: String) -> Role? { Role(rawValue: name).flatMap { $0 == .anonymous ? nil : $0 } }

    /// The roles that a token can have, as a list in a sentence.
    package static let roles = "member, curator or administrator"

    /// The end of a token that is valid for so many days from now; nil: it has none.
    package static func end(afterDays days: Int?) -> Date? {
        days.map { Date().addingTimeInterval(Double($0) * 86_400) }
    }

    /// There are ``mostValid`` valid tokens.
    package struct TooMany: Error, Sendable {}

    /// Creates a token that has passed the checks above. The result is the only place of its secret.
    /// - Throws: ``TooMany``.
    package static func create(
        name: String,
        role: Role,
        days: Int?,
        in catalogue: Catalogue,
        by who: String
    ) throws -> (token: String, details: AccessToken) {
        guard try catalogue.tokens.all().count(where: { $0.isGood(at: Date()) }) < mostValid else { throw TooMany() }
        return try catalogue.tokens.create(name: name, role: role, expires: end(afterDays: days), by: who)
    }
}
