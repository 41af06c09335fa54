// swift-tools-version: 6.2
import PackageDescription

// Data flows in one direction (see ARCHITECTURE.md): each target imports only targets above it here,
// and each C module is imported by exactly one Swift target.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // The tests run against the shipped build, so script/run and script/test share one release build.
    .unsafeFlags(["-enable-testing"], .when(configuration: .release)),
]

// Tests are not optimised, which would take most of the time of a build; the code under test is.
let tests: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

// The folders in Sources/TextAnalysis/Profiles; their cases are read by the tests, not built.
let profiles = [
    "Arabic", "Bulgarian", "Chinese", "Croatian", "Czech", "Danish", "Dutch", "English", "Estonian", "Finnish",
    "French",
    "German", "Greek", "Hungarian", "Irish", "Italian", "Japanese", "Latvian", "Lithuanian", "Maltese", "Norwegian",
    "Polish", "Portuguese", "Romanian", "Russian", "Slovak", "Slovenian", "Spanish", "Swedish", "Thai", "Turkish",
    "Ukrainian",
]

// The templates, styles and scripts of the desk.
let deskResources = [
    "account-edit.mustache", "account-link.mustache", "account.mustache", "accounts.mustache", "admin-nav.mustache",
    "admin.mustache",
    "audit.mustache",
    "batch.mustache",
    "bulk-edit.mustache",
    "bulk-new.mustache",
    "bulk.mustache",
    "curate-nav.mustache",
    "curate.js",
    "desk.css",
    "desk.js",
    "document-history.mustache",
    "draft-field.mustache",
    "draft-notes.mustache",
    "draft-offers.mustache",
    "draft.js",
    "draft.mustache",
    "failed.mustache",
    "fields.mustache",
    "forgot.mustache",
    "login.mustache",
    "message.mustache",
    "mine.mustache",
    "name-lists.mustache",
    "own-data.mustache",
    "pager.mustache",
    "password.mustache",
    "person-data.mustache",
    "person-erase.mustache",
    "person-erased.mustache",
    "person.mustache",
    "persons.mustache",
    "queue.mustache",
    "report.mustache",
    "review.mustache",
    "share-link.mustache",
    "share-nav.mustache",
    "share.js",
    "share.mustache",
    "status.mustache",
    "template-remove.mustache",
    "template-source.mustache",
    "template.mustache",
    "templates.mustache",
    "thesauri.mustache",
    "thesaurus-preview.mustache",
    "thesaurus-remove.mustache",
    "token-shown.mustache",
    "tokens.mustache",
    "work-list.mustache",
    "work.mustache",
]

// Built by script/fuzz alone, because libFuzzer brings its own main function.
let fuzzing: [Target] =
    Context.environment["VETSEARCH_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "fuzz-readers",
            dependencies: ["Ingest", "DocumentModel"],
            path: "Tests/Fuzzing",
            exclude: ["Seeds"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]
        )
    ]

let package = Package(
    name: "vetsearch",
    products: [.executable(name: "vetsearch", targets: ["vetsearch"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Interfaces to the C and C++ libraries.
        .target(
            name: "CXapianShim",
            linkerSettings: [.linkedLibrary("xapian")]
        ),
        .target(
            name: "CICUShim",
            linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc"), .linkedLibrary("icudata")]
        ),
        .target(
            name: "CMessageShim",
            linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc"), .linkedLibrary("icudata")]
        ),
        .target(
            name: "CCharsetShim",
            linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc"), .linkedLibrary("icudata")]
        ),
        .target(
            name: "CCLD2Shim",
            linkerSettings: [.linkedLibrary("cld2")]
        ),
        .target(
            name: "CMarisaShim",
            linkerSettings: [.linkedLibrary("marisa")]
        ),
        // Only for tests: hunspell itself, for comparison.
        .target(
            name: "CHunspellShim",
            linkerSettings: [.linkedLibrary("hunspell-1.7")]
        ),
        .target(
            name: "CVoikkoShim",
            linkerSettings: [.linkedLibrary("voikko")]
        ),
        .target(
            name: "CPopplerShim",
            // The headers of poppler's core, which include each other without their folder.
            cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/poppler"])],
            linkerSettings: [.linkedLibrary("poppler")]
        ),
        // No library: the model of vectors.
        .target(
            name: "CEmbedding",
            exclude: ["Kernels.inc"],
            // Without it, a vector would take seconds in a debug build.
            cxxSettings: [.unsafeFlags(["-O2"])]
        ),
        .target(
            name: "CSandbox",
            linkerSettings: [.linkedLibrary("seccomp")]
        ),
        .target(
            name: "CCurlShim",
            // The variant with GnuTLS, which raptor and Rhonabwy load anyway.
            linkerSettings: [.linkedLibrary("curl-gnutls")]
        ),
        .systemLibrary(name: "CPoppler", pkgConfig: "poppler-glib"),
        .systemLibrary(name: "CLibzip", pkgConfig: "libzip"),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0"),
        .systemLibrary(name: "CMD4C", pkgConfig: "md4c-html"),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2"),
        .systemLibrary(name: "CRhonabwy", pkgConfig: "librhonabwy"),
        .systemLibrary(name: "CStemmer"),
        .systemLibrary(name: "CRaptor", pkgConfig: "raptor2"),
        .target(name: "CInterface"),  // Sources/Localisation/interface, embedded
        .target(name: "CVetTurtle"),  // Sources/Concepts/Resources/vet.ttl, embedded

        // The parts, in the order of the data.
        .target(
            name: "Encodings",
            dependencies: ["CZstd"],
            swiftSettings: strict
        ),
        .target(
            name: "Cryptography",
            dependencies: ["COpenSSL", "CRhonabwy", "CArgon2"],
            swiftSettings: strict
        ),
        // Requests to other servers, and mail.
        .target(
            name: "Outgoing",
            dependencies: ["Encodings", "CCurlShim"],
            swiftSettings: strict
        ),
        .target(
            name: "DocumentModel",
            dependencies: ["Encodings", .product(name: "SystemPackage", package: "swift-system")],
            resources: [.embedInCode("Resources/spdx-licences.txt")],
            swiftSettings: strict
        ),
        // Signing in at an identity provider.
        .target(
            name: "OpenID",
            dependencies: ["Encodings", "Cryptography", "Outgoing", "DocumentModel"],
            swiftSettings: strict
        ),
        // What is known of languages without analysing a text: the model that script/language-model makes.
        .target(name: "Languages", swiftSettings: strict),
        .target(
            name: "Ingest",
            dependencies: [
                "Encodings", "DocumentModel", "Languages", "CPoppler", "CPopplerShim", "CLibzip", "CLibXML2", "CMD4C",
                "CCharsetShim", "CSandbox", "CZlib",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Embedding",
            dependencies: ["CEmbedding"],
            resources: [.embedInCode("Resources/language-means.txt")],
            swiftSettings: strict
        ),
        .target(
            name: "Vectors",
            dependencies: [
                "Encodings", "DocumentModel", "Embedding", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "TextAnalysis",
            dependencies: [
                "Encodings", "DocumentModel", "Languages", "CICUShim", "CCLD2Shim", "CStemmer", "CMarisaShim",
                "CVoikkoShim",
            ],
            exclude: profiles.map { "Profiles/\($0)/cases.yaml" },
            swiftSettings: strict
        ),
        .target(
            name: "Concepts",
            dependencies: ["DocumentModel", "CRaptor", "CVetTurtle"],
            exclude: ["Resources/vet.ttl"],
            swiftSettings: strict
        ),
        // The fields of records: templates in a subset of JSON Schema.
        .target(
            name: "Templates",
            dependencies: ["Encodings", "DocumentModel"],
            resources: [
                .embedInCode("Resources/best-practice.json"),
                .embedInCode("Resources/course.json"),
                .embedInCode("Resources/event.json"),
                .embedInCode("Resources/funding-call.json"),
                .embedInCode("Resources/guide.json"),
                .embedInCode("Resources/partner.json"),
                .embedInCode("Resources/policy.json"),
                .embedInCode("Resources/post.json"),
                .embedInCode("Resources/project.json"),
                .embedInCode("Resources/tool.json"),
                .embedInCode("Resources/value-story.json"),
                .embedInCode("Resources/webinar.json"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Catalogue",
            dependencies: [
                "Encodings", "Cryptography", "DocumentModel", "Concepts", "Templates",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        // The index: its format and its reader.
        .target(
            name: "Index",
            dependencies: [
                "Encodings", "DocumentModel", "TextAnalysis", "CXapianShim",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        // The one writer of the index, which follows the catalogue.
        .target(
            name: "Indexer",
            dependencies: [
                "Encodings", "DocumentModel", "TextAnalysis", "Catalogue", "Index",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        // The texts of the program and the names of codes in each language.
        .target(
            name: "Localisation",
            dependencies: ["DocumentModel", "Concepts", "Index", "CInterface", "CMessageShim"],
            exclude: ["interface"],
            swiftSettings: strict
        ),
        .target(
            name: "SearchService",
            dependencies: [
                "Encodings", "DocumentModel", "TextAnalysis", "Concepts", "Index", "Localisation", "Embedding",
                "Vectors",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        // The work on a toolbox: ingest, deposits, the index kept up to date, check, repair, backup.
        .target(
            name: "Toolbox",
            dependencies: [
                "Encodings", "DocumentModel", "Ingest", "TextAnalysis", "Concepts", "Templates", "Catalogue", "Index",
                "Indexer", "SearchService", "Embedding", "Vectors", "Languages",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        // Shared by everything that is served over HTTP.
        .target(
            name: "Web",
            dependencies: [
                "Encodings", "Cryptography", "DocumentModel", "Catalogue", "Index", "Localisation", "SearchService",
                "Toolbox",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Exchange",
            dependencies: [
                "Encodings", "DocumentModel", "Templates", "Catalogue", "Index", "SearchService", "Web",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "WebAPI",
            dependencies: [
                "Encodings", "DocumentModel", "Templates", "Catalogue", "Index", "Localisation", "SearchService",
                "Toolbox", "Web",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [.embedInCode("Resources/openapi.json")],
            swiftSettings: strict
        ),
        .target(
            name: "WebPages",
            dependencies: [
                "Encodings", "DocumentModel", "Catalogue", "Index", "Localisation", "SearchService", "Exchange", "Web",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [
                .embedInCode("Resources/about.mustache"),
                .embedInCode("Resources/embed.js"), .embedInCode("Resources/embed.mustache"),
                .embedInCode("Resources/facets.mustache"), .embedInCode("Resources/favicon.ico"),
                .embedInCode("Resources/help.mustache"),
                .embedInCode("Resources/hit.mustache"),
                .embedInCode("Resources/icons.svg"),
                .embedInCode("Resources/layout.mustache"),
                .embedInCode("Resources/matrix.mustache"), .embedInCode("Resources/part.mustache"),
                .embedInCode("Resources/picture.mustache"), .embedInCode("Resources/reading.mustache"),
                .embedInCode("Resources/reading.js"), .embedInCode("Resources/within.mustache"),
                .embedInCode("Resources/search-box.mustache"), .embedInCode("Resources/search.js"),
                .embedInCode("Resources/search.mustache"), .embedInCode("Resources/turns.mustache"),
                .embedInCode("Resources/start.mustache"), .embedInCode("Resources/vetsearch.css"),
                .embedInCode("Resources/vetsearch.svg"),
            ],
            swiftSettings: strict
        ),
        // The pages for people who sign in: sharing, curating, administrating.
        .target(
            name: "WebDesk",
            dependencies: [
                "Encodings", "Cryptography", "DocumentModel", "Ingest", "Concepts", "Templates", "Catalogue", "Index",
                "Localisation", "OpenID", "Outgoing", "SearchService", "Toolbox", "Web", "WebAPI", "WebPages",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: deskResources.map { .embedInCode("Resources/\($0)") },
            swiftSettings: strict
        ),
        // Wires everything that is served.
        .target(
            name: "Server",
            dependencies: [
                "Encodings", "DocumentModel", "Ingest", "Catalogue", "Index", "SearchService", "OpenID", "Outgoing",
                "Toolbox", "Web", "Exchange", "WebAPI", "WebDesk", "WebPages",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        // Shared by several test targets.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        // The quality of searches: measures for the tests and for script/tune-ranking.
        .target(
            name: "Relevance",
            dependencies: [
                "DocumentModel", "Encodings", "SearchService", "TestSupport", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "measure-ranking",
            dependencies: [
                "DocumentModel", "Catalogue", "Relevance", "SearchService",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "vetsearch",
            dependencies: [
                "Encodings", "DocumentModel", "Ingest", "Concepts", "Templates", "Catalogue", "Index", "Indexer",
                "OpenID", "Outgoing", "SearchService", "Toolbox", "Web", "WebAPI", "Server",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        .testTarget(name: "EncodingsTests", dependencies: ["Encodings", "TestSupport"], swiftSettings: tests),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: tests),
        .testTarget(
            name: "OutgoingTests",
            dependencies: ["Outgoing", "TestSupport"],
            exclude: ["Tools"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "OpenIDTests",
            dependencies: ["OpenID", "Outgoing", "Cryptography", "DocumentModel", "Encodings", "TestSupport"],
            exclude: ["Tools"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "DocumentModelTests",
            dependencies: ["DocumentModel", "Encodings", "TestSupport"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "IngestTests",
            dependencies: [
                "Ingest", "DocumentModel", "Encodings", "TestSupport", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "EmbeddingTests",
            dependencies: [
                "Embedding", "Languages", "TestSupport", .product(name: "Yams", package: "Yams"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["Tools"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "VectorsTests",
            dependencies: [
                "Vectors", "Embedding", "DocumentModel", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "TextAnalysisTests",
            dependencies: [
                "TextAnalysis", "DocumentModel", "Languages", "CHunspellShim", "TestSupport",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "ConceptsTests",
            dependencies: ["Concepts", "DocumentModel", "Languages", "TextAnalysis"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "CatalogueTests",
            dependencies: ["Catalogue", "Concepts", "DocumentModel", "Encodings", "Templates", "TestSupport"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "ToolboxTests",
            dependencies: [
                "Toolbox", "Catalogue", "Concepts", "DocumentModel", "Embedding", "Encodings", "Ingest",
                "SearchService",
                "TestSupport", "TextAnalysis", "Vectors",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "IndexerTests",
            dependencies: [
                "Index", "Indexer", "Catalogue", "DocumentModel", "Encodings", "TextAnalysis", "TestSupport",
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "SearchServiceTests",
            dependencies: [
                "SearchService", "Relevance", "Concepts", "Templates", "Index", "Indexer", "Catalogue", "DocumentModel",
                "Encodings", "Localisation", "TextAnalysis", "Web", "WebAPI", "WebPages", "Exchange", "Server",
                "TestSupport",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["Multipart/Fixtures"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "vetsearch", "Encodings", "Index", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: ["Tools"],
            swiftSettings: tests
        ),
    ] + fuzzing,
    cxxLanguageStandard: .cxx17
)
