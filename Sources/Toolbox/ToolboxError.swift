import DocumentModel
import Index

/// Why work on a toolbox failed, in one sentence.
package struct ToolboxError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// An error that explains what is wrong with the toolbox; nil for an error with another cause.
    package init?(explaining error: any Error) {
        if let trouble = StorageTrouble(error) {
            self.init(trouble.description)
        } else if let error = error as? XapianError, [.opening, .corrupt].contains(error.code) {
            self.init("the index cannot be read (\(error)); 'vetsearch check --repair' repairs it")
        } else {
            return nil
        }
    }
}
