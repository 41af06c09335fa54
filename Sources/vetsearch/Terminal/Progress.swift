import Foundation
import Synchronization

/// How far an ingest is: a bar on a terminal, plain lines elsewhere.
final class Progress: Sendable {
    private struct State {
        var files = 0
        var bytes: Int64 = 0
        var started = ContinuousClock.now
        var filesDone = 0
        var bytesDone: Int64 = 0
        var drawn = false
        var lastDrawn = ContinuousClock.now
        var current = ""
    }

    private let state = Mutex(State())
    private let showsBar: Bool
    private let showsLines: Bool

    /// - Parameter json: whether standard output belongs to a program; then no line of ours goes there.
    init(json: Bool) {
        showsBar = Terminal.isErrorTerminal
        showsLines = !json
    }

    /// - Parameters:
    ///   - files, bytes: what is to be done in all.
    func begin(files: Int, bytes: Int64) {
        state.withLock { ($0.files, $0.bytes, $0.started) = (files, bytes, .now) }
    }

    /// A file is done.
    func advance(bytes: Int64, name: String) {
        state.withLock { state in
            state.filesDone += 1
            state.bytesDone += bytes
            state.current = name
            guard showsBar, ContinuousClock.now - state.lastDrawn > .milliseconds(100) else { return }
            draw(&state)
        }
    }

    /// A line of the report. Beside a bar only trouble is worth a line while it runs.
    func say(_ line: String, isTrouble: Bool = true) {
        guard showsLines, isTrouble || !showsBar else { return }
        state.withLock { state in
            clear(&state)
            Terminal.print(line)
        }
    }

    /// A line on standard error, whatever standard output is for.
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
        let share = state.bytes > 0 ? Double(state.bytesDone) / Double(state.bytes) : 1
        let filled = Int(share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        var text =
            "\(bar) \(state.filesDone)/\(state.files) files · \(Self.size(state.bytesDone)) of \(Self.size(state.bytes))"
        let passed = state.started.duration(to: .now)
        let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
        if share > 0.01, seconds > 2 { text += " · \(Self.time(seconds / share * (1 - share))) left" }
        let room = Terminal.width - text.count - 4
        if room > 12 { text += " · " + Terminal.harmless(String(state.current.suffix(room))) }
        Terminal.write("\r\(text.prefix(Terminal.width - 1))\u{1B}[K", to: 2)
    }

    static func size(_ bytes: Int64) -> String {
        bytes < 10_000_000 ? String(format: "%.1f MB", Double(bytes) / 1e6) : "\(bytes / 1_000_000) MB"
    }

    static func time(_ seconds: Double) -> String {
        seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
    }
}
