import NIOCore
import Web

/// Detects when a request begins to arrive, and the length of its first line, before it is parsed.
///
/// It is the first handler of a connection, and reports to the connection's guard.
final class RequestLineWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Since when a request's header has been arriving; nil if none is.
    private(set) var began: NIODeadline?
    /// Whether the first line is longer than the limit.
    private(set) var isTooLong = false
    private var isExpecting = true
    /// The number of bytes of the line so far; nil after its end.
    private var length: Int? = 0

    /// The maximum number of other bytes in the line: a method, the version, blanks.
    private static let around = 64

    /// Called when the previous request has ended.
    func expectsRequest() { (isExpecting, length, began) = (true, 0, nil) }

    /// Called when the header is complete.
    func hasSeenHead() { (isExpecting, length, began) = (false, nil, nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isExpecting else { return context.fireChannelRead(data) }
        if began == nil { began = .now() }
        if let length {
            let bytes = unwrapInboundIn(data).readableBytesView
            // Empty lines may precede a request.
            let line = length == 0 ? bytes.drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") } : bytes
            let end = line.firstIndex(of: UInt8(ascii: "\n"))
            let sum = length + line.distance(from: line.startIndex, to: end ?? line.endIndex)
            isTooLong = isTooLong || sum > ConnectionLimits.maximumTarget + Self.around
            self.length = end == nil ? sum : nil
        }
        // The guard rejects it when this read is complete.
        if !isTooLong { context.fireChannelRead(data) }
    }
}
