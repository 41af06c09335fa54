import DocumentModel
import Indexer

/// Where documents open, relative to the service's root.
enum DocumentLink {
    /// The original, opened at a place as far as its format lets a link say that.
    static func file(_ document: StoredDocument, at locator: Locator?) -> String {
        file(document.id, at: locator)
    }

    static func file(_ id: String, at locator: Locator?) -> String {
        let base = "/v1/documents/\(encoded(id))/file"
        switch locator {
        case .page(let number, _): return "\(base)#page=\(number)"
        case .slide(let number): return "\(base)#slide=\(number)"
        case .chapter(_, _, let href): return "\(base)#chapter=\(encoded(href))"
        case .cue(let start, _): return "\(base)?t=\(Int(start))"
        case .heading(_, .some(let anchor)): return "\(base)#\(encoded(anchor))"
        case .text(let line) where line > 1: return "\(base)#line=\(line)"
        case .heading, .text, nil: return base
        }
    }

    /// Percent-encodes everything but RFC 3986's unreserved characters.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = Array("0123456789ABCDEF")
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }
}
