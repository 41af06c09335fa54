/// Why a body cannot be read as multipart/form-data.
package enum MultipartError: Error, Equatable, CustomStringConvertible {
    case bodyEndsEarly
    case tooManyParts(maximum: Int)
    case headersTooLong(maximum: Int)
    case headersNotUTF8
    case foldedHeader
    case malformedHeader(String)
    case noDisposition
    case notFormData
    case noName
    case transferEncoding(String)

    package var description: String {
        switch self {
        case .bodyEndsEarly: "The form ends before its closing boundary."
        case .tooManyParts(let maximum): "The form has more than \(maximum) parts."
        case .headersTooLong(let maximum): "The headers of a part are longer than \(maximum) bytes."
        case .headersNotUTF8: "The headers of a part are not UTF-8."
        case .foldedHeader: "A header of a part spans several lines, which is not allowed."
        case .malformedHeader(let line): "A part has a malformed header: \(line.prefix(80).debugDescription)."
        case .noDisposition: "A part has no Content-Disposition."
        case .notFormData: "A part's Content-Disposition is not form-data."
        case .noName: "A part's Content-Disposition gives no name."
        case .transferEncoding(let encoding):
            "A part is encoded as \(encoding.prefix(80).debugDescription); only 7bit, 8bit and binary are supported."
        }
    }
}
