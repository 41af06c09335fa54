import Encodings
import Foundation
import Index
import Localisation
import Web

/// The files that pages need.
extension StaticFile {
    /// All files that the pages refer to.
    package static let pageAssets = [stylesheet, icon, smallIcon, icons, script, readingScript, box]
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

    /// The same in 16 and 32 pixels, for browsers and readers that ask for this address.
    package static let smallIcon = StaticFile(
        path: "/favicon.ico",
        mediaType: "image/vnd.microsoft.icon",
        bytes: PackageResources.favicon_ico
    )

    /// The icons of formats, each with its id.
    package static let icons = StaticFile(
        path: "/assets/icons.svg",
        mediaType: "image/svg+xml",
        bytes: PackageResources.icons_svg
    )

    /// The script of the pages, which adds to links and forms.
    package static let script = StaticFile(
        path: "/assets/search.js",
        mediaType: "text/javascript; charset=utf-8",
        bytes: PackageResources.search_js
    )

    /// The script of the reading view: the player and its transcript.
    package static let readingScript = StaticFile(
        path: "/assets/reading.js",
        mediaType: "text/javascript; charset=utf-8",
        bytes: PackageResources.reading_js
    )

    /// The search box for other sites. Any site may load it; the operator configures whose searches are answered.
    package static let box = StaticFile(
        path: "/assets/embed.js",
        mediaType: "text/javascript; charset=utf-8",
        bytes: Array(
            boxScript.replacing("const FILTERS = [];", with: "const FILTERS = \(facets);")
                .replacing("const TEXTS = {};", with: "const TEXTS = \(boxTexts);").utf8
        )
    )

    private static let boxScript = String(decoding: PackageResources.embed_js, as: UTF8.self)

    private static var facets: String {
        var json = JSONWriter()
        json.value(Facet.all.map(\.name))
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The texts of the search box in every language of the pages, as JSON: each language's in the order of the script's
    /// keys, then the names of the facets, separated by `|`.
    private static var boxTexts: String {
        var json = JSONWriter()
        json.object { json in
            for (language, strings) in PageStrings.all.sorted(by: { $0.key < $1.key }) {
                json.name(of: language)
                json.value((strings.boxTexts + Facet.all.map { strings.name(of: $0) }).joined(separator: "|"))
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension PageStrings {
    /// In the order of `KEYS` in `embed.js`; `{n}` and `{q}` are filled in by the script.
    fileprivate var boxTexts: [String] {
        [
            self.searchButton, message("boxResults", ["text": .text("{n}")]),
            "\(self.nothingHeading). \(self.checkSpelling)", self.boxError, self.boxMore, self.boxAll,
            message("didYouMean", ["text": .text("{q}")]), "\(text("place.page")) {n}",
        ]
    }
}
