import CRaptor
import Foundation
import Synchronization

/// A statement of an RDF file.
struct RDFStatement: Equatable {
    enum Value: Equatable {
        /// A URI, or a blank node as `_:name`.
        case resource(String)
        /// A text, with its language tag as written (in lower case) if it has one.
        case literal(String, language: String?)
    }

    /// A URI, or a blank node as `_:name`.
    var subject: String
    var predicate: String
    var object: Value
}

/// The only interface to raptor: bytes → statements, as they are parsed. Only for use on ``RaptorThread``.
///
/// It opens no files and no connections, whatever the bytes contain.
final class RDFParser {
    enum Syntax: String {
        case turtle, rdfxml
    }

    /// raptor's first error.
    struct Failure: Error, Equatable {
        var line: Int?
        var reason: String
    }

    private let world: OpaquePointer
    private let base: OpaquePointer
    private let wanted: Set<String>
    private let receive: (RDFStatement) -> Void
    private var parser: OpaquePointer?
    private var failure: Failure?

    /// - Parameters:
    ///   - wanted: the predicates whose statements are passed to `receive`; others take little time.
    init(wanted: Set<String>, receive: @escaping (RDFStatement) -> Void) throws(Failure) {
        let world = try RaptorWorld.open()
        // The base URI is not a real path, so that a file has the same meaning wherever it is.
        guard let base = raptor_new_uri(world, "file:///") else { throw Failure(reason: "raptor could not be started") }
        (self.world, self.base, self.wanted, self.receive) = (world, base, wanted, receive)
    }

    deinit {
        if let parser { raptor_free_parser(parser) }
        raptor_free_uri(base)
        raptor_world_set_log_handler(world, nil, nil)
    }

    /// Begins a document; blank nodes keep their names across documents.
    func start(_ syntax: Syntax) throws(Failure) {
        raptor_world_set_log_handler(world, Unmanaged.passUnretained(self).toOpaque()) { context, message in
            guard let context, let message else { return }
            Unmanaged<RDFParser>.fromOpaque(context).takeUnretainedValue().note(message.pointee)
        }
        if let parser { raptor_free_parser(parser) }
        parser = raptor_new_parser(world, syntax.rawValue)
        guard let parser else { throw Failure(reason: "raptor has no parser for \(syntax.rawValue)") }
        raptor_parser_set_statement_handler(parser, Unmanaged.passUnretained(self).toOpaque()) { context, statement in
            guard let context, let statement else { return }
            Unmanaged<RDFParser>.fromOpaque(context).takeUnretainedValue().take(statement.pointee)
        }
        for option in [RAPTOR_OPTION_NO_NET, RAPTOR_OPTION_NO_FILE] {
            raptor_parser_set_option(parser, option, nil, 1)
        }
        // The second option would remember every rdf:ID of the file.
        for option in [RAPTOR_OPTION_LOAD_EXTERNAL_ENTITIES, RAPTOR_OPTION_CHECK_RDF_ID] {
            raptor_parser_set_option(parser, option, nil, 0)
        }
        try check(raptor_parser_parse_start(parser, base))
    }

    /// Parses the next bytes of the document.
    func parse(_ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool) throws(Failure) {
        try check(raptor_parser_parse_chunk(parser, bytes.baseAddress, bytes.count, isEnd ? 1 : 0))
    }

    private func check(_ status: Int32) throws(Failure) {
        if let failure { throw failure }
        if status != 0 { throw Failure(line: line(raptor_parser_get_locator(parser)), reason: "it cannot be read") }
    }

    private func note(_ message: raptor_log_message) {
        guard message.level.rawValue >= RAPTOR_LOG_LEVEL_ERROR.rawValue, failure == nil else { return }
        let place = line(message.locator) ?? parser.flatMap { line(raptor_parser_get_locator($0)) }
        failure = Failure(line: place, reason: message.text.map { String(cString: $0) } ?? "it cannot be read")
    }

    private func line(_ locator: UnsafeMutablePointer<raptor_locator>?) -> Int? {
        let line = raptor_locator_line(locator)
        return line > 0 ? Int(line) : nil
    }

    private func take(_ statement: raptor_statement) {
        guard failure == nil, let subject = resource(statement.subject), let predicate = resource(statement.predicate),
            wanted.contains(predicate)
        else { return }
        if let object = resource(statement.object) {
            receive(RDFStatement(subject: subject, predicate: predicate, object: .resource(object)))
        } else if let object = statement.object?.pointee, object.type == RAPTOR_TERM_TYPE_LITERAL {
            let text = Self.string(object.value.literal.string, Int(object.value.literal.string_len))
            let language = object.value.literal.language.map { String(cString: $0) }
            receive(
                RDFStatement(subject: subject, predicate: predicate, object: .literal(text, language: language))
            )
        }
    }

    private func resource(_ term: UnsafeMutablePointer<raptor_term>?) -> String? {
        guard let term = term?.pointee else { return nil }
        if term.type == RAPTOR_TERM_TYPE_URI {
            var length = 0
            return Self.string(raptor_uri_as_counted_string(term.value.uri, &length), length)
        }
        if term.type == RAPTOR_TERM_TYPE_BLANK {
            return "_:" + Self.string(term.value.blank.string, Int(term.value.blank.string_len))
        }
        return nil
    }

    private static func string(_ bytes: UnsafeMutablePointer<UInt8>?, _ length: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self)
    }
}

/// raptor's world: one for the whole process, because libxml2's errors go to the last one opened. It is never freed,
/// because that would shut down libxml2 (`xmlCleanupParser`) while other threads use it.
private enum RaptorWorld {
    // Only used on RaptorThread.
    nonisolated(unsafe) private static var opened: OpaquePointer?

    static func open() throws(RDFParser.Failure) -> OpaquePointer {
        if let opened { return opened }
        guard let world = raptor_new_world_internal(UInt32(RAPTOR_VERSION)) else {
            throw RDFParser.Failure(reason: "no memory")
        }
        // No libcurl, so that nothing is ever fetched.
        _ = raptor_world_set_flag(world, RAPTOR_WORLD_FLAG_WWW_SKIP_INIT_FINISH, 1)
        guard raptor_world_open(world) == 0 else { throw RDFParser.Failure(reason: "raptor could not be started") }
        opened = world
        return world
    }
}

/// The only thread that uses raptor: a world receives libxml2's errors on the thread that opened it.
enum RaptorThread {
    private static let jobs = Mutex<[@Sendable () -> Void]>([])
    private static let waiting = DispatchSemaphore(value: 0)
    private static let isStarted: Bool = {
        let thread = Thread {
            while true {
                waiting.wait()
                jobs.withLock { $0.removeFirst() }()
            }
        }
        thread.stackSize = 8 << 20
        thread.start()
        return true
    }()

    /// Runs `body` on the thread and waits for it; must not be called from that thread.
    static func run<Result>(_ body: @escaping () -> Result) -> Result {
        _ = isStarted
        // Only one thread at a time uses both, because this one waits.
        nonisolated(unsafe) let body = body
        nonisolated(unsafe) var result: Result?
        let done = DispatchSemaphore(value: 0)
        jobs.withLock { jobs in
            jobs.append {
                result = body()
                done.signal()
            }
        }
        waiting.signal()
        done.wait()
        return result!
    }
}
