import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// Ties the work on a request to its client: reading requests are cancelled when the client disconnects, and a body is
/// requested and checked as it is read.
struct ClientAwareResponder<Base: HTTPResponder>: HTTPResponder where Base.Context == ServiceContext {
    let base: Base

    func respond(to request: Request, context: ServiceContext) async throws -> Response {
        guard [.get, .head].contains(request.method) else {
            var request = request
            request.body = RequestBody(asyncSequence: WatchedBody(request, channel: context.channel))
            // A change is completed even so: the client may come back and check.
            return try await base.respond(to: request, context: context)
        }
        let work = Task { try await base.respond(to: request, context: context) }
        context.channel.triggerUserOutboundEvent(ConnectionEvent.watch { work.cancel() }, promise: nil)
        return try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }
}

/// A request's body as a stream: reading its first piece makes the client send it, and a truncated or malformed body is
/// the client's error.
private struct WatchedBody: AsyncSequence, Sendable {
    private let body: RequestBody
    private let channel: any Channel
    /// The number of bytes that the header announces; nil if it does not.
    private let promised: Int?

    init(_ request: Request, channel: any Channel) {
        (body, self.channel) = (request.body, channel)
        promised = request.headers[.contentLength].flatMap { Int($0) }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: body.makeAsyncIterator(), channel: channel, promised: promised)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var body: RequestBody.AsyncIterator
        let channel: any Channel
        let promised: Int?
        private var received: Int?

        fileprivate init(body: RequestBody.AsyncIterator, channel: any Channel, promised: Int?) {
            (self.body, self.channel, self.promised) = (body, channel, promised)
        }

        mutating func next() async throws -> ByteBuffer? {
            if received == nil { channel.triggerUserOutboundEvent(ConnectionEvent.wantsBody, promise: nil) }
            let piece: ByteBuffer?
            do {
                piece = try await body.next()
            } catch {
                throw Problem.cutBody
            }
            received = (received ?? 0) + (piece?.readableBytes ?? 0)
            // Hummingbird treats the end of a connection as the end of a body.
            if piece == nil, let promised, received != promised { throw Problem.cutBody }
            return piece
        }
    }
}
