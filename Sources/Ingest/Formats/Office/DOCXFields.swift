/// The open fields and content controls at a place in a Word document: they tell prompts and tables of contents from
/// text.
struct DOCXFields {
    private struct Field {
        var code = ""
        var isResult = false
        var isSimple = false
        /// Whether its result is left out.
        var isLeftOut = false
    }
    private struct Control {
        var isPrompt = false
        var isContents = false
    }

    /// The kinds of fields whose results are left out: tables of contents and indexes, which repeat the text.
    private let leftOut: Set<String>
    private var fields: [Field] = []
    private var controls: [Control] = []
    private var leftOutDepth = 0

    init(leavesOutPageNumbers: Bool) {
        var kinds: Set<String> = ["TOC", "INDEX", "TOA", "RD"]
        if leavesOutPageNumbers { kinds.formUnion(["PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF"]) }
        leftOut = kinds
    }

    /// Whether text here is the result of a field that is left out.
    var isInLeftOutResult: Bool { leftOutDepth > 0 }
    /// Whether this is a field's code, which only programs read.
    var isInCode: Bool { fields.last.map { !$0.isResult } ?? false }
    /// Whether this is a content control that holds a table of contents.
    var isInContents: Bool { controls.contains { $0.isContents } }

    // MARK: Fields

    mutating func fieldCharacter(_ type: String?) {
        switch type {
        case "begin": if fields.count < 1000 { fields.append(Field()) }
        case "separate": beginResult()
        case "end": if fields.last?.isSimple == false { endField() }
        default: break
        }
    }

    /// Adds to the code of the innermost field.
    mutating func code(_ text: String) {
        guard let last = fields.indices.last, !fields[last].isResult, fields[last].code.utf8.count < 500 else { return }
        fields[last].code += text
    }

    mutating func beginSimple(_ code: String?) {
        fields.append(Field(code: code ?? "", isSimple: true))
        beginResult()
    }

    mutating func endSimple() {
        // Fields inside that were not ended end here.
        while let last = fields.last, !last.isSimple { endField() }
        endField()
    }

    private mutating func beginResult() {
        guard let last = fields.indices.last, !fields[last].isResult else { return }
        fields[last].isResult = true
        let kind = fields[last].code.split(whereSeparator: \.isWhitespace).first?.uppercased() ?? ""
        guard leftOut.contains(kind) else { return }
        fields[last].isLeftOut = true
        leftOutDepth += 1
    }

    private mutating func endField() {
        if fields.popLast()?.isLeftOut == true { leftOutDepth -= 1 }
    }

    /// Called at a heading: it is not in a table of contents, whose field was not ended then.
    mutating func endAll() {
        fields = []
        leftOutDepth = 0
    }

    // MARK: Content controls

    mutating func beginControl() { controls.append(Control()) }
    mutating func endControl() { _ = controls.popLast() }

    mutating func markPrompt(_ value: String?) {
        if let last = controls.indices.last { controls[last].isPrompt = OOXMLSwitch.isOn(value) }
    }

    mutating func markGallery(_ name: String?) {
        guard let last = controls.indices.last, let name else { return }
        controls[last].isContents = name.lowercased().hasPrefix("table of contents")
    }

    /// Whether the content of the innermost control is only a prompt ("Click here to enter text").
    var isPrompt: Bool { controls.last?.isPrompt ?? false }
}
