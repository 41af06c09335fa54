import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Localisation
import Templates
import Toolbox

/// One field of a form for a document, as its template shows it.
struct DraftField {
    /// A box for a code that was chosen, or a button for one that is offered.
    struct Chip {
        var chipValue: String
        var chipLabel: String
        var chipID: String
    }

    /// A suggested value: a button that accepts it.
    struct Offer {
        /// `FIELD=VALUE`
        var offerUse: String
        var offerValue: String
        var offerLabel: String
        var offerReason: String?
    }

    var fieldName: String
    var fieldID: String
    var fieldLabel: String
    /// The language of the label, if it is not that of the page.
    var fieldLabelLanguage: String?
    var fieldHint: String?
    var fieldRequired = false
    var fieldTrouble: String?
    var fieldValue = ""
    var fieldLongest = 2_000
    /// For `<input>`: text, number, url, email, date, datetime-local.
    var fieldType = "text"
    var fieldDirection = "auto"
    /// The id of the list of names.
    var fieldList: String?
    var isLine = false
    var isArea = false
    var isSelect = false
    var isPicker = false
    var isLicence = false
    var isRadios = false
    var choices: [ChoiceContext] = []
    var chips: [Chip] = []
    var near: [Offer] = []
    var offers: [Offer] = []
    var hasFieldOffers = false

    init(_ name: String, _ label: String) {
        (fieldName, fieldLabel) = (name, label)
        fieldID = "field-" + name.replacing(".", with: "-")
    }

    /// The ids of the elements that describe it.
    var fieldDescribed: String?

    mutating func describe() {
        let ids = [fieldTrouble.map { _ in fieldID + "-wrong" }, fieldHint.map { _ in fieldID + "-hint" }]
            .compactMap { $0 }
        fieldDescribed = ids.isEmpty ? nil : ids.joined(separator: " ")
    }
}

/// A licence in plain words.
struct LicenceContext {
    var licenceValue: String
    var licenceID: String
    var licenceLabel: String
    var licenceHint: String
    var licenceSelected: Bool
}

/// The fields of the form for a document: those that matter first, all others in a fold.
struct DraftFields {
    let strings: PageStrings
    let form: DeskForm
    let troubles: [String: FieldTrouble]
    let suggestions: [ValueSuggestion]
    let template: Template?
    /// Whether it has no file.
    let isRecord: Bool

    /// The maximum number of suggestions for a field.
    private static let mostOffers = 4

    var main: [DraftField] {
        var fields = [line(.title, required: true, longest: 2_000)]
        if isRecord { fields.append(link) }
        fields += [type, licence, area(.description), language, picker(.country), picker(.topic), visibility]
        return finished(fields)
    }

    var templateMain: [DraftField] { finished(templateFields { $0.isRequired }) }
    var templateMore: [DraftField] { finished(templateFields { !$0.isRequired }) }

    var more: [DraftField] {
        var fields = [
            picker(.sector), number(.year, strings.yearHint), line(.partner, hint: strings.partnerHint),
            line(.creator, hint: strings.namesHint), line(.keyword, hint: strings.namesHint), eqf,
        ]
        if !isRecord { fields.append(link) }
        fields.append(translation)
        return finished(fields)
    }

    /// Whether the fold is open, because something in it is wrong.
    var isMoreOpen: Bool { (more + templateMore).contains { $0.fieldTrouble != nil } }

    private func finished(_ fields: [DraftField]) -> [DraftField] {
        fields.map { field in
            var field = field
            if let trouble = troubles[field.fieldName] {
                field.fieldTrouble = trouble.text
                field.near = trouble.near.map { code in
                    .init(
                        offerUse: "\(field.fieldName)=\(code)",
                        offerValue: code,
                        offerLabel: label(code, field.fieldName),
                        offerReason: nil
                    )
                }
            }
            field.offers = offers(field)
            field.hasFieldOffers = !field.offers.isEmpty
            field.describe()
            return field
        }
    }

    // MARK: Suggestions

    private func offers(_ field: DraftField) -> [DraftField.Offer] {
        let taken = Set(form.all(field.fieldName))
        return suggestions.filter { $0.field.rawValue == field.fieldName }.filter {
            !taken.contains($0.value) && !taken.contains(label($0.value, field.fieldName))
        }.prefix(Self.mostOffers).map { suggestion in
            .init(
                offerUse: "\(field.fieldName)=\(suggestion.value)",
                offerValue: suggestion.value,
                offerLabel: label(suggestion.value, field.fieldName),
                offerReason: suggestion.reasons.first.map {
                    strings.message("suggestedBy", ["words": .text($0.words)])
                }
            )
        }
    }

    private func label(_ code: String, _ name: String) -> String {
        guard let field = Metadata.Field(rawValue: name), let names = CodeNames.of(field) else { return code }
        return strings.label(of: code, in: names.facet)
    }

    // MARK: Kinds of fields

    private func line(_ field: Metadata.Field, required: Bool = false, hint: String? = nil, longest: Int = 5_000)
        -> DraftField
    {
        var result = DraftField(field.rawValue, strings.name(of: field))
        (result.isLine, result.fieldRequired, result.fieldHint) = (true, required, hint)
        (result.fieldValue, result.fieldLongest) = (form[field.rawValue] ?? "", longest)
        return result
    }

    private func number(_ field: Metadata.Field, _ hint: String) -> DraftField {
        var result = line(field, hint: hint, longest: 10)
        result.fieldDirection = "ltr"
        return result
    }

    private func area(_ field: Metadata.Field) -> DraftField {
        var result = line(field, hint: strings.descriptionHint, longest: 19_000)
        (result.isLine, result.isArea) = (false, true)
        return result
    }

    private var link: DraftField {
        var result = DraftField("link", strings.linkField)
        (result.isLine, result.fieldType, result.fieldDirection) = (true, "url", "ltr")
        (result.fieldValue, result.fieldHint) = (form["link"] ?? "", isRecord ? nil : strings.linkHint)
        result.fieldRequired = isRecord
        return result
    }

    private var type: DraftField {
        var result = DraftField("type", strings.name(of: Metadata.Field.type))
        let chosen = form["type"] ?? ""
        result.isSelect = true
        result.fieldHint = strings.typeHint
        result.choices =
            [ChoiceContext("", strings.notChosen, chosen.isEmpty)]
            + CodeNames.types.choices(in: strings.language).map { ChoiceContext($0.code, $0.label, $0.code == chosen) }
        return result
    }

    private var eqf: DraftField {
        var result = DraftField("eqf", strings.name(of: Metadata.Field.eqf))
        let chosen = form["eqf"] ?? ""
        result.isSelect = true
        result.fieldHint = strings.eqfHint
        result.choices =
            [ChoiceContext("", strings.notChosen, chosen.isEmpty)]
            + (1...8).map { ChoiceContext(String($0), strings.number($0), String($0) == chosen) }
        return result
    }

    private var language: DraftField {
        var result = line(.language, hint: strings.languageHint, longest: 100)
        result.fieldList = "names-language"
        return result
    }

    private func picker(_ field: Metadata.Field) -> DraftField {
        var result = DraftField(field.rawValue, strings.name(of: field))
        result.isPicker = true
        result.fieldHint = strings.text("pickerHint.\(field.rawValue)")
        result.fieldList = "names-\(field.rawValue)"
        result.fieldValue = form[field.rawValue + DraftForm.more] ?? ""
        result.chips = form.all(field.rawValue).map {
            .init(
                chipValue: $0,
                chipLabel: label($0, field.rawValue),
                chipID: "\(field.rawValue)-" + $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
            )
        }
        return result
    }

    private var visibility: DraftField {
        var result = DraftField("visibility", strings.audienceHeading)
        result.isRadios = true
        let chosen = form["visibility"] ?? Visibility.public.rawValue
        result.choices = Visibility.allCases.map {
            ChoiceContext($0.rawValue, strings.text("audience.\($0.rawValue)"), $0.rawValue == chosen)
        }
        return result
    }

    private var licence: DraftField {
        var result = DraftField("licence", strings.licenceHeading)
        result.isLicence = true
        result.fieldValue = form["licence-other"] ?? ""
        return result
    }

    var licences: [LicenceContext] {
        let chosen = form["licence"] ?? DraftForm.unknownLicence
        return (LicenceChoice.plain + [DraftForm.otherLicence, DraftForm.unknownLicence]).map { licence in
            LicenceContext(
                licenceValue: licence,
                licenceID: "licence-" + licence.replacing(".", with: "-").lowercased(),
                licenceLabel: strings.text("licence.\(licence)"),
                licenceHint: strings.text("licence.\(licence).hint"),
                licenceSelected: licence == chosen
            )
        }
    }

    private var translation: DraftField {
        var result = DraftField("translationOf", strings.translationField)
        (result.isLine, result.fieldHint) = (true, strings.translationHint)
        (result.fieldValue, result.fieldDirection) = (form["translationOf"] ?? "", "ltr")
        return result
    }

    // MARK: The template's fields

    private func templateFields(_ isWanted: (Template.Field) -> Bool) -> [DraftField] {
        (template?.fields ?? []).filter(isWanted).flatMap {
            self.fields($0, DraftForm.templatePrefix + $0.name, $0.title, required: $0.isRequired)
        }
    }

    private func fields(_ field: Template.Field, _ name: String, _ label: String, required: Bool) -> [DraftField] {
        if case .object(let inner) = field.schema.kind {
            return inner.flatMap {
                fields($0, name + "." + $0.name, "\(label): \($0.title)", required: required && $0.isRequired)
            }
        }
        var result = DraftField(name, label)
        result.fieldLabelLanguage = "en"
        result.fieldRequired = required
        result.fieldHint = field.schema.description
        result.fieldValue = form[name] ?? ""
        if let choices = field.schema.choices {
            let codes = choices.compactMap { choice -> String? in
                switch choice {
                case .string(let text): text
                case .integer(let number): String(number)
                default: nil
                }
            }
            result.isSelect = true
            result.choices =
                [ChoiceContext("", strings.notChosen, result.fieldValue.isEmpty)]
                + codes.map { code in
                    let label = field.schema.names[code].map { "\(code) – \($0)" } ?? code
                    return ChoiceContext(code, label, code == result.fieldValue)
                }
            return [result]
        }
        switch field.schema.kind {
        case .string(let rules):
            result.fieldLongest = rules.maximumLength ?? 20_000
            let isLong = rules.format == nil && result.fieldLongest > 1_000
            (result.isArea, result.isLine) = (isLong, !isLong)
            switch rules.format {
            case .date: result.fieldType = "date"
            case .dateTime: result.fieldType = "datetime-local"
            case .uri: (result.fieldType, result.fieldDirection) = ("url", "ltr")
            case .email: (result.fieldType, result.fieldDirection) = ("email", "ltr")
            case nil: break
            }
            // A value that the browser's field could not show would be lost.
            if result.fieldType == "datetime-local", !result.fieldValue.isEmpty, result.fieldValue.count != 16 {
                result.fieldType = "text"
            }
        case .integer, .number:
            result.isLine = true
            result.fieldDirection = "ltr"
        case .boolean:
            result.isSelect = true
            result.choices = [
                ChoiceContext("", strings.notChosen, result.fieldValue.isEmpty),
                ChoiceContext("yes", strings.yes, result.fieldValue == "yes"),
                ChoiceContext("no", strings.no, result.fieldValue == "no"),
            ]
        case .array:
            result.isArea = true
            result.fieldLongest = 100_000
            result.fieldHint = [field.schema.description, strings.linesHint].compactMap { $0 }.joined(separator: " · ")
        case .object: break
        }
        return [result]
    }
}
