extension Extraction {
    /// Raise it when files that were refused might be read now: they are tried again.
    package static let version = 3
}
