import DocumentModel
import Testing

@Suite("Limits of metadata")
struct MetadataLimitsTests {
    @Test("A text that is too long is reported with its length, and ignored; one within the limit is kept")
    func texts() {
        let fields: [(Metadata.Field, Int)] = [
            (.title, Metadata.Limit.text), (.description, Metadata.Limit.description), (.partner, Metadata.Limit.text),
            (.creator, Metadata.Limit.text), (.keyword, Metadata.Limit.text),
        ]
        for (field, most) in fields {
            var values = FieldValues()
            values.read(field, [String(repeating: "a", count: most)])
            #expect(values.metadata.has(field) && values.complaints.isEmpty)
            values = FieldValues()
            // Each letter has two bytes.
            values.read(field, [String(repeating: "ö", count: most / 2 + 1)])
            #expect(!values.metadata.has(field))
            let complaints = values.complaints.first
            #expect(complaints?.field == field && complaints?.severity == .error)
            #expect(
                complaints?.message.hasSuffix("is \(most + 2) bytes long; the limit is \(most), so it was left out")
                    == true
            )
        }
    }

    @Test("The first values of a list that is too long are kept")
    func lists() {
        var values = FieldValues()
        values.read(.keyword, (0..<9_000).map { "\(1000 + $0)" })
        #expect(values.metadata.keywords.count == Metadata.Limit.list / 4)
        #expect(values.metadata.keywords.first == "1000")
        let complaints = values.complaints.map(\.message)
        #expect(
            complaints == [
                "has 9000 values; only the first 5000 were used, because the limit for a list is 20000 bytes"
            ]
        )
    }

    @Test("A removed value has no origin any more")
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
