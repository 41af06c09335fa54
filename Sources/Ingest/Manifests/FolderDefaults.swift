import DocumentModel
import SystemPackage
import Yams

/// One `vetsearch.yaml`: default values for everything below its folder.
struct FolderDefaults {
    private(set) var metadata = Metadata()
    private(set) var problems: [ManifestProblem] = []
    private let name: String

    init(_ manifest: FoundManifest) {
        name = manifest.name
        let root: Node?
        do {
            let source = try ManifestText(of: manifest)
            if let guessed = source.guessed { problems.append(.guessedEncoding(guessed, in: name)) }
            guard countOfAliases(in: source.text) <= Self.mostAliases else {
                throw UnreadableFile(reason: "has too many aliases (*name); the file was ignored")
            }
            root = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            note(yamlProblem(error), .error)
            return
        }
        guard let root, !isNull(root) else { return }
        guard let mapping = root.mapping else {
            note((root.mark?.line, "expected lines such as 'country: IT'; the file was ignored"), .error)
            return
        }
        var values = FieldValues()
        var lines: [Metadata.Field: (line: Int?, key: String)] = [:]
        for (key, value) in mapping {
            let keyText = key.scalar?.string ?? "?"
            let line = key.mark?.line
            guard case .field(let field)? = FieldName(keyText) else {
                let complaint =
                    FieldName(keyText) == .file
                    ? "'\(keyText)' is not a key: vetsearch.yaml describes all files below its folder; use "
                        + "metadata.csv for single files"
                    : FieldName.complaint(about: keyText, as: "key", orFile: false)
                note((line, complaint + " (ignored)"), key: keyText)
                continue
            }
            if let earlier = lines[field] {
                note((line, "occurs twice (also as '\(earlier.key)'); the first one was used"), key: keyText)
                continue
            }
            lines[field] = (line, keyText)
            guard let written = texts(of: value) else {
                note((line, "is neither a value nor a list of values; it was ignored"), key: keyText)
                continue
            }
            values.read(field, written)
        }
        for complaint in values.complaints {
            let place = lines[complaint.field]
            note((place?.line, complaint.message), complaint.severity, key: place?.key)
        }
        problems.sort { ($0.line ?? 0) < ($1.line ?? 0) }
        let file = manifest.path.lastComponent?.shown ?? "vetsearch.yaml"
        metadata = values.metadata.from("\(file) in \(manifest.folderName)")
    }

    // Nested aliases can expand to more than fits in memory, and comparing keys would expand them.
    private static let mostAliases = 16

    private mutating func note(
        _ problem: (line: Int?, message: String),
        _ severity: ProblemSeverity = .warning,
        key: String? = nil
    ) {
        problems.append(
            ManifestProblem(file: name, line: problem.line, column: key, message: problem.message, severity: severity)
        )
    }
}

/// The values as written: YAML's own rules would turn Norway's `NO` into `false`, and a title "0x4" into 4.
private func texts(of node: Node) -> [String]? {
    if isNull(node) { return [] }
    if let scalar = node.scalar { return [scalar.string] }
    guard let sequence = node.sequence else { return nil }
    let scalars = sequence.filter { !isNull($0) }.compactMap(\.scalar?.string)
    return scalars.count == sequence.filter { !isNull($0) }.count ? scalars : nil
}

private func isNull(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
}

/// The maximum number of aliases in a text: asterisks in positions where an alias can start.
private func countOfAliases(in text: String) -> Int {
    let before = Set(" \t\r\n[{,:".utf8)
    let notAfter = Set(" \t\r\n*,]}".utf8)
    var (count, previous, isOpen) = (0, UInt8(ascii: "\n"), false)
    for byte in text.utf8 {
        if isOpen, !notAfter.contains(byte) { count += 1 }
        isOpen = byte == UInt8(ascii: "*") && before.contains(previous)
        previous = byte
    }
    return count
}

/// The place and the reason, without the library's multi-line layout.
private func yamlProblem(_ error: any Error) -> (line: Int?, message: String) {
    let (line, message): (Int?, String)
    switch error {
    case let error as UnreadableFile:
        return (nil, error.reason)
    case YamlError.scanner(let context, let problem, let mark, _),
        YamlError.parser(let context, let problem, let mark, _),
        YamlError.composer(let context, let problem, let mark, _):
        line = mark.line
        message = [context?.text, problem].compactMap { $0 }.joined(separator: ": ")
    case YamlError.duplicatedKeysInMapping(let keys, let context):
        line = context.mark.line
        message = "the key \(keys.joined(separator: ", ")) occurs twice"
    case YamlError.reader(let problem, let offset, _, let yaml):
        line = offset.map { 1 + yaml.prefix($0).count(where: \.isNewline) }
        message = problem
    default:
        (line, message) = (nil, String(describing: error))
    }
    return (line, "is not YAML: \(message); the file was ignored")
}
