import Foundation
import Testing

/// A video and the files that belong to it are one document.
@Suite("Videos")
struct VideoTests {
    private static let names = ["mp4", "webm", "en.vtt", "de.vtt"].map { "scaffold-check.\($0)" }

    private func run(_ box: Sandbox, _ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(arguments + ["--toolbox", box.toolbox])
    }

    private func copy(_ box: Sandbox, _ names: [String] = Self.names) throws {
        for name in names { try copy(box, name, "talks") }
    }

    private func copy(_ box: Sandbox, _ name: String, _ folder: String) throws {
        let fixture = URL(filePath: "\(Program.fixtures)/webinars/2025/\(name)")
        try box.write(Data(contentsOf: fixture), to: "\(folder)/\(name)")
    }

    private func hits(_ box: Sandbox, _ words: String) async throws -> [JSON] {
        try await run(box, "search", words, "--json").json(whole: true)["hits"].array
    }

    @Test("Encodings and transcripts are one document; each language is searched as such, and a hit is a moment")
    func oneDocument() async throws {
        let box = try Sandbox()
        try copy(box)
        try box.write("file,title,language\ntalks/scaffold-check.mp4,Scaffolds,en\n", to: "metadata.csv")
        let ingested = try await box.ingest()
        #expect(ingested.code == 0)
        let id = try #require(ingested.file("talks/scaffold-check.mp4")["id"].string)
        for name in Self.names {
            #expect(ingested.status("talks/\(name)") == "indexed")
            #expect(ingested.file("talks/\(name)")["id"].string == id)
        }
        #expect(ingested.file("talks/scaffold-check.de.vtt")["reason"].string == "transcript of scaffold-check.mp4")
        let english = try await hits(box, "guardrail")
        #expect(english.map { $0["id"].string } == [id])
        #expect(english[0]["url"].string == "/v1/documents/\(id)/file#t=250")
        #expect(english[0]["passages"].array[0]["locator"]["label"].string == "4:10")
        #expect(english[0]["type"].string == "video" && english[0]["format"].string == "mp4")
        // With German inflection, and only there.
        let german = try await hits(box, "Prüfprotokolle")
        #expect(german.map { $0["id"].string } == [id])
        #expect(german[0]["passages"].array[0]["language"].string == "de")
        #expect(german[0]["url"].string?.hasSuffix("#t=754") == true)
        let shown = try await run(box, "show", id, "--json").json(whole: true)
        #expect(shown["language"].string == "en")
        #expect(
            shown["parts"].array.map { "\($0["format"].string ?? "") \($0["language"].string ?? "")" }
                == ["mp4 ", "vtt de", "vtt en", "webm "]
        )
        #expect(try await box.ingest().files.allSatisfy { $0["status"].string == "unchanged" })
        #expect(try await box.check().code == 0)
    }

    @Test(
        "Files of a video can be added, changed and removed; old versions are kept, and no file is left without its document"
    )
    func changes() async throws {
        let box = try Sandbox()
        try copy(box, ["scaffold-check.en.vtt"])
        let alone = try #require(try await box.ingest().file("talks/scaffold-check.en.vtt")["id"].string)
        #expect(try await hits(box, "guardrail").map { $0["id"].string } == [alone])

        try copy(box, ["scaffold-check.mp4"])
        let joined = try await box.ingest()
        let id = try #require(joined.file("talks/scaffold-check.mp4")["id"].string)
        #expect(joined.status("talks/scaffold-check.en.vtt") == "indexed")
        #expect(try await hits(box, "guardrail").map { $0["id"].string } == [id])
        #expect(try await run(box, "show", alone).code == 1)

        try copy(box, ["scaffold-check.de.vtt"])
        let more = try await box.ingest()
        #expect(more.status("talks/scaffold-check.mp4") == "updated")
        #expect(more.status("talks/scaffold-check.en.vtt") == "unchanged")
        #expect(try await hits(box, "Bordbrett").map { $0["id"].string } == [id])

        try box.write(
            "WEBVTT\n\n00:01.000 --> 00:09.000\nThe harness hangs in the hall.\n",
            to: "talks/scaffold-check.en.vtt"
        )
        #expect(try await box.ingest().status("talks/scaffold-check.mp4") == "updated")
        #expect(try await hits(box, "guardrail").isEmpty)
        #expect(try await hits(box, "harness").count == 1)

        // Without the video, its transcripts are documents of their own again.
        try FileManager.default.removeItem(atPath: box.folder + "/talks/scaffold-check.mp4")
        let left = try await box.ingest("--remove-missing")
        #expect(left.status("talks/scaffold-check.en.vtt") == "indexed")
        #expect(try await run(box, "show", id).code == 1)
        #expect(try await hits(box, "harness").compactMap { $0["format"].string } == ["vtt"])
        let check = try await box.check()
        #expect(check.code == 0 && check.result["originals"].int == 2)

        // With the last file, everything of it is removed.
        try FileManager.default.removeItem(atPath: box.folder + "/talks")
        try box.write("# Something else", to: "other.md")
        #expect(try await box.ingest("--remove-missing").code == 0)
        #expect(try await box.check().result["originals"].int == 1)
    }

    @Test(
        "A broken transcript is reported and stops nothing; a file that is only named like a video does not affect its neighbours"
    )
    func broken() async throws {
        let box = try Sandbox()
        try copy(box)
        try box.write("WEBVTT\n\n1:xx --> later\nGarbled.\n", to: "talks/scaffold-check.fr.vtt")
        let ingested = try await box.ingest()
        #expect(ingested.code == 1 && ingested.status("talks/scaffold-check.fr.vtt") == "failed")
        #expect(ingested.status("talks/scaffold-check.mp4") == "indexed")
        #expect(try await hits(box, "guardrail").count == 1)
        #expect(try await box.check().code == 0)
        #expect(try await box.ingest().status("talks/scaffold-check.fr.vtt") == "failed")

        try box.write("This is no video.", to: "notes/talk.mp4")
        try box.write("WEBVTT\n\n00:01.000 --> 00:09.000\nThe pulley squeaks.\n", to: "notes/talk.vtt")
        let mixed = try await box.ingest()
        #expect(mixed.status("notes/talk.mp4") == "failed" && mixed.status("notes/talk.vtt") == "indexed")
        #expect(try await hits(box, "pulley").compactMap { $0["source"].string } == ["notes/talk.vtt"])
        #expect(try await box.ingest().status("notes/talk.vtt") == "unchanged")
        // A sound beside it takes its place.
        try box.write(Self.silence, to: "notes/talk.mp3")
        let sound = try await box.ingest()
        #expect(sound.status("notes/talk.mp3") == "indexed")
        #expect(
            sound.file("notes/talk.vtt")["reason"].string == "transcript of talk.mp3",
            "\(sound.file("notes/talk.vtt"))"
        )
        #expect(try await hits(box, "pulley").compactMap { $0["source"].string } == ["notes/talk.mp3"])
        let again = try await box.ingest()
        #expect(["notes/talk.mp3", "notes/talk.vtt"].allSatisfy { again.status($0) == "unchanged" })
        #expect(try await box.check().code == 0)
    }

    @Test("A copy elsewhere is a duplicate; backup, repair and removal handle all the files")
    func care() async throws {
        let box = try Sandbox()
        try copy(box)
        for name in Self.names { try copy(box, name, "zz-copy") }
        let ingested = try await box.ingest()
        #expect(ingested.status("zz-copy/scaffold-check.mp4") == "duplicate")
        let id = try #require(ingested.file("talks/scaffold-check.mp4")["id"].string)
        #expect(try await box.check().result["originals"].int == 5)
        let backup = box.path + "/backup"
        #expect(try await run(box, "backup", backup).code == 0)
        // All originals are lost, including the list of them: they are restored from the folders.
        let originals = try #require(FileManager.default.enumerator(atPath: box.toolbox + "/originals"))
        for case let name as String in originals where name.contains("/") {
            try FileManager.default.removeItem(atPath: box.toolbox + "/originals/" + name)
        }
        #expect(try await box.check().code == 1)
        let repaired = try await run(box, "check", "--repair")
        #expect(repaired.code == 0 && repaired.errors.contains("the list of a video's files, was written again"))
        #expect(try await box.check().result["originals"].int == 5)
        let restored = box.path + "/restored"
        #expect(try await Program.run(["restore", backup, "--toolbox", restored]).code == 0)
        #expect(try await Program.run(["check", "--toolbox", restored]).code == 0)
        // The first copy is removed, and the document is assigned to the second.
        try FileManager.default.removeItem(atPath: box.folder + "/talks")
        #expect(try await box.ingest("--remove-missing").code == 0)
        #expect(
            try await run(box, "show", id, "--json").json(whole: true)["source"].string == "zz-copy/scaffold-check.mp4"
        )
        #expect(try await run(box, "remove", id).code == 0)
        #expect(try await box.check().result["originals"].int == 0)
        #expect(try await box.ingest().files.allSatisfy { $0["status"].string == "unchanged" })
        #expect(try await box.check().result["documents"].int == 0)
    }

    /// A minute of silence: MPEG 1, layer III, 32 kbit/s, 32 kHz.
    static let silence = Data(
        (0..<1667).flatMap { _ in [0xFF, 0xFB, 0x18, 0xC4] + [UInt8](repeating: 0, count: 140) }
    )

    @Test("A sound and its transcript are one document; beside a video it is another encoding")
    func sound() async throws {
        let box = try Sandbox()
        try box.write(Self.silence, to: "talks/interview.mp3")
        try box.write(
            "WEBVTT\n\n00:01.000 --> 00:09.000\nGood morning.\n\n00:40.000 --> 00:49.000\nThe harness hangs.\n",
            to: "talks/interview.en.vtt"
        )
        try copy(box)
        try box.write(Self.silence, to: "talks/scaffold-check.mp3")
        let ingested = try await box.ingest()
        #expect(ingested.code == 0)
        #expect(ingested.file("talks/scaffold-check.mp3")["reason"].string == "another encoding of scaffold-check.mp4")
        let found = try await hits(box, "harness")
        let id = try #require(ingested.file("talks/interview.mp3")["id"].string)
        #expect(found.map { $0["id"].string } == [id])
        #expect(found[0]["type"].string == "audio" && found[0]["format"].string == "mp3")
        #expect(found[0]["url"].string == "/v1/documents/\(id)/file#t=40")
        #expect(try await box.check().code == 0)
        let server = try await Server(toolbox: box.toolbox)
        let file = try await server.request("/v1/documents/\(id)/file", headers: ["Range": "bytes=0-3"])
        #expect(file.status == 206 && file.headers["content-type"] == "audio/mpeg")
        #expect(Array(file.body) == [0xFF, 0xFB, 0x18, 0xC4])
    }

    @Test("Transcripts are attached by names of many kinds; chapters are places; a recording without words is indexed")
    func namesAndChapters() async throws {
        let box = try Sandbox()
        // ID3: a title, and a chapter from 2 s to 9 s.
        let text = { (name: String, text: String) -> [UInt8] in
            Array(name.utf8) + [0, 0, 0, UInt8(text.utf8.count + 1), 0, 0, 3] + Array(text.utf8)
        }
        let chapter =
            Array("c1\0".utf8) + [0, 0, 0x07, 0xD0, 0, 0, 0x23, 0x28] + [UInt8](repeating: 0xFF, count: 8)
            + text("TIT2", "The winch")
        let frames =
            text("TIT2", "Lifting gear") + Array("CHAP".utf8) + [0, 0, 0, UInt8(chapter.count), 0, 0] + chapter
        let tag = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, UInt8(frames.count)] + frames
        try box.write(Data(tag) + Self.silence, to: "talks/gear.mp3")
        try box.write(Self.silence, to: "talks/quiet.mp3")
        try box.write("1\n00:00:01,000 --> 00:00:01,900\nThe pulley squeaks.\n", to: "talks/gear_en.srt")
        try box.write(
            "0:00:01.000,0:00:01.900\nDie Umlenkrolle quietscht.\n\n0:00:03.000,0:00:04.000\nUnd die Winde.\n",
            to: "talks/gear.mp3.de.sbv"
        )
        let ingested = try await box.ingest()
        #expect(ingested.code == 0)
        #expect(ingested.status("talks/quiet.mp3") == "indexed")
        #expect(ingested.file("talks/quiet.mp3")["reason"].string == "no transcript in it or beside it")
        for name in ["gear_en.srt", "gear.mp3.de.sbv"] {
            #expect(ingested.file("talks/\(name)")["reason"].string == "transcript of gear.mp3", "\(name)")
        }
        let id = try #require(ingested.file("talks/gear.mp3")["id"].string)
        #expect(try await hits(box, "winch").map { $0["url"].string } == ["/v1/documents/\(id)/file#t=2"])
        #expect(try await hits(box, "Umlenkrollen").first?["passages"].array[0]["language"].string == "de")
        #expect(try await hits(box, "pulleys").first?["passages"].array[0]["language"].string == "en")
        let shown = try await run(box, "show", id, "--json").json(whole: true)
        #expect(shown["metadata"]["title"].string == "Lifting gear" || shown["title"].string == "Lifting gear")
        #expect(shown["parts"].array.map { $0["language"].string ?? "" } == ["", "de", "en"])
        let server = try await Server(toolbox: box.toolbox)
        let page = String(decoding: try await server.request("/documents/\(id)").body, as: UTF8.self)
        #expect(page.contains("<a href=\"#transcript-2\" lang=\"en\"") && page.contains("id=\"transcript-2\""))
    }

    @Test("Adding one file of a media bundle adds the others, too")
    func single() async throws {
        let box = try Sandbox()
        try copy(box)
        let video = box.folder + "/talks/scaffold-check.mp4"
        let added = try await run(box, "add", video, "--id", "talk", "--set", "title=Talk")
        #expect(added.output.hasPrefix("created  talk"))
        #expect(try await hits(box, "guardrail").map { $0["id"].string } == ["talk"])
        let other = try Sandbox()
        let ingested = try await Program.run(
            ["ingest", box.folder + "/talks/scaffold-check.de.vtt", "--toolbox", other.toolbox, "--json"]
        )
        let rows = try ingested.json().filter { $0["path"].string != nil }
        #expect(rows.count == 4 && Set(rows.compactMap { $0["id"].string }).count == 1)
    }

    @Test("Videos and transcripts are uploaded together and served part by part, in ranges")
    func upload() async throws {
        let box = try Sandbox()
        try copy(box)
        let file = { (name: String) in
            try Data(contentsOf: URL(filePath: "\(box.folder)/talks/scaffold-check.\(name)"))
        }
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let depositor = Depositor(server: server, token: token)
        let send = { (name: String, transcript: String, path: String) in
            try await depositor.upload(
                file(name),
                as: "scaffold-check.\(name)",
                transcripts: [("scaffold-check.\(transcript)", file(transcript))],
                to: path
            )
        }
        let made = try await send("webm", "de.vtt", "/v1/documents")
        #expect(made.status == 201)
        let id = try #require(try made.json()["id"].string)
        #expect(try made.json()["warnings"].array.isEmpty)
        let parts = try await depositor.send("GET", "/v1/documents/\(id)").json()["parts"].array
        #expect(parts.map { $0["format"].string } == ["webm", "vtt"])
        let video = try file("webm")
        let whole = try await server.request("/v1/documents/\(id)/file")
        #expect(whole.body == video && whole.headers["content-type"] == "video/webm")
        let range = try await server.request("/v1/documents/\(id)/file", headers: ["Range": "bytes=100-199"])
        #expect(range.status == 206 && range.body == video[100..<200])
        #expect(range.headers["content-range"] == "bytes 100-199/\(video.count)")
        let transcript = try await server.request(try #require(parts[1]["url"].string))
        #expect(try transcript.body == file("de.vtt"))
        #expect(transcript.headers["content-disposition"]?.contains("scaffold-check.de.vtt") == true)
        #expect(try await server.request("/v1/documents/\(id)/file?part=2").status == 404)

        let wrong = try await send("webm", "mp4", "/v1/documents")
        #expect(try wrong.status == 400 && wrong.json()["detail"].string?.contains("is not a transcript") == true)
        let lonely = try await send("en.vtt", "de.vtt", "/v1/documents")
        #expect(try lonely.status == 400 && lonely.json()["detail"].string?.contains("is not a video") == true)
        let version = try await send("webm", "en.vtt", "/v1/documents/\(id)/versions")
        #expect(try version.status == 200 && version.json()["version"].int == 2)
        let old = try await server.request("/v1/documents/\(id)/file?version=1&part=1")
        #expect(old.body == transcript.body)
        #expect(try FileManager.default.contentsOfDirectory(atPath: box.toolbox + "/originals/incoming").isEmpty)
    }
}
