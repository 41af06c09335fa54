import Foundation

/// A file that contains one secret: a password, the secret of a client. Secrets are not arguments, which every process of
/// the machine can read.
package enum SecretFile {
    /// The content of the file without line breaks at its end.
    /// - Throws: ``SecretFileError``, which names the file, if it cannot be read, is empty, or is no single line of text.
    package static func read(_ path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path),
            case .success(let read) = Result(catching: { try file.read(upToCount: longest + 1) })
        else { throw SecretFileError(description: "\(path) cannot be read") }
        let data = read ?? Data()
        guard data.count <= longest, let text = String(bytes: data, encoding: .utf8) else {
            throw SecretFileError(
                description: "\(path) is not a secret: it has more than \(longest) bytes, or is not UTF-8"
            )
        }
        let secret = text.trimmingCharacters(in: .newlines)
        guard !secret.isEmpty, !secret.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw SecretFileError(description: "\(path) must contain one line with the secret")
        }
        return secret
    }

    private static let longest = 4096
}

package struct SecretFileError: Error, CustomStringConvertible {
    package let description: String
}
