import CICUShim

/// The names of large cities in the languages that vetsearch knows, and under earlier names: Kyiv, Kiev, Kiew, Kijów, Київ.
/// From the names that CLDR gives time zones, and their identifiers.
struct CityNames {
    /// For all analysers. Made when the first query without hits needs it, which takes a fraction of a second.
    static let shared = CityNames()

    private var groups: [[String]] = []
    /// The group of each folded name.
    private var places: [String: Int] = [:]

    private init() {
        guard let unicode = try? UnicodeTools() else { return }
        var zones: [String: Int] = [:]
        for language in LanguageProfile.all.map(\.language) {
            var names: [(zone: String, name: String)] = []
            _ = withUnsafeMutablePointer(to: &names) { names in
                cicu_city_names(language, names) { context, zone, name in
                    context?.assumingMemoryBound(to: [(zone: String, name: String)].self).pointee
                        .append((String(cString: zone), String(cString: name)))
                }
            }
            for (zone, name) in names {
                let group = zones[zone] ?? groups.count
                if group == groups.count {
                    zones[zone] = group
                    groups.append([])
                    // The identifiers never change: Europe/Kiev, Asia/Calcutta.
                    let last = String(zone.split(separator: "/").last ?? "").replacing("_", with: " ")
                    add(last, to: group, unicode)
                }
                add(name, to: group, unicode)
            }
        }
    }

    private mutating func add(_ name: String, to group: Int, _ unicode: UnicodeTools) {
        let folded = Self.folded(name, unicode)
        // A name that two cities share, and short ones, tell nothing.
        guard folded.count > 3, places[folded] == nil else { return }
        places[folded] = group
        groups[group].append(name)
    }

    /// The other names of a city; empty if the name is unknown.
    func others(of name: String, _ unicode: UnicodeTools) -> [String] {
        let folded = Self.folded(name, unicode)
        guard let group = places[folded] else { return [] }
        return groups[group].filter { Self.folded($0, unicode) != folded }
    }

    private static func folded(_ name: String, _ unicode: UnicodeTools) -> String {
        var name = name
        return name.withUTF8 { bytes in
            unicode.map(bytes, .fold).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }
}
