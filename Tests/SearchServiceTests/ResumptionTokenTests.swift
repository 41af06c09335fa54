import Catalogue
import DocumentModel
import Foundation
import Testing

@testable import Exchange
@testable import SearchService
@testable import Web

/// The checksum of a token is not secret, so anyone can make a token with any content.
@Suite("Forged tokens of a harvest")
struct ResumptionTokenTests {
    private static let extremes: [Int64?] = [
        nil, 0, 1, -1, .min, .max, .min + 1, .max - 1, .max / 1_000_000, .max / 1_000_000 + 1, .min / 1_000_000 - 1,
        HarvestLog.seconds.lowerBound, HarvestLog.seconds.lowerBound - 1,
        HarvestLog.seconds.upperBound, HarvestLog.seconds.upperBound + 1,
    ]

    @Test("Whatever numbers a token or a client sends, the response is a document or an error of the protocol")
    func extremes() throws {
        let box = try SearchToolbox()
        try box.addPages("a.pdf", ["One."])
        let provider = HarvestProvider(
            catalogue: box.catalogue,
            engine: try box.engine().seen(by: .public),
            links: Permalinks(root: "https://toolbox.example.eu"),
            adminEmail: "admin@example.eu"
        )
        var answers: Set<String> = []
        for from in Self.extremes {
            for until in Self.extremes {
                for instant in [Int64.min, -1, 0, 1, .max] {
                    let token = ResumptionToken(
                        from: from,
                        until: until,
                        place: HarvestPlace(instant: instant, id: "x")
                    )
                    let answer = try provider.answer([("verb", "ListRecords"), ("resumptionToken", token.text)])
                    let code = answer.firstMatch(of: /<error code="([A-Za-z]+)">/)?.1
                    let isPossible =
                        [from, until].compactMap { $0 }.allSatisfy(HarvestLog.seconds.contains) && instant >= 0
                    #expect((ResumptionToken(token.text) == nil) == !isPossible)
                    if !isPossible { #expect(code == "badResumptionToken") }
                    answers.insert(code.map(String.init) ?? "records")
                }
                _ = try box.catalogue.harvest.documents(from: from, until: until, limit: 5)
            }
        }
        #expect(answers == ["records", "noRecordsMatch", "badResumptionToken"])
    }

    @Test("Times in tables and feeds are ISO 8601, even for extreme values in a damaged catalogue")
    func stamps() {
        #expect(String.stamp(0) == "1970-01-01T00:00:00Z")
        for seconds in [Int64.min, .max, -62_135_596_801, 253_402_300_800] {
            #expect(
                String.stamp(seconds).wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/) != nil
            )
        }
        for seconds in [Double.nan, .infinity, -.infinity, 1e300] {
            #expect(String.stamp(Date(timeIntervalSince1970: seconds)).count == 20)
        }
    }
}
