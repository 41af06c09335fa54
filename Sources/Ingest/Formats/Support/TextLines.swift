/// The lines of a text, without their ends, whatever system wrote it.
struct TextLines: Sequence, IteratorProtocol {
    private let utf8: [UInt8]
    /// Where the next line starts; nil after the last one.
    private var start: Int? = 0

    init(_ utf8: [UInt8]) { self.utf8 = utf8 }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let start else { return nil }
        guard let end = utf8[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
            self.start = nil
            return utf8[start...]
        }
        let isPair = utf8[end] == 0x0D && end + 1 < utf8.count && utf8[end + 1] == 0x0A
        self.start = end + (isPair ? 2 : 1)
        return utf8[start..<end]
    }
}
