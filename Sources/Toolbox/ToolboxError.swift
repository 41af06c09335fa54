/// Why work on a toolbox failed, in one sentence.
package struct ToolboxError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
