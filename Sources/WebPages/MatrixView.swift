import DocumentModel
import Index
import Localisation
import SearchService
import Web

/// The data of the page that compares countries.
package struct MatrixView: Sendable {
    var request: SearchRequest
    var matrix: MatrixResponse
    /// The values that rows and columns can be limited to, chosen or not, by the name of the facet.
    var choices: [String: [FacetValue]] = [:]

    /// The facets of rows and columns.
    var sides: (rows: String, columns: String) { (matrix.rows.facet, matrix.columns.facet) }
}

/// The part of the page with the table.
struct MatrixContext {
    var rowOptions: [SearchBoxContext.OptionContext]
    var columnOptions: [SearchBoxContext.OptionContext]
    /// The words of the search.
    var words: String
    /// The other filters of the search, with links that remove them.
    var limits: [LimitContext]
    var hasLimits: Bool
    /// The values of rows and columns to choose from.
    var choices: [ChoiceContext]
    var hasChoices: Bool
    /// Whether some are chosen.
    var isChosen: Bool
    /// The hits of the search.
    var hitsHref: String
    var state: [SearchBoxContext.FieldContext]
    var corner: String
    var heads: [HeadContext]
    var lines: [LineContext]
    var isEmpty: Bool
    var csvHref: String
    var total: String

    struct LimitContext {
        var limitText: String
        var limitHref: String
    }

    struct ChoiceContext {
        var choiceTitle: String
        var choiceName: String
        var values: [ValueContext]

        struct ValueContext {
            var valueCode: String
            var valueLabel: String
            var valueCount: String
            var valueChosen: Bool
        }
    }

    struct HeadContext {
        var headLabel: String
        var headHref: String?
        var headCount: String
    }

    struct LineContext {
        var lineLabel: String
        var lineHref: String?
        var lineCount: String
        var cells: [CellContext]
    }

    struct CellContext {
        var cellHref: String?
        var cellCount: String
        /// The names of the row and the column, for screen readers.
        var cellName: String
        /// 1 for few to 4 for most; nil for none.
        var cellHeat: Int?
    }

    init(_ view: MatrixView, strings: PageStrings) {
        let (matrix, link) = (view.matrix, SearchLink(view.request))
        let (row, column) = (Facet.named(matrix.rows.facet), Facet.named(matrix.columns.facet))
        let options = { (chosen: String) in
            Facet.all.map {
                SearchBoxContext.OptionContext(
                    optionCode: $0.name,
                    optionLabel: strings.name(of: $0),
                    optionSelected: $0.name == chosen
                )
            }
        }
        rowOptions = options(matrix.rows.facet)
        columnOptions = options(matrix.columns.facet)
        words = view.request.text
        hitsHref = link.href
        let sides = [row, column].compactMap(\.self).filter { view.choices[$0.name]?.isEmpty == false }
        choices = sides.map { facet in
            let chosen = view.request.filters[facet]
            return ChoiceContext(
                choiceTitle: strings.name(of: facet),
                choiceName: facet.name,
                values: (view.choices[facet.name] ?? []).map { value in
                    ChoiceContext.ValueContext(
                        valueCode: value.value,
                        valueLabel: PageText.shortened(value.label, to: 60),
                        valueCount: strings.number(value.count),
                        valueChosen: chosen.contains(value.value)
                    )
                }
            )
        }
        hasChoices = !choices.isEmpty
        isChosen = sides.contains { !view.request.filters[$0].isEmpty }
        let labels = FacetLabels([:], strings: strings)
        limits = Facet.all.filter { !sides.contains($0) }.flatMap { facet in
            view.request.filters[facet].compactMap { value in
                link.toggling(facet, value).map {
                    LimitContext(
                        limitText: strings.chip(facet, PageText.shortened(labels[facet, value], to: 60)),
                        limitHref: $0.compare(view.sides)
                    )
                }
            }
        }
        hasLimits = !limits.isEmpty
        // The form has fields of its own for the words and for what can be chosen.
        let own = Set(sides.map(\.name) + ["q", "offset", "limit", "sort"])
        state = link.parameters.filter { !own.contains($0.name) }
            .map { SearchBoxContext.FieldContext(fieldName: $0.name, fieldValue: $0.value) }
        corner = row.map { strings.name(of: $0) } ?? ""
        let narrowed = { (link: SearchLink?, facet: Facet?, value: String) in
            facet.flatMap { facet in link?.limited(to: value, of: facet) }
        }
        heads = matrix.columns.values.map { value in
            HeadContext(
                headLabel: PageText.shortened(value.label, to: 60),
                headHref: narrowed(link, column, value.value)?.href,
                headCount: strings.number(value.count)
            )
        }
        let most = matrix.cells.joined().max() ?? 0
        lines = zip(matrix.rows.values, matrix.cells).map { value, counts in
            let line = narrowed(link, row, value.value)
            return LineContext(
                lineLabel: PageText.shortened(value.label, to: 60),
                lineHref: line?.href,
                lineCount: strings.number(value.count),
                cells: zip(matrix.columns.values, counts).map { head, count in
                    CellContext(
                        cellHref: count == 0 ? nil : narrowed(line, column, head.value)?.href,
                        cellCount: strings.number(count),
                        cellName: strings.message(
                            "compareCell",
                            ["row": .text(value.label), "column": .text(head.label), "count": .number(count)]
                        ),
                        cellHeat: count == 0 ? nil : min(4, 1 + 4 * (count - 1) / max(1, most))
                    )
                }
            )
        }
        isEmpty = lines.isEmpty || heads.isEmpty
        total = strings.number(matrix.total)
        let parameters =
            link.parameters + [
                SearchLink.Parameter(name: "rows", value: matrix.rows.facet),
                SearchLink.Parameter(name: "columns", value: matrix.columns.facet),
                SearchLink.Parameter(name: "format", value: "csv"),
            ]
        csvHref = "/v1/matrix?" + SearchLink.query(parameters)
    }
}
