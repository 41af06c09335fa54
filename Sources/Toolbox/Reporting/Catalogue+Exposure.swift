import Catalogue

extension Catalogue {
    /// A notice for the operator about other users of this machine who can read the toolbox, or could until now; nil if
    /// there are none.
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
