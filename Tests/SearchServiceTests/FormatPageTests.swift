import DocumentModel
import Foundation
import Testing

@testable import Localisation
@testable import Web
@testable import WebPages

/// Reports what a format lacks in addition to its entry in the table.
@Suite("Formats on pages")
struct FormatPageTests {
    @Test("The icon of each format is in icons.svg", arguments: FileFormat.allCases)
    func icons(format: FileFormat) {
        let icons = String(decoding: StaticFile.icons.bytes, as: UTF8.self)
        #expect(icons.contains("id=\"\(format.entry.icon)\""), "icons.svg has no \(format.entry.icon)")
    }

    @Test("Each format has a name in every language", arguments: FileFormat.allCases)
    func names(format: FileFormat) {
        guard case .text(let name) = format.entry.name else { return }
        for (language, strings) in PageStrings.all {
            #expect(strings.texts["format.\(name)"] != nil, "interface/\(language).txt has no format.\(name)")
        }
    }
}
