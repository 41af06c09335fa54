import Catalogue
import Foundation

extension AccessToken {
    /// Whether the token is valid, and until when: `valid`, `until 2027-01-31`.
    package var state: String {
        let day = { (date: Date) in date.formatted(.iso8601.year().month().day()) }
        if let revoked { return "revoked \(day(revoked))" }
        guard let expires else { return "valid" }
        return (expires > Date() ? "until " : "expired ") + day(expires)
    }
}
