import Localisation
import Mustache

/// A value of a page's context, taken apart once.
///
/// The template library looks into a struct by reflection each time that a template names one of its properties, and again
/// on every level further out; that takes most of a page's time. A node answers from a table instead.
struct PageNode: MustacheParent, Sendable {
    private var children: [String: any Sendable] = [:]

    /// Takes apart `value`, a struct of texts, numbers, optionals, lists and further such structs.
    init(_ value: Any) {
        for (label, child) in Mirror(reflecting: value).children {
            guard let label, let node = Self.node(child) else { continue }
            children[label] = node
        }
    }

    /// The texts of the pages by their names, with what else a page's frame needs to know.
    init(_ strings: PageStrings) {
        children = strings.texts
        children["language"] = strings.language
        children["direction"] = strings.direction
        children["siteName"] = PageStrings.siteName
    }

    func child(named name: String) -> Any? { children[name] }

    /// What a template sees of `value`: nil for an optional without value.
    private static func node(_ value: Any) -> (any Sendable)? {
        switch value {
        case let text as String: return text
        case let flag as Bool: return flag
        case let number as Int: return number
        case let node as PageNode: return node
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { node($0.value) }
        case .collection: return mirror.children.compactMap { node($0.value) }
        default: return PageNode(value)
        }
    }
}
