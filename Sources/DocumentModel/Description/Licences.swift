/// The licences that curators name most, under their SPDX identifiers.
enum Licences {
    /// The SPDX identifier for what is written in other capitals or with spaces: `cc by-sa 4.0` → `CC-BY-SA-4.0`.
    static func identifier(for text: String) -> String? { byFolded[folded(text)] }

    /// Whether the text is made like an identifier of SPDX, which has hundreds that are not listed here.
    static func looksLikeIdentifier(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        } && text.contains { $0 == "-" || $0.isUppercase }
    }

    private static func folded(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "." }
    }

    private static let byFolded: [String: String] = {
        var list = [
            "CC0-1.0", "CC-PDDC", "PDDL-1.0", "ODbL-1.0", "ODC-By-1.0", "EUPL-1.1", "EUPL-1.2", "MIT", "Apache-2.0",
        ]
        list += ["GFDL-1.2-or-later", "GFDL-1.3-or-later", "GPL-2.0-or-later", "GPL-3.0-or-later", "BSD-3-Clause"]
        for kind in ["BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"] {
            for version in ["1.0", "2.0", "2.5", "3.0", "4.0"] { list.append("CC-\(kind)-\(version)") }
        }
        var table = Dictionary(list.map { (folded($0), $0) }, uniquingKeysWith: { first, _ in first })
        table["cc0"] = "CC0-1.0"
        return table
    }()
}
