import Web

extension StaticFile {
    /// The OpenAPI document of the HTTP interface.
    package static let openAPI = StaticFile(
        path: "/openapi.json",
        mediaType: "application/json",
        bytes: PackageResources.openapi_json
    )
}
