import CLibXML2

/// Receives the events of an XML or HTML document in order. Nothing else is stored, so the depth of the document uses no
/// stack.
protocol MarkupHandler: AnyObject {
    /// An element starts. In XML `name` has the fixed prefix of its namespace (see ``MarkupNames``): `w:p`.
    /// `attributes` is valid during the call only.
    func start(_ name: String, _ attributes: MarkupAttributes)
    /// The element ends.
    func end(_ name: String)
    /// A run of characters, UTF-8, entities already decoded; valid during the call only.
    func text(_ utf8: UnsafeBufferPointer<UInt8>)
}

/// The attributes of one element, looked up by name without creating a dictionary.
struct MarkupAttributes {
    fileprivate enum Source {
        /// Alternating names and values, terminated by nil.
        case html(UnsafeMutablePointer<UnsafePointer<xmlChar>?>?)
        /// Five pointers each: local name, prefix, namespace, value, end of the value.
        case xml(UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, Int, MarkupNames)
    }
    fileprivate let source: Source

    /// The value of the attribute `name`; in XML with the fixed prefix (`r:id`), or without one if it has no namespace.
    subscript(_ name: String) -> String? {
        switch source {
        case .html(let list):
            guard let list else { return nil }
            var index = 0
            while let key = list[index] {
                if xmlStrEqual(key, name) != 0 { return list[index + 1].map { String(cString: $0) } ?? "" }
                index += 2
            }
            return nil
        case .xml(let list, let count, let names):
            guard let list else { return nil }
            for index in 0..<count {
                let item = list + index * 5
                guard names.name(local: item[0], namespace: item[2]) == name else { continue }
                guard let start = item[3], let end = item[4] else { return "" }
                return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
            }
            return nil
        }
    }
}

/// The place and the reason of a parser's error.
struct MarkupProblem: Error {
    var line: Int
    var message: String
}

/// libxml2's parsers on data in memory: no network, no external files, no entity but those that ``MarkupSource`` replaces.
enum MarkupParser {
    /// The maximum depth of XML. Beyond it, the parser stops.
    private static let deepest = 100_000

    /// Parses XML and continues after errors as far as libxml2 can. Returns the first problem; nil for well-formed XML.
    static func parseXML(_ bytes: [UInt8], into handler: any MarkupHandler) -> MarkupProblem? {
        guard let context = xmlNewParserCtxt() else { return MarkupProblem(line: 0, message: "no memory") }
        defer { xmlFreeParserCtxt(context) }
        let bridge = Bridge(handler)
        // Two bytes a character: entities are replaced in UTF-8, whatever the document then says of itself.
        let isWide = [[0xFE, 0xFF], [0xFF, 0xFE], [0, 0x3C], [0x3C, 0]].contains(Array(bytes.prefix(2)))
        let decoded = isWide ? CharacterSet.decode(bytes)?.utf8 : nil
        let bytes = MarkupSource.prepared(decoded ?? bytes, isHTML: false)
        return withExtendedLifetime(bridge) {
            var sax = xmlSAXHandler()
            // XML_SAX2_MAGIC, which Swift does not import.
            sax.initialized = 0xDEED_BEAF
            sax.startElementNs = { user, local, _, uri, _, _, count, _, list in
                guard let bridge = Bridge.from(user) else { return }
                bridge.depth += 1
                if bridge.depth > MarkupParser.deepest { return bridge.stop() }
                let name = bridge.names.name(local: local, namespace: uri)
                bridge.handler.start(name, MarkupAttributes(source: .xml(list, Int(count), bridge.names)))
            }
            sax.endElementNs = { user, local, _, uri in
                guard let bridge = Bridge.from(user) else { return }
                bridge.depth -= 1
                bridge.handler.end(bridge.names.name(local: local, namespace: uri))
            }
            sax.characters = { Bridge.from($0)?.text($1, $2) }
            sax.ignorableWhitespace = { Bridge.from($0)?.text($1, $2) }
            sax.cdataBlock = { Bridge.from($0)?.text($1, $2) }
            sax.serror = { Bridge.from($0)?.note($1) }
            context.pointee.sax.pointee = sax
            context.pointee.userData = bridge.opaque
            bridge.context = context
            // Without NOENT, libxml2 leaves `&#38;` in attributes. HUGE lifts its limit of 256 levels; this one has its own.
            let options =
                XML_PARSE_RECOVER.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue
                | XML_PARSE_NOENT.rawValue | XML_PARSE_HUGE.rawValue
                | (decoded == nil ? 0 : XML_PARSE_IGNORE_ENC.rawValue)
            let tree = bytes.withUnsafeBytes { buffer in
                xmlCtxtReadMemory(
                    context,
                    buffer.bindMemory(to: CChar.self).baseAddress,
                    Int32(clamping: buffer.count),
                    nil,
                    decoded == nil ? nil : "UTF-8",
                    Int32(options)
                )
            }
            xmlFreeDoc(tree)
            let isWellFormed = context.pointee.wellFormed != 0 && !bridge.isStopped
            return isWellFormed ? nil : bridge.problem ?? .init(line: 0, message: "not XML")
        }
    }

    /// Parses HTML, which always succeeds. `utf8` must be UTF-8, whatever encoding the document declares.
    static func parseHTML(_ utf8: [UInt8], encoding: String = "UTF-8", into handler: any MarkupHandler) {
        guard let context = htmlNewParserCtxt() else { return }
        defer { htmlFreeParserCtxt(context) }
        let bridge = Bridge(handler)
        let utf8 = MarkupSource.prepared(utf8, isHTML: true)
        withExtendedLifetime(bridge) {
            var sax = xmlSAXHandler()
            sax.startElement = { user, name, list in
                guard let bridge = Bridge.from(user) else { return }
                let name = bridge.names.name(local: name, namespace: nil)
                bridge.handler.start(name, MarkupAttributes(source: .html(list)))
            }
            sax.endElement = { user, name in
                guard let bridge = Bridge.from(user) else { return }
                bridge.handler.end(bridge.names.name(local: name, namespace: nil))
            }
            sax.characters = { Bridge.from($0)?.text($1, $2) }
            sax.ignorableWhitespace = { Bridge.from($0)?.text($1, $2) }
            sax.serror = { Bridge.from($0)?.note($1) }
            sax.initialized = 0xDEED_BEAF
            context.pointee.sax.pointee = sax
            context.pointee.userData = bridge.opaque
            let options = HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_COMPACT.rawValue
            let tree = utf8.withUnsafeBytes { buffer in
                htmlCtxtReadMemory(
                    context,
                    buffer.bindMemory(to: CChar.self).baseAddress,
                    Int32(clamping: buffer.count),
                    nil,
                    encoding,
                    Int32(options)
                )
            }
            xmlFreeDoc(tree)
        }
    }

    /// The character with the HTML name `name` (`eacute`); nil if there is none.
    static func htmlEntity(_ name: String) -> Character? {
        HTMLEntities.utf8(name.utf8).flatMap { String(decoding: $0, as: UTF8.self).first }
    }

    /// The user data of the C callbacks.
    private final class Bridge {
        let handler: any MarkupHandler
        let names = MarkupNames()
        var problem: MarkupProblem?
        var depth = 0
        /// The parser of the XML that is read.
        var context: xmlParserCtxtPtr?
        private(set) var isStopped = false

        init(_ handler: any MarkupHandler) { self.handler = handler }

        var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

        static func from(_ user: UnsafeMutableRawPointer?) -> Bridge? {
            user.map { Unmanaged<Bridge>.fromOpaque($0).takeUnretainedValue() }
        }

        func text(_ start: UnsafePointer<xmlChar>?, _ count: Int32) {
            handler.text(UnsafeBufferPointer(start: start, count: Int(count)))
        }

        /// Ends the parsing of a document that is too deep.
        func stop() {
            guard !isStopped, let context else { return }
            isStopped = true
            problem =
                problem ?? MarkupProblem(line: 0, message: "it is nested deeper than \(MarkupParser.deepest) levels")
            xmlStopParser(context)
        }

        func note(_ error: UnsafeMutablePointer<xmlError>?) {
            guard problem == nil, let error, error.pointee.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
            let message = error.pointee.message.map { String(cString: $0) } ?? "unknown"
            problem = MarkupProblem(
                line: Int(error.pointee.line),
                message: message.split(separator: "\n").first.map(String.init) ?? message
            )
        }
    }
}
