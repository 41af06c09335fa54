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
        let done = try? await Subprocess.run(
            .name("sh"),
            arguments: ["-c", pager],
            environment: .inherit.updating(["LESS": ProcessInfo.processInfo.environment["LESS"] ?? "FRX"]),
            input: .string(text),
            output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
        )
        // Where there is no such program, the text is shown all the same. (A pager that was quit is another matter: then the
        // text could not be written, and its status is that of a program that ran.)
        if case .exited(127)? = done?.terminationStatus { Terminal.write(text, to: STDOUT_FILENO) }
    }
}
