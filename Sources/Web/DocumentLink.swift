import DocumentModel
import Encodings
import SearchService

/// The addresses of documents, relative to the service's root.
package enum DocumentLink {
    /// A page of a PDF as a picture.
    package static func picture(_ id: String, page: Int, _ size: PageImageSize = .large) -> String {
        "/v1/documents/\(PercentEncoding.encode(id))/pages/\(page)/picture"
            + (size == .large ? "" : "?size=\(size.rawValue)")
    }

    /// The original, opened at a location if a link can express that in its format. A record has no file except its own
    /// JSON, so its page elsewhere is opened, else its reading view.
    package static func file(_ document: DocumentSummary, at locator: Locator?) -> String {
        if document.format == .record {
            return document.link ?? "/documents/\(PercentEncoding.encode(document.id))"
        }
        return file(document.id, at: locator, document.format)
    }

    /// The original of a hit, opened at its best passage.
    package static func file(_ hit: SearchHit) -> String { file(hit.document, at: hit.passages.first?.locator) }

    package static func file(_ id: String, at locator: Locator?, _ format: FileFormat? = nil) -> String {
        let base = "/v1/documents/\(PercentEncoding.encode(id))/file"
        switch locator {
        case .page(let number, _): return "\(base)#page=\(number)"
        case .slide(let number): return "\(base)#slide=\(number)"
        case .chapter(_, _, let href): return "\(base)#chapter=\(PercentEncoding.encode(href))"
        // Browsers start playing at the second given in the fragment (W3C, Media Fragments).
        case .cue(let start, _) where format?.isMedia == true: return "\(base)#t=\(Int(start))"
        case .cue(let start, _): return "\(base)?t=\(Int(start))"
        case .heading(_, .some(let anchor)): return "\(base)#\(PercentEncoding.encode(anchor))"
        case .text(let line) where line > 1: return "\(base)#line=\(line)"
        case .heading, .text, nil: return base
        }
    }
}
