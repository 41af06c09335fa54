import DocumentModel

/// All labels of all concepts, packed: a thesaurus of 10,000 concepts in 24 languages has a million, which would take ten
/// times the memory as separate values.
struct LabelStore: Sendable {
    private var bytes: [UInt8] = []
    /// The end of each label in `bytes`.
    private var ends: [Int] = []
    private var languages: [UInt16] = []
    private var roles: [UInt8] = []
    private var tags: [LanguageTag] = []
    private var tagNumbers: [LanguageTag: UInt16] = [:]

    var count: Int { ends.count }
    /// The languages of labels, in the order in which they first occurred.
    var allLanguages: [LanguageTag] { tags }

    mutating func append(_ label: ConceptLabel) {
        bytes += label.text.utf8
        ends.append(bytes.count)
        roles.append(UInt8(label.role.rawValue))
        languages.append(number(of: label.language))
    }

    func text(_ index: Int) -> String {
        String(decoding: bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]], as: UTF8.self)
    }

    func role(_ index: Int) -> ConceptLabel.Role { ConceptLabel.Role(rawValue: Int(roles[index])) ?? .hidden }
    func language(_ index: Int) -> LanguageTag { tags[Int(languages[index])] }

    private mutating func number(of tag: LanguageTag) -> UInt16 {
        if let existing = tagNumbers[tag] { return existing }
        let new = UInt16(tags.count)
        tags.append(tag)
        tagNumbers[tag] = new
        return new
    }
}
