import Catalogue
import DocumentModel
import SystemPackage

/// A copy of a file that waits in the store of originals.
package struct StagedFile: Sendable {
    package var staged: StagedOriginal
    /// What the file is called, without folders; its end may tell the format.
    package var name: String
    /// Where it came from, as messages say it.
    package var place: String

    /// - Parameter place: its name where left out.
    package init(staged: StagedOriginal, name: String, place: String? = nil) {
        (self.staged, self.name, self.place) = (staged, name, place ?? name)
    }
}

/// A file that was to be a document, or a part of one, could not be read.
package struct UnreadableDeposit: Error, CustomStringConvertible {
    package let file: StagedFile
    package let failure: ExtractionFailure

    package var description: String { "\(file.place): \(failure.reason)" }
}

/// Reads copies of files, and puts a video or a sound recording together with its other encodings and its transcripts.
/// Files from folders, from the command line and from HTTP all come this way.
package struct MediaAssembly: Sendable {
    package typealias Outcome = Result<EncodedDocument, ExtractionFailure>

    package let originals: Originals
    /// Reads a file, by its path and its name.
    package let extract: @Sendable (FilePath, String) async -> Outcome

    package init(_ originals: Originals, extract: @escaping @Sendable (FilePath, String) async -> Outcome) {
        (self.originals, self.extract) = (originals, extract)
    }

    /// Reads what belongs to a video or a sound recording, and puts all together as one original.
    /// - Parameters:
    ///   - media: the copy of the video itself.
    ///   - extraction: what was read of it.
    ///   - check: called with what came of each other file; what it throws ends the work.
    /// - Throws: what `check` throws, or the disk; then none of the copies is left.
    package func assemble(
        _ media: StagedFile,
        _ extraction: ExtractedDocument,
        with others: [StagedFile],
        check: (StagedFile, Outcome) throws -> Void
    ) async throws -> StagedMediaBundle {
        do {
            var parts: [StagedMediaBundle.Part] = []
            for other in others {
                let outcome = await extract(other.staged.path, other.name)
                try check(other, outcome)
                parts.append(StagedMediaBundle.Part(staged: other.staged, outcome: outcome.flatMap(\.result)))
            }
            let (whole, originals) = (parts, originals)
            return try await Blocking.run {
                try StagedMediaBundle(media.staged, extraction, name: media.name, beside: whole, in: originals)
            }
        } catch {
            await discard([media] + others)
            throw error
        }
    }

    /// Reads a file that is to be a document, with what belongs to it where it is a video or a sound recording.
    /// - Parameters:
    ///   - others: copies of the files that belong to it.
    ///   - extractor: the version of what reads it.
    ///   - check: called with each file and what was read of it; what it throws ends the work.
    /// - Throws: ``UnreadableDeposit``, or what `check` throws; then none of the copies is left.
    package func read(
        _ file: StagedFile,
        with others: [StagedFile],
        extractor: Int,
        check: (StagedFile, EncodedDocument) throws -> Void = { _, _ in }
    ) async throws -> DepositedFile {
        let document: EncodedDocument
        do {
            document = try Self.readable(file, await extract(file.staged.path, file.name))
            try check(file, document)
        } catch {
            await discard([file] + others)
            throw error
        }
        guard document.format.isMedia else {
            await discard(others)
            return DepositedFile(staged: file.staged, name: file.name, extraction: document, extractor: extractor)
        }
        let whole = try await assemble(file, document.decoded(), with: others) { other, outcome in
            try check(other, try Self.readable(other, outcome))
        }
        return DepositedFile(
            staged: whole.whole,
            name: file.name,
            extraction: try EncodedDocument(whole.extraction),
            extractor: extractor
        )
    }

    /// Takes away copies that nothing will refer to.
    package func discard(_ files: [StagedFile]) async {
        let originals = originals
        try? await Blocking.run { for file in files { originals.discard(file.staged) } }
    }

    private static func readable(_ file: StagedFile, _ outcome: Outcome) throws -> EncodedDocument {
        do {
            return try outcome.get()
        } catch {
            throw UnreadableDeposit(file: file, failure: error)
        }
    }
}

extension EncodedDocument {
    /// The document, or that the worker which read it gave an invalid answer.
    fileprivate var result: Result<ExtractedDocument, ExtractionFailure> {
        Result { try decoded() }.mapError { .extractorBroken("the extraction worker sent an invalid answer: \($0)") }
    }
}
