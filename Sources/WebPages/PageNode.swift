import Localisation
import Mustache

/// A value of a page's context, decomposed once.
///
/// The template library uses reflection each time that a template names a property, and again on every outer level, which
/// would take most of a page's time. A node uses a table instead.
package struct PageNode: MustacheParent, Sendable {
    private var children: [String: any Sendable] = [:]

    /// Decomposes `value`, a struct of texts, numbers, optionals, lists and further such structs.
    package init(_ value: Any) {
        for (label, child) in Mirror(reflecting: value).children {
            guard let label, let node = Self.node(child) else { continue }
            children[label] = node
        }
    }

    /// The texts of the pages by name, with the other data of a page's frame.
    package init(_ strings: PageStrings) {
        children = strings.texts
        children["language"] = strings.language
        children["direction"] = strings.direction
        children["siteName"] = PageStrings.siteName
    }

    package func child(named name: String) -> Any? { children[name] }

    /// The template's view of `value`: nil for an optional without a value.
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
