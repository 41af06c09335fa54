import DocumentModel
import Foundation
import Synchronization
import Testing

@testable import TextAnalysis

/// hunspell gives up on a compound after some time, by a clock that other threads' work moves on.
@Suite("Dictionaries beside busy threads", .enabled(if: LanguageData.directory() != nil))
struct BusyDictionaryTests {
    @Test("A word has the same keys however busy the machine is")
    func sameKeys() throws {
        let first = ["készség", "munka", "szakmunkás", "iskola", "tanuló", "oktatás", "képzés", "verseny"]
        let second = ["igények", "hivatal", "elhagyás", "rendszer", "központ", "bizonyítvány", "helyzet", "díjak"]
        let words = first.flatMap { one in second.map { one + $0 } }
        let hungarian = try #require(LanguageTag("hu"))
        // Two of them, as each remembers what it was asked; both open before the noise begins.
        let (analyser, other) = (try WordAnalyser(), try WordAnalyser())
        _ = other.keys(of: "szakma", in: hungarian)
        let quiet = words.map { analyser.keys(of: $0, in: hungarian) }
        let busyThreads = Spin()
        for _ in 0..<48 { Thread.detachNewThread { busyThreads.spin() } }
        defer { busyThreads.stop() }
        let busy = words.map { other.keys(of: $0, in: hungarian) }
        for (word, (quiet, busy)) in zip(words, zip(quiet, busy)) { #expect(quiet == busy, "\(word)") }
    }
}

/// Keeps threads busy until it is told to stop.
private final class Spin: Sendable {
    private let isDone = Atomic(false)
    func spin() { while !isDone.load(ordering: .relaxed) {} }
    func stop() { isDone.store(true, ordering: .relaxed) }
}
