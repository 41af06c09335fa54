import Catalogue

extension Problem {
    /// Members of the body are wrong.
    package static func invalidBody(_ complaints: [DepositError.FieldComplaint]) -> Problem {
        Problem(
            type: "about:blank",
            title: "Invalid body",
            status: 422,
            detail: complaints.map { "\($0.field): \($0.detail)" }.joined(separator: "; "),
            code: "invalid-body",
            parameter: complaints.first?.field,
            errors: complaints
        )
    }
}
