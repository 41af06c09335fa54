import DocumentModel
import Foundation

@testable import Ingest

// The entry points of libFuzzer: script/fuzz builds and runs them. `VETSEARCH_FUZZ_READER` names the format that is read.

/// The reader that is tried. Any other format inside the bytes, such as an attachment, is read by its own reader.
private let reader: FormatReader = {
    let name = ProcessInfo.processInfo.environment["VETSEARCH_FUZZ_READER"] ?? ""
    guard let format = FileFormat(rawValue: name), let reader = try? FormatReader.reader(of: format) else {
        fatalError("VETSEARCH_FUZZ_READER must be a format of files, for example pdf; '\(name)' is none")
    }
    return reader
}()

/// Called with each input. Errors are what a reader is for; crashes, endless loops and texts that are no Unicode are findings.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let limits = ExtractionLimits(maximumTextBytes: 8 << 20)
    let name = "file." + (reader.format.entry.endings.sorted().first ?? "txt")
    guard let source = try? SourceFile(bytes, name: name, limits: limits, nesting: Nesting()) else { return 0 }
    guard let document = try? reader.read(source) else { return 0 }
    for section in document.sections {
        precondition(section.text.utf8.count <= 64 << 20, "a section is much larger than its file")
        if case .cue(let start, let end) = section.locator {
            precondition(start.isFinite && end.isFinite && start <= end, "a cue has no place: \(start) to \(end)")
        }
    }
    return 0
}
