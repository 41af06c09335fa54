/// The alternatives of content for different programs (`mc:AlternateContent`), of which only the first is read.
struct MarkupAlternatives {
    /// For each open element: whether an alternative was read.
    private var open: [Bool] = []

    /// An element starts. Returns whether it is an alternative to content that was read.
    mutating func skips(_ name: String) -> Bool {
        switch name {
        case "mc:AlternateContent":
            open.append(false)
            return false
        case "mc:Choice":
            guard let last = open.indices.last else { return false }
            defer { open[last] = true }
            return open[last]
        case "mc:Fallback": return open.last ?? true
        default: return false
        }
    }

    mutating func end(_ name: String) { if name == "mc:AlternateContent" { _ = open.popLast() } }
}
