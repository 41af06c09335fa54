import DocumentModel
import Foundation

/// The available templates: the built-in ones, and the curators' own.
package struct TemplateLibrary: Sendable {
    /// By name.
    private let templates: [String: Template]
    /// The names of the templates that are files in the folder, including those that replace a built-in one.
    package let own: Set<String>
    /// Problems with the curators' files, with the file names; these templates are not available.
    package let problems: [String]

    /// The templates built into the program.
    package static let builtIn = TemplateLibrary(
        Dictionary(uniqueKeysWithValues: BuiltInTemplates.all.map { ($0.name, $0) }),
        own: [],
        []
    )

    private init(_ templates: [String: Template], own: Set<String>, _ problems: [String]) {
        (self.templates, self.own, self.problems) = (templates, own, problems)
    }

    /// The maximum size of a template in bytes; the built-in ones have a few thousand.
    package static let largestFile = 1 << 20

    /// The built-in templates, overridden by each `NAME.json` in a folder, if it exists.
    package init(folder: String) {
        var templates = Self.builtIn.templates
        var own: Set<String> = []
        var problems: [String] = []
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in names.sorted() where file.hasSuffix(".json") {
            do {
                let path = folder + "/" + file
                let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
                guard size <= Self.largestFile else {
                    problems.append("\(path): is larger than \(Self.largestFile >> 20) MiB; it was ignored")
                    continue
                }
                let data = try Data(contentsOf: URL(filePath: path))
                let template = try Template(name: String(file.dropLast(5)), json: data)
                templates[template.name] = template
                own.insert(template.name)
            } catch {
                problems.append("\(folder)/\(file): \(error)")
            }
        }
        self.init(templates, own: own, problems)
    }

    package subscript(name: String) -> Template? { templates[name] }

    /// Where a template comes from.
    package enum Origin: String, Sendable {
        case builtIn = "built-in"
        case own
        /// An own one with the name of a built-in one.
        case replaced
    }

    package func origin(of name: String) -> Origin {
        !own.contains(name) ? .builtIn : Self.builtIn[name] == nil ? .own : .replaced
    }

    /// Sorted by name.
    package var all: [Template] { templates.values.sorted { $0.name < $1.name } }

    /// One sentence about a name without a template.
    package func complaint(about name: String) -> String {
        let names = templates.keys.sorted()
        let hint =
            nearest(to: name, among: names).flatMap { didYouMean([$0]) }
            ?? "the templates are \(names.joined(separator: ", "))"
        return "there is no template '\(name.prefix(60))'; \(hint)"
    }
}

enum BuiltInTemplates {
    static let all: [Template] = [
        ("best-practice", PackageResources.best_practice_json), ("value-story", PackageResources.value_story_json),
        ("policy", PackageResources.policy_json), ("partner", PackageResources.partner_json),
        ("project", PackageResources.project_json), ("course", PackageResources.course_json),
        ("webinar", PackageResources.webinar_json), ("event", PackageResources.event_json),
        ("funding-call", PackageResources.funding_call_json), ("guide", PackageResources.guide_json),
        ("tool", PackageResources.tool_json), ("post", PackageResources.post_json),
    ].map { name, bytes in
        do {
            return try Template(name: name, json: bytes)
        } catch {
            preconditionFailure("the built-in template \(name) is wrong: \(error)")  // a test reads them all
        }
    }
}
