import Foundation
import Glibc
import Subprocess
import SystemPackage

/// Shows what is longer than the terminal page by page, as `git` does: by `$PAGER`, else by `less`.
enum Pager {
    static func show(_ lines: [String]) async {
        let text = lines.map { $0 + "\n" }.joined()
        var size = winsize()
        let rows = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_row) : 0
        let columns = max(1, Int(size.ws_col))
        // Escape sequences count as letters here: a page too early does no harm, as less ends by itself on a short text.
        let needed = lines.reduce(0) { $0 + max(1, ($1.count + columns - 1) / columns) }
        guard Terminal.isOutputTerminal, isatty(STDIN_FILENO) == 1, rows > 0, needed >= rows else {
            return Terminal.write(text, to: STDOUT_FILENO)
        }
        signal(SIGPIPE, SIG_IGN)  // a reader who has seen enough quits before the end
        let pager = ProcessInfo.processInfo.environment["PAGER"].flatMap { $0.isEmpty ? nil : $0 } ?? "less"
        // Where there is no such program, the text is shown all the same.
        let script = "if command -v \"${1%% *}\" >/dev/null 2>&1; then eval \"exec $1\"; else exec cat; fi"
        // That the text could not be written to its end only says that the reader quit before.
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
