import Encodings
import Foundation
import Glibc

/// The two outputs of a command. Text from files and names must not control the terminal, so control characters are shown
/// as symbols.
enum Terminal {
    static let isErrorTerminal = isatty(STDERR_FILENO) == 1
    static let isOutputTerminal = isatty(STDOUT_FILENO) == 1

    /// Whether output may have colours and links: on a terminal that supports them, unless the user does not want any
    /// (no-color.org).
    static let isColourful =
        isOutputTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    /// A text that the terminal turns into a link (OSC 8). The address is encoded, so it is harmless.
    static func link(_ text: String, to address: URL) -> String {
        "\u{1B}]8;;\(address.absoluteString)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
    }

    /// Prints a line on standard output.
    static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Prints a line on standard error.
    static func error(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Writes text to a descriptor. Text that cannot be written (to a closed pipe) is lost.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    /// The text with control and bidirectional characters made harmless.
    static func harmless(_ text: String) -> String { withoutControls(text) }

    /// The width of the terminal on standard error, in columns; 80 if there is none.
    static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
