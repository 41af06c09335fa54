import Encodings
import Foundation
import Index
import Localisation
import Web

/// The files that pages need.
extension StaticFile {
    /// All that the pages name.
    package static let pageAssets = [stylesheet, icon, icons, script, box]
    package static let stylesheet = StaticFile(
        path: "/assets/vetsearch.css",
        mediaType: "text/css; charset=utf-8",
        bytes: PackageResources.vetsearch_css
    )
    package static let icon = StaticFile(
        path: "/assets/vetsearch.svg",
        mediaType: "image/svg+xml",
        bytes: PackageResources.vetsearch_svg
    )

    /// The signs of formats, each under its id.
    package static let icons = StaticFile(
        path: "/assets/icons.svg",
        mediaType: "image/svg+xml",
        bytes: PackageResources.icons_svg
    )

    /// What pages do beyond links and forms.
    package static let script = StaticFile(
        path: "/assets/search.js",
        mediaType: "text/javascript; charset=utf-8",
        bytes: PackageResources.search_js
    )

    /// The search box for other sites; any of them may load it, and whose searches are answered is for the operator to say.
    package static let box = StaticFile(
        path: "/assets/embed.js",
        mediaType: "text/javascript; charset=utf-8",
        bytes: Array(
            boxScript.replacing("const FILTERS = [];", with: "const FILTERS = \(facets);")
                .replacing("const FACETS = {};", with: "const FACETS = \(facetNames);").utf8
        )
    )

    private static let boxScript = String(decoding: PackageResources.embed_js, as: UTF8.self)

    private static var facets: String {
        var json = JSONWriter()
        json.value(Facet.all.map(\.name))
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// What the facets are called in the languages that the box has texts in, as JSON: names in their order, with `|` between.
    private static var facetNames: String {
        var json = JSONWriter()
        json.object { json in
            for (language, strings) in PageStrings.all.sorted(by: { $0.key < $1.key })
            where boxScript.contains("\n  \(language): '") {
                json.name(of: language)
                json.value(Facet.all.map { strings.name(of: $0) }.joined(separator: "|"))
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
