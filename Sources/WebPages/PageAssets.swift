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
        bytes: PackageResources.embed_js
    )
}
