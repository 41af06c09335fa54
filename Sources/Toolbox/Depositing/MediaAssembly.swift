import Catalogue
import DocumentModel
import Ingest
import SystemPackage

/// A staged copy of a file.
package struct StagedFile: Sendable {
    package var staged: StagedOriginal
    /// The file name without folders; its extension may be needed to detect the format.
    package var name: String
    /// The path for messages.
    package var place: String

    /// - Parameter place: the path for messages; by default the name.
    package init(staged: StagedOriginal, name: String, place: String? = nil) {
        (self.staged, self.name, self.place) = (staged, name, place ?? name)
    }
}

/// A file for a deposit, or a part of one, could not be read.
package struct UnreadableDeposit: Error, CustomStringConvertible {
    package let file: StagedFile
    package let failure: ExtractionFailure

    package var description: String { "\(file.place): \(failure.reason)" }
}

/// Reads copies of files, and combines a video or a sound with its other encodings and its transcripts. Used for files
/// from folders, from the command line and from HTTP.
package struct MediaAssembly: Sendable {
    package typealias Outcome = Result<EncodedDocument, ExtractionFailure>

    package let originals: Originals
    /// Reads a file, given its path and its name.
    package let extract: @Sendable (FilePath, String) async -> Outcome

    package init(_ originals: Originals, extract: @escaping @Sendable (FilePath, String) async -> Outcome) {
        (self.originals, self.extract) = (originals, extract)
    }

    /// Reads the files that belong to a video or a sound, and combines all of them into one original.
    /// - Parameters:
    ///   - media: the copy of the video itself.
    ///   - extraction: the result of extraction from it.
    ///   - check: called with the outcome of each other file; may throw to stop.
    /// - Throws: the errors of `check` and of the disk; then all copies are removed.
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
                let language = MediaBundles.language(of: other.name, beside: media.name)
                parts.append(
                    StagedMediaBundle.Part(
                        staged: other.staged,
                        outcome: outcome.flatMap(\.result).map { $0.inLanguage(language) }
                    )
                )
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

    /// Reads the file of a new document, with the files that belong to it if it is a video or a sound.
    /// - Parameters:
    ///   - others: copies of the files that belong to it.
    ///   - extractor: the version of the extractor.
    ///   - check: called with each file and its content; may throw to stop.
    ///   - unreadable: called if the file itself cannot be read; may move its copy elsewhere.
    /// - Throws: ``UnreadableDeposit``, or the errors of `check`; then all copies are removed.
    package func read(
        _ file: StagedFile,
        with others: [StagedFile],
        extractor: Int,
        check: (StagedFile, EncodedDocument) throws -> Void = { _, _ in },
        unreadable: (UnreadableDeposit) async -> Void = { _ in }
    ) async throws -> DepositedFile {
        let document: EncodedDocument
        do {
            document = try Self.readable(file, await extract(file.staged.path, file.name))
            try check(file, document)
        } catch {
            if let failure = error as? UnreadableDeposit { await unreadable(failure) }
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

    /// Removes copies that are not needed.
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

extension ExtractedDocument {
    /// A transcript that does not say its language itself, in the language of its name.
    fileprivate func inLanguage(_ language: LanguageTag?) -> ExtractedDocument {
        guard let language, format.isTranscript, metadata.language == nil else { return self }
        var result = self
        result.metadata.language = language
        result.metadata.origins[.language] = "file"
        for index in sections.indices where sections[index].declaredLanguage == nil {
            result.sections[index].declaredLanguage = language
        }
        return result
    }
}

extension EncodedDocument {
    /// The document, or a failure if the worker returned an invalid one.
    fileprivate var result: Result<ExtractedDocument, ExtractionFailure> {
        Result { try decoded() }.mapError { .extractorBroken("the extraction worker sent an invalid answer: \($0)") }
    }
}
