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
    private var contentsDepth = 0

    init(leavesOutPageNumbers: Bool) {
        var kinds: Set<String> = ["TOC", "INDEX", "TOA", "RD"]
        if leavesOutPageNumbers { kinds.formUnion(["PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF"]) }
        leftOut = kinds
    }

    /// Whether text here is the result of a field that is left out.
    var isInLeftOutResult: Bool { leftOutDepth > 0 }
    /// Whether this is a field's code, which only programs read, or the result of another field in it.
    var isInCode: Bool { fields.contains { !$0.isResult } }
    /// Whether this is a content control that holds a table of contents.
    var isInContents: Bool { contentsDepth > 0 }

    // MARK: Fields

    mutating func fieldCharacter(_ type: String?) {
        switch type {
        case "begin": if fields.count < 100 { fields.append(Field()) }
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

    /// Called at the end of a paragraph: a code that has not ended there was damaged.
    mutating func endCodes() { fields.removeAll { !$0.isResult } }

    /// Called at a heading: it is not in a table of contents, whose field was not ended then.
    mutating func endAll() {
        fields = []
        leftOutDepth = 0
    }

    // MARK: Content controls

    mutating func beginControl() { controls.append(Control()) }
    mutating func endControl() { if controls.popLast()?.isContents == true { contentsDepth -= 1 } }

    mutating func markPrompt(_ value: String?) {
        if let last = controls.indices.last { controls[last].isPrompt = OOXMLSwitch.isOn(value) }
    }

    mutating func markGallery(_ name: String?) {
        guard let last = controls.indices.last, let name, !controls[last].isContents else { return }
        guard name.lowercased().hasPrefix("table of contents") else { return }
        controls[last].isContents = true
        contentsDepth += 1
    }

    /// Whether the content of the innermost control is only a prompt ("Click here to enter text").
    var isPrompt: Bool { controls.last?.isPrompt ?? false }
}
