import NIOCore
import Web

/// Sees when a request begins to come, and how long its first line is, before anything is understood of it.
///
/// It is the first handler of a connection, and tells what it sees to the connection's guard.
final class RequestLineWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Since when a request's header is on its way; nil while none is.
    private(set) var began: NIODeadline?
    /// Whether its first line is longer than any that is read.
    private(set) var isTooLong = false
    private var isExpecting = true
    /// Bytes of the line so far; nil behind its end.
    private var length: Int? = 0

    /// What an address of the longest kind has around it in its line: a method, the version, blanks.
    private static let around = 64

    /// The request before has come to its end.
    func expectsRequest() { (isExpecting, length, began) = (true, 0, nil) }

    /// The header is whole.
    func hasSeenHead() { (isExpecting, length, began) = (false, nil, nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isExpecting else { return context.fireChannelRead(data) }
        if began == nil { began = .now() }
        if let length {
            let bytes = unwrapInboundIn(data).readableBytesView
            // Empty lines may stand before a request.
            let line = length == 0 ? bytes.drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") } : bytes
            let end = line.firstIndex(of: UInt8(ascii: "\n"))
            let sum = length + line.distance(from: line.startIndex, to: end ?? line.endIndex)
            isTooLong = isTooLong || sum > ConnectionLimits.maximumTarget + Self.around
            self.length = end == nil ? sum : nil
        }
        // The guard refuses it when this read is complete.
        if !isTooLong { context.fireChannelRead(data) }
    }
}
