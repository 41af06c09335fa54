import Foundation

/// A message in the format of e-mails (RFC 5322, MIME): a plain text in UTF-8.
struct MailMessage {
    private let sender: String
    private let senderName: String?
    private let recipient: String
    private let subject: String
    private let text: String

    init(from options: MailOptions, to recipient: String, subject: String, text: String) {
        (sender, senderName) = (options.from, options.fromName)
        (self.recipient, self.subject, self.text) = (recipient, subject, text)
    }

    /// The headers and the text, with CR LF at the end of lines.
    func bytes(date: Date = Date()) -> [UInt8] {
        let from = senderName.map { Self.encoded($0, isPhrase: true) + "\r\n <\(sender)>" } ?? sender
        let domain = sender.split(separator: "@").last ?? "localhost"
        let head = [
            "Date: \(Self.format(date))",
            "From: \(from)",
            "To: \(recipient)",
            "Subject: \(Self.encoded(subject, isPhrase: false))",
            "Message-ID: <\(UUID().uuidString.lowercased())@\(domain)>",
            // So that absence notes are not sent back (RFC 3834).
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ]
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + Self.quotedPrintable(text)).utf8)
    }

    private static func format(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: date)
    }

    /// A text as the value of a header. Whatever is not plain ASCII becomes encoded words (RFC 2047) of at most 75
    /// characters, so no text can end the header.
    /// - Parameter isPhrase: for names beside addresses, where commas and the like have a meaning.
    private static func encoded(_ text: String, isPhrase: Bool) -> String {
        let line = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        let isPlain =
            line.utf8.count <= 60 && !line.contains("=?") && !line.hasPrefix(" ") && !line.hasSuffix(" ")
            && line.utf8.allSatisfy { byte in
                (0x20...0x7E).contains(byte)
                    && (!isPhrase || byte == 0x20 || UnicodeScalar(byte).properties.isAlphabetic
                        || (0x30...0x39).contains(byte))
            }
        if isPlain { return line }
        var words: [[UInt8]] = [[]]
        for character in line {
            // 39 bytes are 52 characters of base64, 12 more are the frame, and the name of the header is before the first. A character is not cut where possible.
            for part in character.utf8.count <= 39
                ? [Array(character.utf8)] : character.unicodeScalars.map({ Array($0.utf8) })
            {
                if words[words.count - 1].count + part.count > 39 { words.append([]) }
                words[words.count - 1] += part
            }
        }
        return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// RFC 2045, 6.7: lines of at most 76 characters, everything but plain ASCII as `=XX`.
    private static func quotedPrintable(_ text: String) -> String {
        var out = ""
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for line in unified.split(separator: "\n", omittingEmptySubsequences: false) {
            var width = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let isPlain =
                    (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
                    || (byte == 0x20 || byte == 0x09) && !isLast
                let piece = isPlain ? String(UnicodeScalar(byte)) : "=" + hexadecimal(byte)
                if width + piece.count > (isLast ? 76 : 75) {
                    out += "=\r\n"
                    width = 0
                }
                out += piece
                width += piece.count
            }
            out += "\r\n"
        }
        return out
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + digits : digits
    }
}
