import Catalogue
import Cryptography
import Foundation
import Synchronization

/// A SKOS file that was uploaded and tried, and waits for the decision of the person who uploaded it.
struct PendingImport: Sendable, Equatable {
    var file: StagedOriginal
    /// The name of the uploaded file.
    var fileName: String
    /// The chosen name of the thesaurus; nil: that of the file.
    var name: String?
    /// The session whose person uploaded it.
    var session: String
    /// The state of the thesauri that the dry run was made with.
    var revision: Int64
}

/// The uploads that wait. Each session has one at most, and each waits for a limited time.
final class PendingImports: Sendable {
    /// In seconds.
    static let life: TimeInterval = 1800
    static let most = 10

    private struct Entry {
        var pending: PendingImport
        var ends: Date
    }

    private let originals: Originals
    private let entries = Mutex<[String: Entry]>([:])

    init(_ originals: Originals) { self.originals = originals }

    deinit { entries.withLock { for entry in $0.values { originals.discard(entry.pending.file) } } }

    /// Keeps an upload and returns its id. Earlier ones of the session, old ones, and the oldest if there are too many are
    /// deleted.
    func keep(_ pending: PendingImport, at now: Date = Date()) -> String {
        let id = RandomToken.make()
        let gone = entries.withLock { entries in
            var gone = entries.filter { $0.value.ends <= now || $0.value.pending.session == pending.session }
            let rest = entries.filter { gone[$0.key] == nil }.sorted { $0.value.ends < $1.value.ends }
            for (id, entry) in rest.prefix(max(0, rest.count - Self.most + 1)) { gone[id] = entry }
            for id in gone.keys { entries[id] = nil }
            entries[id] = Entry(pending: pending, ends: now.addingTimeInterval(Self.life))
            return gone
        }
        for entry in gone.values { originals.discard(entry.pending.file) }
        return id
    }

    /// Takes an upload of a session, which the caller then imports, keeps again or discards; nil if there is none of this id,
    /// or it is too old.
    func take(_ id: String, of session: String, at now: Date = Date()) -> PendingImport? {
        let entry = entries.withLock { entries -> Entry? in
            guard entries[id]?.pending.session == session else { return nil }
            return entries.removeValue(forKey: id)
        }
        guard let entry else { return nil }
        guard entry.ends > now else {
            originals.discard(entry.pending.file)
            return nil
        }
        return entry.pending
    }

    /// Deletes those that are too old.
    func clean(at now: Date = Date()) {
        let gone = entries.withLock { entries in
            let gone = entries.filter { $0.value.ends <= now }
            for id in gone.keys { entries[id] = nil }
            return gone
        }
        for entry in gone.values { originals.discard(entry.pending.file) }
    }
}
