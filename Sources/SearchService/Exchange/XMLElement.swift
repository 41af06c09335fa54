/// An element of an XML document to be written.
struct XMLElement {
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

    /// Escapes scalar by scalar, so that no combining mark hides a letter that means something; what XML 1.0 forbids is left
    /// out.
    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "\r": result.append(contentsOf: "&#13;".unicodeScalars)
            case "\t", "\n": result.append(scalar)
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": break
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
