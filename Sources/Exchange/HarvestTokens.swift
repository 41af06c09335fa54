import Catalogue
import Foundation

/// The position in a harvest: everything that the next request needs. So the service stores nothing, and a token survives
/// changes and restarts.
package struct ResumptionToken: Equatable {
    var from: Int64?
    var until: Int64?
    var place: HarvestPlace

    private static let version = "1"

    var text: String {
        let number = { (value: Int64?) in value.map { String($0) } ?? "" }
        let body = [Self.version, number(from), number(until), String(place.instant), place.id].joined(separator: " ")
        let sum = String(sha256(body.utf8).prefix(8))
        return Data("\(sum) \(body)".utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    init(from: Int64?, until: Int64?, place: HarvestPlace) {
        (self.from, self.until, self.place) = (from, until, place)
    }

    /// Nil if the text is not a complete token of this service.
    init?(_ text: String) {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let decoded = String(validating: data, as: UTF8.self) else {
            return nil
        }
        let parts = decoded.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[1] == Self.version, let instant = Int64(parts[4]) else { return nil }
        let read = ResumptionToken(
            from: Int64(parts[2]),
            until: Int64(parts[3]),
            place: HarvestPlace(instant: instant, id: parts[5])
        )
        // Anyone can compute the checksum, so the numbers are validated as well.
        let times = [read.from, read.until].compactMap { $0 }
        guard read.text == text, times.allSatisfy(HarvestLog.seconds.contains), instant >= 0 else { return nil }
        self = read
    }
}
