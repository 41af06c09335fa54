import Foundation
import Subprocess
import SystemPackage

/// A headless Chromium, driven over the pipes of its DevTools protocol.
actor Browser {
    private var waiting: [Int: CheckedContinuation<JSON, any Error>] = [:]
    private var listeners: [String: AsyncStream<JSON>.Continuation] = [:]
    private var lastID = 0
    private var isGone = false
    private let outgoing: AsyncStream<[UInt8]>.Continuation
    private let profile: Sandbox

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Whether the tests with a browser are switched off.
    static let isWaived = ProcessInfo.processInfo.environment["VETSEARCH_NO_BROWSER"] == "1"

    private static let starting = Task { try await Browser() }

    /// The browser shared by all tests.
    static var shared: Browser { get async throws { try await starting.value } }

    private init() async throws {
        guard (try? await Program.launch("chromium", ["--version"]))?.code == 0 else {
            throw Failure(
                description:
                    "there is no chromium: 'apt-get install chromium', or set VETSEARCH_NO_BROWSER=1 to do without"
            )
        }
        let (messages, outgoing) = AsyncStream.makeStream(of: [UInt8].self)
        self.outgoing = outgoing
        profile = try Sandbox()
        let flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--remote-debugging-pipe", "--user-data-dir=\(profile.path)",
            "about:blank",
        ]
        // The protocol needs descriptors 3 and 4, which Subprocess does not provide.
        let script = #"exec chromium "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#
        var options = PlatformOptions()
        options.processGroupID = 0
        Task { [options] in
            defer { end() }
            _ = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(["-c", script, "sh"] + flags),
                platformOptions: options,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { process in
                Leftovers.add(process: process.processIdentifier.value)
                let writer = process.standardInputWriter
                let writing = Task { for await message in messages { _ = try await writer.write(message) } }
                defer { writing.cancel() }
                var bytes: [UInt8] = []
                for try await piece in process.standardOutput {
                    piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
                    while let end = bytes.firstIndex(of: 0) {
                        receive(try JSON(Data(bytes[..<end])))
                        bytes.removeSubrange(...end)
                    }
                }
            }
        }
    }

    /// Opens a page; returns its session and its events.
    /// - Parameter apart: whether the page has cookies of its own.
    fileprivate func attach(apart: Bool) async throws -> (session: String, events: AsyncStream<JSON>) {
        var place: [String: JSON] = ["url": .string("about:blank")]
        if apart { place["browserContextId"] = try await call("Target.createBrowserContext")["browserContextId"] }
        let target = try await call("Target.createTarget", place)
        let attached = try await call(
            "Target.attachToTarget",
            ["targetId": target["targetId"], "flatten": .bool(true)]
        )
        guard let session = attached["sessionId"].string else { throw Failure(description: "no session: \(attached)") }
        let (events, listener) = AsyncStream.makeStream(of: JSON.self)
        listeners[session] = listener
        return (session, events)
    }

    func call(_ method: String, _ parameters: [String: JSON] = [:], session: String? = nil) async throws -> JSON {
        guard !isGone else { throw Failure(description: "Chromium has ended") }
        lastID += 1
        let id = lastID
        var message: [String: JSON] = [
            "id": .number(Double(id)), "method": .string(method), "params": .object(parameters),
        ]
        if let session { message["sessionId"] = .string(session) }
        let bytes = try JSONEncoder().encode(JSON.object(message))
        return try await withCheckedThrowingContinuation { continuation in
            waiting[id] = continuation
            outgoing.yield([UInt8](bytes) + [0])
        }
    }

    private func receive(_ message: JSON) {
        if let id = message["id"].int {
            let continuation = waiting.removeValue(forKey: id)
            if let error = message["error"]["message"].string {
                continuation?.resume(throwing: Failure(description: error))
            } else {
                continuation?.resume(returning: message["result"])
            }
        } else if let session = message["sessionId"].string {
            listeners[session]?.yield(message)
        }
    }

    private func end() {
        isGone = true
        for continuation in waiting.values { continuation.resume(throwing: Failure(description: "Chromium has ended")) }
        waiting = [:]
        for listener in listeners.values { listener.finish() }
    }
}

/// A page in the browser. One task at a time.
final class Tab {
    private let browser: Browser
    private let session: String
    private var events: AsyncStream<JSON>.Iterator
    /// The address of every request.
    private(set) var requested: [String] = []
    /// The errors on the page.
    private(set) var errors: [String] = []

    /// Opens a new page.
    /// - Parameter apart: whether it has cookies of its own, for people who sign in.
    init(in browser: Browser, apart: Bool = false) async throws {
        self.browser = browser
        let opened = try await browser.attach(apart: apart)
        session = opened.session
        events = opened.events.makeAsyncIterator()
        for domain in ["Page", "Network", "Runtime"] { _ = try await call("\(domain).enable") }
        // Each behaves as if it were in the foreground.
        _ = try await call("Emulation.setFocusEmulationEnabled", ["enabled": .bool(true)])
    }

    func call(_ method: String, _ parameters: [String: JSON] = [:]) async throws -> JSON {
        try await browser.call(method, parameters, session: session)
    }

    /// Opens an address and waits until the page is loaded.
    func open(_ address: String) async throws {
        let answer = try await call("Page.navigate", ["url": .string(address)])
        if let error = answer["errorText"].string { throw Browser.Failure(description: "\(address): \(error)") }
        await loaded()
    }

    /// Clicks the first element that a CSS selector finds, and waits for the page that this opens.
    func click(_ selector: String) async throws {
        let found = try await evaluate(
            "(() => { const e = document.querySelector(\(quoted(selector))); if (e) e.click(); return e !== null })()"
        )
        guard found == .bool(true) else { throw Browser.Failure(description: "there is no \(selector) to click") }
        await loaded()
    }

    /// The value of a JavaScript expression; of a promise, its result.
    func evaluate(_ expression: String) async throws -> JSON {
        let answer = try await call(
            "Runtime.evaluate",
            ["expression": .string(expression), "returnByValue": .bool(true), "awaitPromise": .bool(true)]
        )
        if answer["exceptionDetails"] != .null { throw Browser.Failure(description: "\(expression): \(answer)") }
        return answer["result"]["value"]
    }

    /// The text of every element that a selector finds.
    func texts(_ selector: String) async throws -> [String] {
        try await evaluate("[...document.querySelectorAll(\(quoted(selector)))].map(e => e.textContent.trim())").array
            .compactMap(\.string)
    }

    /// An attribute of the first element that a selector finds.
    func attribute(_ name: String, of selector: String) async throws -> String? {
        try await evaluate("document.querySelector(\(quoted(selector)))?.getAttribute(\(quoted(name))) ?? null").string
    }

    /// Disables the scripts of the following pages; ``evaluate(_:)`` still works.
    func disableScripts() async throws {
        _ = try await call("Emulation.setScriptExecutionDisabled", ["value": .bool(true)])
    }

    /// Waits until an expression is true, ten seconds at most.
    func until(_ expression: String) async throws {
        for _ in 0..<200 {
            // Between two pages, evaluation may fail.
            if (try? await evaluate("Boolean(\(expression))")) == .bool(true) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        let address = try await evaluate("location.href")
        throw Browser.Failure(description: "not in ten seconds at \(address): \(expression)")
    }

    /// Types into the focused element.
    func type(_ text: String) async throws {
        for letter in text { _ = try await call("Input.insertText", ["text": .string(String(letter))]) }
    }

    /// Presses a key that writes nothing: `ArrowDown`, `Enter`, `Escape`, `Tab`.
    func press(_ key: String) async throws {
        let codes = ["ArrowDown": 40, "ArrowUp": 38, "Enter": 13, "Escape": 27, "Tab": 9]
        for kind in ["rawKeyDown", "keyUp"] {
            _ = try await call(
                "Input.dispatchKeyEvent",
                [
                    "type": .string(kind), "key": .string(key), "code": .string(key),
                    "windowsVirtualKeyCode": .number(Double(codes[key] ?? 0)),
                ]
            )
        }
    }

    func size(width: Int, height: Int) async throws {
        _ = try await call(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .number(Double(width)), "height": .number(Double(height)), "deviceScaleFactor": .number(1),
                "mobile": .bool(width < 600),
            ]
        )
    }

    /// A picture of the window, as PNG.
    func screenshot() async throws -> Data {
        let answer = try await call("Page.captureScreenshot", ["format": .string("png")])
        return Data(base64Encoded: answer["data"].string ?? "") ?? Data()
    }

    private func loaded() async {
        while let event = await events.next() {
            switch event["method"].string {
            case "Network.requestWillBeSent": requested.append(event["params"]["request"]["url"].string ?? "?")
            case "Network.loadingFailed": errors.append("\(event["params"])")
            case "Runtime.exceptionThrown": errors.append("\(event["params"])")
            case "Page.loadEventFired": return
            default: break
            }
        }
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
