import DocumentModel
import Foundation
import Testing

@testable import Localisation
@testable import SearchService
@testable import Web
@testable import WebAPI
@testable import WebPages

@Suite("Files served with the pages")
struct PageAssetTests {
    private let css = String(decoding: StaticFile.stylesheet.bytes, as: UTF8.self)

    @Test("The stylesheet loads nothing and hides no focus") func stylesheet() {
        #expect(!css.contains("url(") && !css.contains("@import"))
        #expect(css.contains(":focus-visible") && css.contains("prefers-reduced-motion"))
    }

    @Test("Every text that a template uses exists, because a missing name would silently be empty")
    func strings() {
        let known = Set(PageStrings.english.texts.keys).union(["language", "direction", "siteName"])
        for bytes in Array(SearchPage.sources.values) + [SearchPage.layoutSource] {
            for match in String(decoding: bytes, as: UTF8.self).matches(of: /strings\.([A-Za-z]+)/) {
                #expect(known.contains(String(match.1)), "\(match.1)")
            }
        }
    }

    @Test("Every file that a page refers to is served") func named() throws {
        let hits = PageView(
            request: SearchRequest(text: "x"),
            response: PageSamples.response("x", total: 7, hits: PageSamples.hits),
            toolbox: PageSamples.toolbox
        )
        let page = PageMarkup(try SearchPage().render(hits))
        let signs = page.all("use").compactMap { $0["href"]?.split(separator: "#") }
        let drawn = PageMarkup(String(decoding: StaticFile.icons.bytes, as: UTF8.self)).all("g").compactMap { $0["id"] }
        #expect(!signs.isEmpty && signs.allSatisfy { $0.count == 2 && drawn.contains(String($0[1])) })
        let named = Set(
            page.all("link").filter { $0["rel"] != "alternate" }.compactMap { $0["href"] }
                + page.all("script").compactMap { $0["src"] } + signs.map { String($0[0]) }
        )
        #expect(
            named.union([StaticFile.box.path, StaticFile.readingScript.path])
                == Set(StaticFile.pageAssets.map(\.path) + ["/opensearch.xml"])
        )
        #expect(Set(StaticFile.pageAssets.map(\.entityTag)).count == StaticFile.pageAssets.count)
    }

    @Test("Text meets WCAG AA on every background, borders and focus 3:1, in both colour schemes", arguments: [0, 1])
    func contrast(_ scheme: Int) throws {
        let light = try palette(0)
        let colours = scheme == 0 ? light : light.merging(try palette(1)) { $1 }
        let text = [
            "ink": "ground paper tint notice", "muted": "ground paper tint", "accent": "ground paper tint notice",
            "accent-hover": "ground paper tint notice", "visited": "paper", "on-accent": "accent accent-hover",
            "on-mark": "mark", "on-hero": "hero brand", "on-hero-muted": "hero", "sun": "hero",
            "on-sun": "sun sun-hover",
        ]
        let shapes = [
            "field-line": "ground paper", "focus": "ground paper", "notice-line": "ground", "sun": "hero brand",
        ]
        for (pairs, least) in [(text, 4.5), (shapes, 3)] {
            for (front, grounds) in pairs {
                for ground in grounds.split(separator: " ").map(String.init) {
                    let ratio = contrast(try #require(colours[front]), try #require(colours[ground]))
                    #expect(ratio >= least, "\(front) on \(ground): \(ratio)")
                }
            }
        }
    }

    @Test("Colours are only in the two palettes") func palettes() {
        let rest = css.components(separatedBy: "/* ---- Ground ---- */").last ?? css
        #expect(rest.firstMatch(of: /#[0-9a-f]{3,8}\b/) == nil)
    }

    /// The colours of palette `index`, as relative luminance.
    private func palette(_ index: Int) throws -> [String: Double] {
        let blocks = css.components(separatedBy: ":root {").dropFirst()
        let block = try #require(Array(blocks)[index].components(separatedBy: "}").first)
        return Dictionary(
            uniqueKeysWithValues: block.matches(of: /--([a-z-]+): #([0-9a-f]{6});/).map { match in
                let value = Int(match.2, radix: 16) ?? 0
                let linear = [value >> 16, value >> 8 & 255, value & 255].map { byte in
                    let part = Double(byte) / 255
                    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
                }
                return (String(match.1), 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
            }
        )
    }

    private func contrast(_ one: Double, _ other: Double) -> Double {
        (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    @Test("The API description lists the valid codes") func openAPI() throws {
        struct Description: Decodable {
            struct Components: Decodable { var schemas: [String: Schema] }
            struct Schema: Decodable { var `enum`: [String]? }
            var openapi: String
            var components: Components
        }
        let description = try JSONDecoder().decode(Description.self, from: Data(StaticFile.openAPI.bytes))
        let schemas = description.components.schemas
        #expect(description.openapi.hasPrefix("3.1."))
        #expect(schemas["CountryCode"]?.enum == Country.all)
        #expect(schemas["SectorCode"]?.enum == Sector.all)
        #expect(schemas["BuiltInTopic"]?.enum.map(Set.init) == Set(Topic.all))
        #expect(schemas["ResourceType"]?.enum == ResourceType.all)
        #expect(schemas["SortOrder"]?.enum == SortOrder.allCases.map(\.rawValue))
        #expect(schemas["Format"]?.enum == FileFormat.allCases.map(\.rawValue))
    }
}
