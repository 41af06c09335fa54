/// A file that pages need, served as it is. It changes only with the program, so it may be cached for as long as its
/// ``entityTag`` stays.
public struct PageAsset: Sendable {
    /// Its path on the service.
    public let path: String
    /// Its `Content-Type`.
    public let mediaType: String
    public let bytes: [UInt8]
    /// A strong `ETag`, quotation marks and all.
    public let entityTag: String

    private init(path: String, mediaType: String, bytes: [UInt8]) {
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        // FNV-1a: tells versions of one file apart; nobody gains by forging it.
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        entityTag = "\"\(String(hash, radix: 16))\""
    }

    /// All that the pages name.
    public static let all = [stylesheet, icon, icons, script, box]
    public static let stylesheet = PageAsset(
        path: "/assets/vetsearch.css",
        mediaType: "text/css; charset=utf-8",
        bytes: PackageResources.vetsearch_css
    )
    public static let icon = PageAsset(
        path: "/assets/vetsearch.svg",
        mediaType: "image/svg+xml",
        bytes: PackageResources.vetsearch_svg
    )

    /// The signs of formats, each under its id.
    public static let icons = PageAsset(
        path: "/assets/icons.svg",
        mediaType: "image/svg+xml",
        bytes: PackageResources.icons_svg
    )

    /// What pages do beyond links and forms.
    public static let script = PageAsset(
        path: "/assets/search.js",
        mediaType: "text/javascript; charset=utf-8",
        bytes: PackageResources.search_js
    )

    /// The search box for other sites; any of them may load it, and whose searches are answered is for the operator to say.
    public static let box = PageAsset(
        path: "/assets/embed.js",
        mediaType: "text/javascript; charset=utf-8",
        bytes: PackageResources.embed_js
    )

    /// The OpenAPI document of the HTTP interface.
    public static let openAPI = PageAsset(
        path: "/openapi.json",
        mediaType: "application/json",
        bytes: PackageResources.openapi_json
    )

    /// The `Content-Security-Policy` that the pages are written for: nothing but this service's own files.
    /// Which sites may frame them is for the operator to add.
    public static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        + "form-action 'self'; base-uri 'none'"
}
