import Localisation
import SearchService
import Web

/// The page that explains the syntax of queries, with examples that are links.
struct HelpContext {
    var rules: [RuleContext]
    var notes: [String]

    struct RuleContext {
        var ruleExamples: [LinkContext]
        var ruleText: String
    }

    init(_ request: SearchRequest, strings: PageStrings) {
        let link = SearchLink(request).asking("")
        let (first, second, third) = (strings.helpExampleFirst, strings.helpExampleSecond, strings.helpExampleThird)
        let rule = { (text: String, examples: String...) in
            RuleContext(
                ruleExamples: examples.map {
                    LinkContext(linkHref: link.asking($0).href, linkText: $0, linkLanguage: strings.language)
                },
                ruleText: text
            )
        }
        rules = [
            rule(strings.helpWords, "\(second) \(third)"),
            rule(strings.helpPhrase, "\"\(strings.helpExamplePhrase)\""),
            rule(strings.helpNot, "\(third) NOT \(first)", "\(third) -\(first)"),
            rule(strings.helpOr, "\(first) OR \(second)", "(\(first) OR \(second)) \(third)"),
            rule(strings.helpPrefix, "\(Self.beginning(of: second))*"),
            rule(strings.helpTitle, "title:\(second)"),
        ]
        notes = [
            strings.helpCapitals, strings.helpSpelling, strings.helpMissing, strings.helpSome, strings.helpConcepts,
            strings.helpUnclear,
        ]
    }

    private static func beginning(of word: String) -> Substring { word.prefix(max(3, min(5, word.count - 2))) }
}
