import Hummingbird
import Localisation
import Web
import WebAPI

/// All pages for administrators, and those about the own data.
struct AdministrationRooms: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        let board = StatusBoard(catalogue: desk.catalogue, services: desk.deposits, pools: desk.pools)
        LandingRoutes(desk, board).add(to: router)
        AccountsRoutes(desk).add(to: router)
        TokensRoutes(desk).add(to: router)
        ThesauriRoutes(desk).add(to: router)
        TemplatesRoutes(desk).add(to: router)
        AuditRoutes(desk).add(to: router)
        StatusRoutes(desk, board).add(to: router)
        PersonsRoutes(desk).add(to: router)
        OwnDataRoutes(desk).add(to: router)
    }
}

/// The rooms of the administration, in the order of their navigation.
enum AdminRoom: String, CaseIterable {
    case landing = ""
    case accounts, tokens, thesauri, templates, audit, status, report, persons

    var path: String { self == .landing ? "/admin" : "/admin/\(rawValue)" }

    func name(_ strings: PageStrings) -> String {
        switch self {
        case .landing: strings.administrateLink
        case .accounts: strings.accountsHeading
        default: strings.text("\(rawValue)Heading")
        }
    }
}

/// The links between the rooms, on each page as `nav`.
struct AdminNav {
    struct Link {
        var navHref: String
        var navLabel: String
        var navIsCurrent: Bool
    }

    var navLinks: [Link]

    init(_ current: AdminRoom, _ strings: PageStrings) {
        navLinks = AdminRoom.allCases.map {
            Link(navHref: $0.path, navLabel: $0.name(strings), navIsCurrent: $0 == current)
        }
    }
}

/// A line with a name and a value.
struct FactContext {
    var factLabel: String
    var factValue: String

    init(_ label: String, _ value: String) { (factLabel, factValue) = (label, value) }
}

extension PageStrings {
    /// A size such as `12 MB`, with the digits of the language.
    func size(_ bytes: Int64) -> String {
        let units: [(String, Int64)] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)]
        let (unit, one) = units.first { bytes >= $0.1 } ?? units[2]
        return message("size.\(unit)", ["count": .number(Int((bytes + one / 2) / one))])
    }
}
