import DocumentModel
import Testing

@testable import Index
@testable import Indexer

@Suite("Counting facets")
struct FacetCountTests {
    @Test("When language versions count as one, counting a slot that documents of a group do not have is an error")
    func wrongSlot() throws {
        let box = try IndexedToolbox()
        try box.addPages("a.pdf", ["welding"], language: "en")
        try box.applyAll()
        let reader = try IndexReader(path: box.index)
        var options = IndexSearchOptions()
        options.groupsVersions = true
        for facet in Facet.all {
            options.facetSlots = [facet.slot]
            #expect(try reader.search(.all(), options).total == 1)
        }
        options.facetSlots = [Facet.language.slot, IndexLayout.Slot.title]
        let error = #expect(throws: XapianError.self) { try reader.search(.all(), options) }
        #expect(error?.code == .invalid && error?.description.contains("slot 9") == true)
        options.groupsVersions = false
        #expect(try reader.search(.all(), options).facets[1].count == 1)
    }
}
