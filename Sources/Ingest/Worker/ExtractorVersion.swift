extension Extraction {
    /// Raise it if files that were rejected might be readable now: they are tried again.
    package static let version = 5
}
