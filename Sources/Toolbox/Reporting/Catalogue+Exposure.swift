import Catalogue

extension Catalogue {
    /// What the operator should know of other users of this machine who can read the toolbox, or could until now; nil where
    /// there is nothing.
    package var exposureNotice: String? {
        switch exposure {
        case .none: nil
        case .ended: "note: other users could read the toolbox in \(toolbox.folder); now only its owner can read it"
        case .stays:
            "warning: other users can read the toolbox in \(toolbox.folder); its owner can change this: "
                + "chmod -R go= FOLDER"
        }
    }
}
