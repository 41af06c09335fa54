import Synchronization
import Toolbox

/// The progress of an ingest: a bar on a terminal, plain lines elsewhere.
final class Progress: Sendable {
    private struct State {
        var work = IngestProgress()
        var drawn = false
        var lastDrawn = ContinuousClock.now
        var current = ""
    }

    private let state = Mutex(State())
    private let showsBar: Bool
    private let showsLines: Bool

    /// - Parameter json: whether standard output is JSON for a program; then no other line is printed there.
    init(json: Bool) {
        showsBar = Terminal.isErrorTerminal
        showsLines = !json
    }

    /// - Parameters:
    ///   - files, bytes: the number and size of all files.
    func begin(files: Int, bytes: Int64) {
        state.withLock { $0.work = IngestProgress(files: files, bytes: bytes) }
    }

    /// Called when a file has been processed.
    func advance(bytes: Int64, name: String) {
        state.withLock { state in
            state.work.advance(bytes: bytes)
            state.current = name
            guard showsBar, ContinuousClock.now - state.lastDrawn > .milliseconds(100) else { return }
            draw(&state)
        }
    }

    /// Prints a line of the report. While a bar is shown, only lines about trouble are printed.
    func say(_ line: String, isTrouble: Bool = true) {
        guard showsLines, isTrouble || !showsBar else { return }
        state.withLock { state in
            clear(&state)
            Terminal.print(line)
        }
    }

    /// Prints a line on standard error.
    func warn(_ line: String) {
        state.withLock { state in
            clear(&state)
            Terminal.error(line)
        }
    }

    func end() { state.withLock { clear(&$0) } }

    private func clear(_ state: inout State) {
        guard state.drawn else { return }
        Terminal.write("\r\u{1B}[K", to: 2)
        state.drawn = false
    }

    private func draw(_ state: inout State) {
        state.lastDrawn = .now
        state.drawn = true
        let filled = Int(state.work.share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        var text = "\(bar) \(state.work.sentence)"
        let room = Terminal.width - text.count - 4
        if room > 12 { text += " · " + Terminal.harmless(String(state.current.suffix(room))) }
        Terminal.write("\r\(text.prefix(Terminal.width - 1))\u{1B}[K", to: 2)
    }
}
