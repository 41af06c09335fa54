import Catalogue
import Encodings
import Foundation
import SystemPackage

/// One run of `vetsearch backup`.
package struct BackupRecord: Sendable, Codable, Equatable {
    package enum Result: String, Sendable, Codable {
        case complete
        /// Originals are missing from the toolbox, or damaged; everything else was copied.
        case incomplete
        case failed
    }

    /// The folder of the backup.
    package var folder: String
    package var started: Date
    package var finished: Date
    package var result: Result
    package var withIndex: Bool
    /// The number of documents and originals in the backup, of originals that were new in it, and of missing ones.
    package var documents = 0
    package var originals = 0
    package var copied = 0
    package var missing = 0
    /// Why it failed.
    package var reason: String?

    init(folder: String, withIndex: Bool) {
        (self.folder, self.withIndex, started, finished, result) = (folder, withIndex, Date(), Date(), .failed)
    }

    mutating func finish(_ result: ToolboxCopy.Result) {
        finished = Date()
        self.result = result.missing.isEmpty ? .complete : .incomplete
        (documents, originals, copied) = (result.documents, result.originals, result.copied)
        missing = result.missing.count
    }

    mutating func fail(_ error: any Error) {
        finished = Date()
        result = .failed
        reason = String((ToolboxError(explaining: error)?.description ?? "\(error)").prefix(1000))
    }
}

/// The last backups of a toolbox, in a file of the toolbox that backups do not contain.
package struct BackupLog: Sendable, Codable, Equatable {
    /// The last run; nil: never.
    package var last: BackupRecord?
    /// The last run with the result `complete`.
    package var lastComplete: BackupRecord?

    package init() {}

    /// What the toolbox remembers; empty if the file is missing or cannot be read.
    package init(of toolbox: Toolbox) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let data = FileManager.default.contents(atPath: Self.file(of: toolbox).string),
            let log = try? decoder.decode(BackupLog.self, from: data)
        else { return }
        self = log
    }

    private static func file(of toolbox: Toolbox) -> FilePath { toolbox.folder.appending("vetsearch.backups") }

    /// Remembers a run. A toolbox that cannot be written to remembers nothing, which does not make the backup fail.
    static func add(_ record: BackupRecord, to catalogue: Catalogue) {
        var log = BackupLog(of: catalogue.toolbox)
        log.last = record
        if record.result == .complete { log.lastComplete = record }
        guard !catalogue.isReadOnly, let text = try? jsonText(log, pretty: true) else { return }
        try? Catalogue.writeDurably(Array((text + "\n").utf8), to: file(of: catalogue.toolbox))
    }

    /// The state in one line.
    package var line: String {
        guard let last else { return "never" }
        let time = { (date: Date) in date.formatted(.iso8601) }
        switch last.result {
        case .complete: return "\(time(last.finished)), complete, in \(last.folder)"
        case .incomplete:
            return "\(time(last.finished)), without \(counted(last.missing, "original")) missing from the toolbox, in "
                + last.folder
        case .failed:
            let before = lastComplete.map { "the last complete one is of \(time($0.finished)), in \($0.folder)" }
            return "failed \(time(last.finished)): \(last.reason ?? ""); \(before ?? "there is no complete one")"
        }
    }
}
