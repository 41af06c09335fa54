import DocumentModel
import Testing

@Suite("Limits of what is said of a document")
struct MetadataLimitsTests {
    @Test("A text that is too long is told with its length, and left out; one within the limit stays")
    func texts() {
        for (field, most) in [
            (Metadata.Field.title, Metadata.Limit.title), (.description, Metadata.Limit.description),
            (.partner, Metadata.Limit.name), (.creator, Metadata.Limit.name), (.keyword, Metadata.Limit.name),
        ] {
            var values = FieldValues()
            values.read(field, [String(repeating: "a", count: most)])
            #expect(values.metadata.has(field) && values.complaints.isEmpty)
            values = FieldValues()
            // Each letter has two bytes.
            values.read(field, [String(repeating: "ö", count: most / 2 + 1)])
            #expect(!values.metadata.has(field))
            let told = values.complaints.first
            #expect(told?.field == field && told?.severity == .error)
            #expect(told?.message.hasSuffix("is \(most + 2) bytes long; at most \(most) are taken") == true)
        }
    }

    @Test("Of a list that is too long the first values stay")
    func lists() {
        var values = FieldValues()
        values.read(.keyword, (0..<10_000).map { "keyword \($0)" })
        #expect(values.metadata.keywords.count == Metadata.Limit.names)
        let told = values.complaints.map(\.message)
        #expect(told == ["holds 10000 values; the first \(Metadata.Limit.names) were taken"])
    }

    @Test("What is taken out has no origin any more")
    func origins() {
        var metadata = Metadata()
        metadata.title = String(repeating: "a", count: 100_000)
        metadata.partner = "Handwerkskammer"
        metadata = metadata.from("file")
        #expect(metadata.removeOverlong().map(\.field) == [.title])
        #expect(metadata.origins == [.partner: "file"])
        #expect(metadata.removeOverlong().isEmpty)
    }
}
