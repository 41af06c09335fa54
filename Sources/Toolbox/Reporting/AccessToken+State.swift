import Catalogue
import Foundation

extension AccessToken {
    /// Until when the token is valid, or since when it no longer is: `valid`, `until 2027-01-31`.
    package var state: String {
        let day = { (date: Date) in date.formatted(.iso8601.year().month().day()) }
        if let revoked { return "revoked \(day(revoked))" }
        guard let expires else { return "valid" }
        return (expires > Date() ? "until " : "expired ") + day(expires)
    }
}
