import DocumentModel
import Index

extension SearchContext {
    /// Counts a request's documents by the values of two facets at once. Each row is counted separately, so that
    /// documents with several values or several language versions count as everywhere else.
    func matrix(_ request: SearchRequest, rows: Facet, columns: Facet) throws -> MatrixResponse {
        let (request, _) = try reduced(request)
        let filters = try filters(of: request)
        let found = try find(request, filters)
        let all = try facets(found.query, found.plan, filters, request, counted: found.matches)
        // Incomplete counts would be wrong.
        if deadline.hasCutShort { try deadline.check() }
        let listed = { (facet: Facet) in
            let isLimited = !request.filters[facet].isEmpty
            return Array(
                (all[facet.name] ?? []).filter { $0.count > 0 && (!isLimited || $0.selected) }
                    .prefix(MatrixResponse.mostValues)
            )
        }
        var (lines, heads) = (listed(rows), listed(columns))
        if rows.kind == .years { lines.reverse() }
        if columns.kind == .years { heads.reverse() }
        let tree = try concepts.topics()
        var cells: [[Int]] = []
        for (index, line) in lines.enumerated() {
            var narrowed = SearchFilters()
            // Values from the index are always valid; an invalid one would find nothing.
            var limits = filters
            limits[rows] =
                narrowed.add(line.value, to: rows)
                ? try narrowed.query(for: rows, narrower: concepts.terms) : try .or([])
            var options = IndexSearchOptions()
            options.limit = 0
            options.groupsVersions = true
            options.facetSlots = [columns.slot]
            options.isOver = { [deadline] in deadline.cutsShort() }
            let matches = try reader.search(complete(found.query, found.plan, limits, except: nil), options)
            if matches.isPartial { try deadline.check() }
            let counts = FacetCounts(matches.facets[0]) { columns.kind == .tree ? tree?.widened($0) ?? [$0] : [$0] }
            lines[index].count = matches.total
            cells.append(heads.map { counts[$0.value] })
        }
        return MatrixResponse(
            total: found.matches.total,
            rows: MatrixResponse.Side(facet: rows.name, values: lines.map(MatrixResponse.Value.init)),
            columns: MatrixResponse.Side(facet: columns.name, values: heads.map(MatrixResponse.Value.init)),
            cells: cells
        )
    }
}
