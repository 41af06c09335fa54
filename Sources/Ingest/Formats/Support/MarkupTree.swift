/// A small XML document as a tree, for the parts that describe how a file is composed. Texts of any size are read with a
/// ``MarkupHandler`` instead.
final class MarkupElement {
    let name: String
    private(set) var attributes: [String: String] = [:]
    fileprivate(set) var children: [MarkupElement] = []
    /// The element's own text and that of its children, in order.
    fileprivate(set) var text = ""

    fileprivate init(name: String) { self.name = name }

    /// The attribute `name`, with the prefixes of ``MarkupNames``.
    subscript(_ name: String) -> String? { attributes[name] }

    func children(_ name: String) -> [MarkupElement] { children.filter { $0.name == name } }
    func first(_ name: String) -> MarkupElement? { children.first { $0.name == name } }

    /// All elements called `name` below this one, in order.
    func descendants(_ name: String) -> [MarkupElement] {
        var found: [MarkupElement] = []
        var rest = Array(children.reversed())
        while let element = rest.popLast() {
            if element.name == name { found.append(element) }
            rest.append(contentsOf: element.children.reversed())
        }
        return found
    }

    /// All elements below this one whose name without its prefix is `local`, in lower case, in any namespace.
    func all(_ local: String) -> [MarkupElement] {
        var found: [MarkupElement] = []
        var rest = Array(children.reversed())
        while let element = rest.popLast() {
            if element.localName == local { found.append(element) }
            rest.append(contentsOf: element.children.reversed())
        }
        return found
    }

    /// The name without the prefix of its namespace, in lower case.
    var localName: String { name.split(separator: ":").last?.lowercased() ?? "" }

    /// The text with white space trimmed and collapsed; nil if nothing is left.
    var trimmedText: String? {
        let folded = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return folded.isEmpty ? nil : folded
    }

    /// Parses `bytes`, keeping only the given attributes. Nil if there is no element at all.
    static func parse(_ bytes: [UInt8], attributes: Set<String> = []) -> MarkupElement? {
        let builder = TreeBuilder(attributes: attributes)
        _ = MarkupParser.parseXML(bytes, into: builder)
        return builder.root.children.first
    }

    private final class TreeBuilder: MarkupHandler {
        let root = MarkupElement(name: "")
        private let wanted: Set<String>
        private var open: [MarkupElement]
        /// The number of open elements that are too deep to be kept: the tree is freed level by level, on the stack.
        private var beyond = 0
        private static let deepest = 1000

        init(attributes: Set<String>) {
            wanted = attributes
            open = [root]
        }

        func start(_ name: String, _ attributes: MarkupAttributes) {
            let element = MarkupElement(name: name)
            for key in wanted { element.attributes[key] = attributes[key] }
            open.last?.children.append(element)
            if open.count < Self.deepest { open.append(element) } else { beyond += 1 }
        }

        func end(_ name: String) {
            if beyond > 0 {
                beyond -= 1
                return
            }
            guard open.count > 1 else { return }
            let element = open.removeLast()
            open.last?.text.append(element.text)
        }

        func text(_ utf8: UnsafeBufferPointer<UInt8>) {
            open.last?.text.append(String(decoding: utf8, as: UTF8.self))
        }
    }
}
