import Catalogue
import DocumentModel
import Index

/// Problems whose cause is the disk, not the request.
extension Problem {
    package init(_ trouble: StorageTrouble) {
        let (title, status, code) =
            switch trouble {
            case .full: ("The disk is full", 507, "disk-full")
            case .readOnly: ("The toolbox is read-only", 503, "read-only")
            case .damagedCatalogue: ("The catalogue is damaged", 500, "catalogue-damaged")
            case .failing: ("The disk has failed", 500, "disk-failing")
            }
        self.init(type: "about:blank", title: title, status: status, detail: trouble.description, code: code)
    }

    /// The index cannot be read at the moment; it is made from the catalogue, so nothing is lost.
    package init(_ error: XapianError) {
        self = .unavailable
        detail = "the index cannot be read: \(error); if it is damaged, the service rebuilds it"
    }

    /// An original that the catalogue refers to is missing.
    package static func missingOriginal(of id: String) -> Problem {
        lostOriginal(of: id, title: "The file is missing", "missing from the toolbox", code: "original-missing")
    }

    /// An original has changed since it was stored.
    package static func damagedOriginal(of id: String) -> Problem {
        lostOriginal(of: id, title: "The file is damaged", "damaged and cannot be served", code: "original-damaged")
    }

    private static func lostOriginal(of id: String, title: String, _ state: String, code: String) -> Problem {
        Problem(
            type: "about:blank",
            title: title,
            status: 500,
            detail: """
                the file of document '\(id)' is \(state); the log names the file. 'vetsearch check --repair' restores it from \
                its folder or from a backup
                """,
            code: code
        )
    }
}

extension Problem {
    package init(_ error: DepositError) {
        switch error {
        case .unknown(let id): self = Problem.unknownDocument(id)
        case .stale(let reason): self = .stale(reason)
        case .conflict(let reason): self = .conflict(reason)
        case .notAllowed(let reason):
            self = .forbidden
            detail = reason
        case .invalid(let complaints): self = .invalidRecord(complaints)
        }
    }
}
