import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Web

/// Guards one connection: closes it if the client is too slow, answers invalid requests, sends `100 Continue`, and ends
/// the connection if a response came before its request's body was complete.
///
/// It is between the HTTP codec and Hummingbird, and only used on the connection's event loop.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ConnectionLimits
    private let connections: OpenConnections
    private let firstLine = RequestLineWatch()
    private var look: Scheduled<Void>?

    // MARK: The requests

    /// The number of requests that have started to arrive and have no complete response.
    private var unanswered = 0
    /// Whether the body of the last request is incomplete.
    private var isBodyOpen = false
    /// Whether its client waits for `100 Continue` before it sends the body.
    private var awaitsContinue = false
    /// Whether the response to the first request has begun.
    private var isAnswering = false
    /// Whether to close the connection after the current response, or the next one.
    private var closesAfterAnswer = false
    private var isQuiescing = false
    /// Called when the client disconnects before the response begins.
    private var onClientGone: (@Sendable () -> Void)?

    // MARK: Closing

    /// Whether the last response has been written; anything else that Hummingbird writes is dropped.
    private var isOver = false
    /// Until when the connection is still read, ignoring the data, before it is closed; nil if it is not being closed.
    private var lingersUntil: NIODeadline?
    /// The number of responses whose end has not been sent; a close waits for them, because NIO would drop what is before
    /// them.
    private var endsOnTheirWay = 0
    private var waitingClose: (mode: CloseMode, promise: EventLoopPromise<Void>?)?

    // MARK: Time

    /// Since when the connection has been waiting for a request.
    private var idleSince = NIODeadline.now()
    /// Whether bytes are read as soon as they arrive: while the service itself is slow, a body may stall.
    private var isReadPending = false
    /// The number of bytes of bodies read, and of responses passed on for writing.
    private var (received, written) = (0, 0)
    private var reading = Period()
    private var writing = Period()

    /// A period in which a minimum number of bytes must be transferred.
    private struct Period {
        var since = NIODeadline.now()
        /// The number of bytes transferred when it began.
        var moved = 0
    }

    init(_ limits: ConnectionLimits, _ connections: OpenConnections) {
        (self.limits, self.connections) = (limits, connections)
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        // The first handler of the pipeline sees the raw bytes.
        try? context.pipeline.syncOperations.addHandler(firstLine, position: .first)
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard look == nil else { return }
        let open = connections.add(context.channel)
        idleSince = .now()
        scheduleLook(context)
        guard open > limits.maximumConnections else { return }
        if open > limits.maximumConnections + ConnectionLimits.refusedAtOnce {
            context.close(promise: nil)
        } else {
            refuse(.tooManyConnections, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end(context) }

    private func end(_ context: ChannelHandlerContext) {
        look?.cancel()
        look = nil
        connections.remove(context.channel)
        onClientGone.take()?()
        waitingClose.take()?.promise?.succeed()
    }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            firstLine.hasSeenHead()
            unanswered += 1
            isBodyOpen = true
            reading = Period(moved: received)
            awaitsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
            if head.headerFields[.connection]?.lowercased().contains("close") == true { closesAfterAnswer = true }
        case .body(let bytes):
            awaitsContinue = false
            received += bytes.readableBytes
        case .end:
            isBodyOpen = false
            firstLine.expectsRequest()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadPending = false
        if firstLine.isTooLong, unanswered == 0 { refuse(.targetTooLong, context) }
        context.fireChannelReadComplete()
        // Hummingbird may have stopped reading.
        if lingersUntil != nil { context.read() }
    }

    func read(context: ChannelHandlerContext) {
        isReadPending = true
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ChannelEvent where event == .inputClosed:
            if lingersUntil != nil {
                context.close(promise: nil)
            } else if !isBodyOpen, !isAnswering {
                // Like nginx: a client that closes its side is considered gone.
                onClientGone.take()?()
            }
        case is ChannelShouldQuiesceEvent: isQuiescing = true
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isOver else { return }
        switch error {
        case is IOError, is ChannelError: onClientGone.take()?()
        case HTTPParserError.headerOverflow where unanswered == 0:
            return refuse(firstLine.isTooLong ? .targetTooLong : .headersTooLarge, context)
        case _ where unanswered == 0: return refuse(.badRequest, context)
        // The rest of a body; its reader handles it.
        default: break
        }
        context.fireErrorCaught(error)
    }

    // MARK: Outbound

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var response):
            guard response.status.kind != .informational else { break }
            isAnswering = true
            awaitsContinue = false
            onClientGone = nil
            // The rest of the body is not awaited. A response to an earlier request does not affect it.
            if isBodyOpen, unanswered == 1 { closesAfterAnswer = true }
            if isQuiescing { closesAfterAnswer = true }
            if closesAfterAnswer, unanswered == 1 { response.headerFields[.connection] = "close" }
            return context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .body(let bytes):
            written += bytes.readableBytes
        case .end:
            unanswered -= 1
            isAnswering = false
            idleSince = .now()
            let isLast = closesAfterAnswer && unanswered == 0
            isOver = isLast
            let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
            endsOnTheirWay += 1
            promise.futureResult.assumeIsolated().whenComplete { _ in self.isOut(isLast: isLast, context) }
            return context.write(data, promise: promise)
        }
        context.write(data, promise: promise)
    }

    /// Called when a response has been completely written.
    private func isOut(isLast: Bool, _ context: ChannelHandlerContext) {
        endsOnTheirWay -= 1
        idleSince = .now()
        if endsOnTheirWay == 0, let close = waitingClose.take() {
            self.close(context: context, mode: close.mode, promise: close.promise)
        } else if isLast {
            linger(context)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard endsOnTheirWay == 0 || mode == .input else {
            // The first promise is fulfilled with the last request, because closing twice means closing at once.
            waitingClose = (mode, waitingClose?.promise ?? promise)
            return
        }
        if mode == .output { lingersUntil = lingersUntil ?? .now() + TimeAmount(limits.lingerTime) }
        context.close(mode: mode, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let event = event as? ConnectionEvent else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        switch event {
        case .wantsBody:
            if awaitsContinue, isBodyOpen, !isAnswering, !isOver {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            awaitsContinue = false
        case .watch(let onGone):
            if context.channel.isActive { onClientGone = onGone } else { onGone() }
        case .closeNow: context.close(promise: nil)
        }
        promise?.succeed()
    }

    // MARK: Ending

    /// Responds with a problem caused by the client, regardless of Hummingbird, and closes.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        onClientGone.take()?()
        let answer = problem.response
        var head = HTTPResponse(status: answer.status, headerFields: answer.headers)
        head.headerFields[.connection] = "close"
        head.headerFields[.contentLength] = String(problem.body.count)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: problem.body))), promise: nil)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.linger(context) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
        lingersUntil = .now() + TimeAmount(limits.lingerTime)
    }

    /// Closes the sending side and continues to read for a while: closing a socket with unread bytes would discard the
    /// response.
    private func linger(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        lingersUntil = lingersUntil ?? .now() + TimeAmount(limits.lingerTime)
        context.close(mode: .output, promise: nil)
        context.read()
    }

    // MARK: Time

    private func scheduleLook(_ context: ChannelHandlerContext) {
        look = context.eventLoop.assumeIsolated().scheduleTask(in: limits.interval) { self.lookAt(context) }
    }

    private func lookAt(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let now = NIODeadline.now()
        if let lingersUntil, now >= lingersUntil { return context.close(promise: nil) }
        let buffered = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        if buffered == 0 {
            writing = Period(since: now, moved: written)
        } else if isStuck(&writing, at: written - buffered, now) {
            return context.close(promise: nil)
        }
        if !isReadPending || !isBodyOpen {
            reading = Period(since: now, moved: received)
        } else if !isOver, isStuck(&reading, at: received, now) {
            return isAnswering || unanswered > 1 ? context.close(promise: nil) : refuse(.bodyTooSlow, context)
        }
        if unanswered == 0, lingersUntil == nil, buffered == 0 {
            let (since, limit) = firstLine.began.map { ($0, limits.headerTimeout) } ?? (idleSince, limits.idleTimeout)
            if now - since >= TimeAmount(limit) { return context.close(promise: nil) }
        }
        scheduleLook(context)
    }

    /// Whether too few bytes were transferred in a period that has ended; begins the next period.
    private func isStuck(_ period: inout Period, at moved: Int, _ now: NIODeadline) -> Bool {
        guard now - period.since >= TimeAmount(limits.stallTimeout) else { return false }
        let isTooLittle = moved - period.moved < limits.leastMoved
        period = Period(since: now, moved: moved)
        return isTooLittle
    }
}
