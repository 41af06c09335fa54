import Foundation

/// The commands of a page of documentation, with the output that it shows.
///
/// They are in fenced blocks of the language `console`:
///
///     $ command
///     > a further line of the same command
///     output
///
/// A line of output with only `…` stands for any number of lines; `…` within a line stands for any text.
struct ConsoleBlocks {
    struct Command {
        /// Its line in the page, counted from 1.
        var line: Int
        var text: String
        /// The lines that it prints.
        var output: [String] = []
    }

    struct Mistake: Error, CustomStringConvertible { let description: String }

    private(set) var commands: [Command] = []
    /// Whether no command of the current block has been read yet.
    private var startsBlock = false

    /// - Parameters:
    ///   - page: the text of the page.
    ///   - name: the page's name for errors.
    init(_ page: String, name: String) throws {
        var isInside = false
        for (index, line) in PromisedOutput.parts(of: page, at: "\n").enumerated() {
            if !isInside {
                isInside = line == "```console"
                startsBlock = isInside
            } else if line == "```" {
                isInside = false
            } else if !add(line, at: index + 1) {
                throw Mistake(description: "\(name):\(index + 1): this output belongs to no command")
            }
        }
        if isInside { throw Mistake(description: "\(name): the last console block has no end") }
    }

    /// Adds a line of a block; false for output before the first command.
    private mutating func add(_ line: String, at number: Int) -> Bool {
        if line.hasPrefix("$ ") {
            commands.append(Command(line: number, text: String(line.dropFirst(2))))
            startsBlock = false
        } else if startsBlock {
            return false
        } else if line == ">" || line.hasPrefix("> "), commands[commands.count - 1].output.isEmpty {
            commands[commands.count - 1].text += "\n" + line.dropFirst(2)
        } else {
            commands[commands.count - 1].output.append(line)
        }
        return true
    }
}

/// Whether an output is as a page shows.
enum PromisedOutput {
    private static let ellipsis = "…"

    /// The parts between the separators, byte by byte: in Swift, CRLF is one character without a "\n".
    static func parts(of text: String, at separator: Unicode.Scalar) -> [String] {
        text.utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    static func isKept(_ promised: [String], by printed: [String]) -> Bool {
        isMatch(trimmed(promised).map { $0 == ellipsis ? nil : $0 }, trimmed(printed)) { line, printed in
            isMatch(line.map { String($0) == ellipsis ? nil : $0 }, Array(printed), ==)
        }
    }

    /// The lines without trailing white space, and without empty lines at the end.
    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = lines.map { line in
            String(line.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Whether items match a pattern in which nil stands for any number of items.
    private static func isMatch<Pattern, Item>(
        _ pattern: [Pattern?],
        _ items: [Item],
        _ isSame: (Pattern, Item) -> Bool
    ) -> Bool {
        var (place, item) = (0, 0)
        // The positions after the last nil, and of the first item that it does not stand for.
        var retry: (place: Int, item: Int)?
        while item < items.count {
            if place < pattern.count, pattern[place] == nil {
                place += 1
                retry = (place, item)
            } else if place < pattern.count, let wanted = pattern[place], isSame(wanted, items[item]) {
                place += 1
                item += 1
            } else if let last = retry {
                // One item more for the last nil.
                retry = (last.place, last.item + 1)
                (place, item) = (last.place, last.item + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == nil }
    }
}
