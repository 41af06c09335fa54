import Foundation
import Glibc
import Subprocess
import SystemPackage

/// Shows output that is longer than the terminal page by page, like `git`: with `$PAGER`, else with `less`.
enum Pager {
    static func show(_ lines: [String]) async {
        let text = lines.map { $0 + "\n" }.joined()
        var size = winsize()
        let rows = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_row) : 0
        let columns = max(1, Int(size.ws_col))
        // Escape sequences are counted as letters, which does no harm, because less exits by itself after a short text.
        let needed = lines.reduce(0) { $0 + max(1, ($1.count + columns - 1) / columns) }
        guard Terminal.isOutputTerminal, isatty(STDIN_FILENO) == 1, rows > 0, needed >= rows else {
            return Terminal.write(text, to: STDOUT_FILENO)
        }
        signal(SIGPIPE, SIG_IGN)  // the user may quit before the end
        let pager = ProcessInfo.processInfo.environment["PAGER"].flatMap { $0.isEmpty ? nil : $0 } ?? "less"
        // If there is no such program, the text is printed anyway.
        let script = "if command -v \"${1%% *}\" >/dev/null 2>&1; then eval \"exec $1\"; else exec cat; fi"
        // A write error only means that the user quit before the end.
        _ = try? await Subprocess.run(
            .name("sh"),
            arguments: ["-c", script, "sh", pager],
            environment: .inherit.updating(["LESS": ProcessInfo.processInfo.environment["LESS"] ?? "FRX"]),
            input: .string(text),
            output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
        )
    }
}
