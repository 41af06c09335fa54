/// The names in SKOS and related vocabularies that are used.
enum SKOSName: String, CaseIterable {
    case type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    case concept = "http://www.w3.org/2004/02/skos/core#Concept"
    case scheme = "http://www.w3.org/2004/02/skos/core#ConceptScheme"

    case preferred = "http://www.w3.org/2004/02/skos/core#prefLabel"
    case alternative = "http://www.w3.org/2004/02/skos/core#altLabel"
    case hidden = "http://www.w3.org/2004/02/skos/core#hiddenLabel"
    case broader = "http://www.w3.org/2004/02/skos/core#broader"
    case narrower = "http://www.w3.org/2004/02/skos/core#narrower"
    case inScheme = "http://www.w3.org/2004/02/skos/core#inScheme"
    case topConceptOf = "http://www.w3.org/2004/02/skos/core#topConceptOf"
    case hasTopConcept = "http://www.w3.org/2004/02/skos/core#hasTopConcept"
    case exactMatch = "http://www.w3.org/2004/02/skos/core#exactMatch"

    // SKOS-XL, where a label is a resource of its own: EuroVoc and ESCO have both kinds.
    case preferredThing = "http://www.w3.org/2008/05/skos-xl#prefLabel"
    case alternativeThing = "http://www.w3.org/2008/05/skos-xl#altLabel"
    case hiddenThing = "http://www.w3.org/2008/05/skos-xl#hiddenLabel"
    case literalForm = "http://www.w3.org/2008/05/skos-xl#literalForm"

    // Names of a scheme.
    case title = "http://purl.org/dc/terms/title"
    case oldTitle = "http://purl.org/dc/elements/1.1/title"
    case label = "http://www.w3.org/2000/01/rdf-schema#label"

    /// The role of the label in statements with this predicate.
    var role: ConceptLabel.Role? {
        switch self {
        case .preferred, .preferredThing: .preferred
        case .alternative, .alternativeThing: .alternative
        case .hidden, .hiddenThing: .hidden
        default: nil
        }
    }
}
