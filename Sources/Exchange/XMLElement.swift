import DocumentModel
import Encodings

/// An element of an XML document to be written.
package struct XMLElement {
    var name: String
    var attributes: [(name: String, value: String)]
    var children: [XMLElement]
    var text: String?

    init(_ name: String, _ attributes: [(String, String)] = [], _ children: [XMLElement] = []) {
        (self.name, self.attributes, self.children) = (name, attributes, children)
    }

    init(_ name: String, _ attributes: [(String, String)] = [], text: String) {
        (self.name, self.attributes, children, self.text) = (name, attributes, [], text)
    }

    /// The approximate size in bytes: its texts and names.
    var size: Int {
        attributes.reduce(2 * name.utf8.count + (text?.utf8.count ?? 0)) {
            $0 + $1.name.utf8.count + $1.value.utf8.count
        }
            + children.reduce(0) { $0 + $1.size }
    }

    /// The document with this element as its root, in UTF-8.
    var document: String {
        var output = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        write(to: &output)
        return output + "\n"
    }

    private func write(to output: inout String) {
        output += "<\(name)"
        for (name, value) in attributes { output += " \(name)=\"\(Self.escaped(value))\"" }
        guard text != nil || !children.isEmpty else {
            output += "/>"
            return
        }
        output += ">" + Self.escaped(text ?? "")
        for child in children { child.write(to: &output) }
        output += "</\(name)>"
    }

    /// Characters that XML 1.0 forbids are dropped.
    private static func escaped(_ text: String) -> String {
        escapedMarkup(text) { scalar in
            switch scalar {
            case "\r": "&#13;"
            case "\t", "\n": nil
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": ""
            default: nil
            }
        }
    }
}
