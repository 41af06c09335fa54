import DocumentModel
import Testing

@testable import Ingest

@Suite struct SubtitleTests {
    @Test func webVTT() throws {
        let vtt = """
            WEBVTT - A lesson
            Kind: captions
            Language: hr

            NOTE this is --> not a cue

            STYLE
            ::cue { color: red }

            intro
            00:01.000 --> 00:04.000 align:start position:0%
            <v Ana Horvat>Dobar <i>dan</i> &amp; <c.loud>svima</c>, a < b

            00:00:05.000 --> 00:00:30.500
            <v Ana Horvat>Krenimo<00:00:06.000> odmah.

            00:00:31.000 --> 00:00:40.000
            <v Ivo>Kraj
            """
        let document = try extract(vtt, as: "x")
        #expect(document.format == .vtt)
        #expect(document.sections.map(\.locator) == [.cue(start: 1, end: 30.5), .cue(start: 31, end: 40)])
        #expect(document.texts == ["Ana Horvat: Dobar dan & svima, a < b\nKrenimo odmah.", "Ivo: Kraj"])
        #expect(document.metadata.language == LanguageTag("hr"))
        #expect(document.sections.allSatisfy { $0.declaredLanguage == LanguageTag("hr") })
        #expect(document.warnings.isEmpty)
    }

    @Test func subRip() throws {
        let srt = """
            1
            00:00:01,500 --> 00:00:03,000
            {\\an8}<font color="#fff">Prva</font> vrstica
            druga vrstica

            2
            01:02:03,004 --> 01:02:04,000
            Konec.
            3
            01:02:05,000 --> 01:02:06,000
            Res.
            """
        let document = try extract(srt, as: "film.sl.srt")
        #expect(document.format == .srt)
        #expect(document.sections.map(\.locator) == [.cue(start: 1.5, end: 3), .cue(start: 3723.004, end: 3726)])
        #expect(document.texts == ["Prva vrstica\ndruga vrstica", "Konec.\nRes."])
        #expect(document.metadata.language == LanguageTag("sl"))
    }

    @Test func sectionsEndWithSentencesOrAfterAMinute() {
        let cues = (0..<40).map { (index: Int) -> Cue in
            let start = Double(index) * 4
            return Cue(start: start, end: start + 4, text: index == 6 ? "End of it.”" : "and on")
        }
        let sections = SubtitleFormat.sections(of: cues, language: nil)
        let ranges = [(0.0, 28.0), (28, 88), (88, 148), (148, 160)].map { Locator.cue(start: $0.0, end: $0.1) }
        #expect(sections.map(\.locator) == ranges)
    }

    @Test func malformedCuesCostOnlyThemselves() throws {
        let vtt =
            "WEBVTT\n\nsome words\nlost\n\n00:xx --> 00:04.000\nlost too\n\n00:05.000 --> 00:06.000\nkept\nto the end"
        let document = try extract(vtt, as: "a.vtt")
        #expect(document.texts == ["kept\nto the end"])
        #expect(
            document.warnings == [
                "line 3: text outside a cue was ignored", "line 6: the times of a cue cannot be read",
            ]
        )
    }

    @Test func legacyCharacterSet() throws {
        let line = String(repeating: "Здравствуйте, дорогие ученики и учителя. ", count: 10)
        let bytes = ("1\n00:00:01,000 --> 00:00:02,000\n" + line).unicodeScalars.map { scalar in
            (0x410...0x44F).contains(scalar.value) ? UInt8(scalar.value - 0x410 + 0xC0) : UInt8(scalar.value)
        }
        #expect(try extract(bytes, as: "a.srt").allText.hasPrefix("Здравствуйте, дорогие"))
    }

    @Test func aTranscriptWithoutReadableCuesIsBroken() {
        let failure = failure { try extract("WEBVTT\n\nno times --> here\nx", as: "a.vtt") }
        #expect(failure == .broken("no cue could be read; line 3: the times of a cue cannot be read"))
    }

    @Test(
        "Videos are recognised by their first bytes, whatever their name",
        arguments: [
            ("ftypisom", FileFormat.mp4), ("ftypmp42", .mp4), ("ftypM4A ", .m4a), ("ftypM4B ", .m4a), ("ftypavif", nil),
            ("ftypqt  ", .mov),
        ]
    )
    func mp4(brand: String, format: FileFormat?) {
        let bytes = [0, 0, 0, 24] + Array(brand.utf8) + [0, 0, 2, 0]
        #expect((try? extract(bytes, as: "talk.bin"))?.format == format)
    }

    @Test("A section ends at a long pause")
    func pauses() throws {
        let transcript =
            "WEBVTT\n\n00:01.000 --> 00:03.000\nA\n\n00:12.000 --> 00:14.000\nB\n\n00:25.000 --> 00:27.000\nC\n"
        let document = try extract(transcript, as: "a.vtt")
        #expect(document.sections.map(\.locator) == [.cue(start: 1, end: 14), .cue(start: 25, end: 27)])
    }

    @Test("Sounds are recognised by their first bytes, whatever their name")
    func sounds() throws {
        // MPEG 1, layer III, 32 kbit/s, 32 kHz: frames of 144 bytes.
        let frame = [0xFF, 0xFB, 0x18, 0xC4] + [UInt8](repeating: 0, count: 140)
        let ogg = { (mark: String) in
            Array("OggS".utf8) + [UInt8](repeating: 0, count: 22) + [1, 19] + Array(mark.utf8)
                + [UInt8](repeating: 0, count: 40)
        }
        let cases: [([UInt8], FileFormat?)] = [
            (frame + frame, .mp3), (Array("ID3\u{4}".utf8) + [UInt8](repeating: 0, count: 90), .mp3),
            (frame + [UInt8](repeating: 1, count: 200), nil), (Array("ID3 builds decision trees.".utf8), .text),
            ([0xFF, 0xFB, 0xF8, 0xC4] + frame, nil),
            (ogg("OpusHead"), .ogg), (ogg("\u{1}vorbis"), .ogg), (ogg("\u{7F}FLAC"), .ogg), (ogg("?theora"), nil),
        ]
        for (bytes, format) in cases {
            let found = try? extract(bytes, as: "talk.dat").format
            #expect(found == format, "\(bytes.prefix(32))")
        }
    }

    @Test(
        "WebM is distinguished from Matroska by its document type",
        arguments: [("webm", FileFormat.webm), ("matroska", .mkv)]
    )
    func webm(type: String, format: FileFormat?) {
        let header: [UInt8] = [
            0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81, 0x01, 0x42, 0x82, 0x80 + UInt8(type.utf8.count),
        ]
        #expect((try? extract(header + type.utf8 + [0x42, 0x87, 0x81, 4], as: "talk.bin"))?.format == format)
    }
}
