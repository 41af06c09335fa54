import DocumentModel
import Testing

@testable import Ingest

/// What videos and sounds say about themselves.
@Suite("Media files")
struct MediaTests {
    @Test("MP4: tags, chapters of a track, transcripts in two languages; a chapter is a heading")
    func mp4() throws {
        let video = ISO.Track(id: 1, handler: "vide", format: "avc1", samples: [[1]], chapters: 4)
        let german = ISO.Track(
            id: 2,
            language: "deu",
            samples: ["Guten Tag.", "", "Die Säge ist laut."].map(ISO.text)
        )
        let english = ISO.Track(id: 3, language: "eng", samples: ["Good day.", "The saw is loud."].map(ISO.text))
        let chapters = ISO.Track(
            id: 4,
            handler: "text",
            format: "text",
            samples: ["Anfang", "Mitte", "Säge"].map(ISO.text)
        )
        let tags = ISO.tags([
            "©nam": "Das Sägewerk", "©ART": "Ada Rossi; Bo Berg", "©day": "2019-05-06",
            "ldes": "Eine lange Beschreibung",
            "desc": "kurz", "keyw": "Holz, Säge",
        ])
        let document = try extract(ISO.file([video, german, english, chapters], movie: tags), as: "a.mp4")
        #expect(document.format == .mp4)
        #expect(document.metadata.title == "Das Sägewerk" && document.metadata.year == 2019)
        #expect(
            document.metadata.creators == ["Ada Rossi", "Bo Berg"] && document.metadata.keywords == ["Holz", "Säge"]
        )
        #expect(document.metadata.description == "Eine lange Beschreibung")
        #expect(document.metadata.origins[.title] == "file")
        #expect(
            document.sections.map(\.locator) == [
                .cue(start: 0, end: 2), .cue(start: 2, end: 4), .cue(start: 4, end: 6), .cue(start: 0, end: 4),
            ]
        )
        #expect(document.sections.map(\.heading) == ["Anfang", "Mitte", "Säge", nil])
        #expect(document.texts == ["Guten Tag.", "", "Die Säge ist laut.", "Good day.\nThe saw is loud."])
        #expect(document.sections.map(\.declaredLanguage?.code) == ["de", nil, "de", "en"])
        #expect(document.warnings.isEmpty)
    }

    @Test("Chapters without words are sections; a file without type, and QuickTime's, are read")
    func chapters() throws {
        let nero = ISO.box(
            "chpl",
            [1, 0, 0, 0] + ISO.number(0) + [2] + ISO.number(0, 8) + [3] + Array("Eis".utf8) + ISO.number(125_000_000, 8)
                + [4] + Array("Zwei".utf8)
        )
        let name = ISO.box("©nam", ISO.number(4, 2), ISO.number(0x55C4, 2), Array("Titi".utf8))
        let movie = ISO.box("udta", nero, name)
        for (file, name, format) in [
            (ISO.file(movie: movie), "a.bin", FileFormat.mp4),
            (ISO.file(movie: movie, startsWithType: false), "a.mp4", .mp4),
            (ISO.file(brand: "qt  ", movie: movie), "a.bin", .mov),
            (ISO.file(movie: movie, startsWithType: false), "a.mov", .mov),
        ] {
            let document = try extract(file, as: name)
            #expect(document.format == format)
            #expect(document.sections.map(\.locator) == [.cue(start: 0, end: 12.5), .cue(start: 12.5, end: 60)])
            #expect(document.sections.map(\.heading) == ["Eis", "Zwei"] && document.hasText)
            #expect(document.metadata.title == "Titi")
            #expect(document.metadata.year == 2018, "by the movie's clock")
        }
    }

    @Test("QuickTime's keys, 3GPP's texts and Adobe's packet")
    func vocabularies() throws {
        let keys = ["com.apple.quicktime.title", "com.apple.quicktime.author", "com.apple.quicktime.creationdate"]
        let list = zip(1..., ["Ein Titel", "Ada", "2017-01-02T03:04:05+0100"]).flatMap { index, value in
            let data = ISO.box("data", ISO.number(1), ISO.number(0), Array(value.utf8))
            return ISO.number(data.count + 8) + ISO.number(index) + data
        }
        let quickTime = ISO.box(
            "meta",
            ISO.box("hdlr", ISO.zeros(8), Array("mdta".utf8), ISO.zeros(13)),
            ISO.box("keys", ISO.number(0), ISO.number(3), keys.flatMap { ISO.box("mdta", Array($0.utf8)) }),
            ISO.box("ilst", list)
        )
        let first = try extract(ISO.file(brand: "qt  ", movie: quickTime), as: "a.mov")
        #expect(
            first.metadata.title == "Ein Titel" && first.metadata.creators == ["Ada"] && first.metadata.year == 2017
        )

        let old = ISO.box(
            "udta",
            ISO.box(
                "titl",
                ISO.number(0),
                ISO.language("deu"),
                [0xFE, 0xFF] + "Übung".utf16.flatMap { ISO.number(Int($0), 2) }
            ),
            ISO.box("yrrc", ISO.number(0), ISO.number(2009, 2))
        )
        let second = try extract(ISO.file(brand: "3gp4", movie: old), as: "a.3gp")
        #expect(second.metadata.title == "Übung" && second.metadata.year == 2009)
    }

    @Test("WebVTT and TTML as samples; an edit list moves the times")
    func otherSamples() throws {
        let cue = { (text: String) in ISO.box("vttc", ISO.box("payl", Array(text.utf8))) }
        let vtt = ISO.Track(
            id: 1,
            handler: "text",
            format: "wvtt",
            language: "fra",
            samples: [cue("<v Anne>Bonjour."), ISO.box("vtte"), cue("Au revoir.") + cue("Merci."), cue("Merci.")],
            edits: ISO.box(
                "edts",
                ISO.box(
                    "elst",
                    ISO.number(0),
                    ISO.number(2),
                    ISO.number(5000),
                    ISO.number(-1),
                    ISO.number(65536),
                    ISO.number(9000),
                    ISO.number(0),
                    ISO.number(65536)
                )
            )
        )
        let ttml =
            "<tt xmlns='http://www.w3.org/ns/ttml' xml:lang='it'><body><div><p begin='1s' end='3s'>Ciao<br/>bella</p></div></body></tt>"
        let xml = ISO.Track(id: 2, handler: "subt", format: "stpp", samples: [Array(ttml.utf8)])
        let document = try extract(ISO.file([vtt, xml]), as: "a.mp4")
        #expect(document.texts == ["Anne: Bonjour.\nAu revoir.\nMerci.", "Ciao\nbella"])
        #expect(document.sections.map(\.locator) == [.cue(start: 5, end: 13), .cue(start: 1, end: 3)])
        #expect(document.sections.map(\.declaredLanguage?.code) == ["fr", "it"])
    }

    @Test(
        "Of several transcripts in one language the longest is searched, and the other is named; a file's name is no title"
    )
    func severalInOneLanguage() throws {
        let forced = ISO.Track(id: 1, language: "deu", samples: [ISO.text("Schild: Ausgang")])
        let full = ISO.Track(id: 2, language: "deu", samples: ["Guten Tag zusammen.", "Los."].map(ISO.text))
        let document = try extract(ISO.file([forced, full], movie: ISO.tags(["©nam": "IMG_0042.MOV"])), as: "a.mp4")
        #expect(document.texts == ["Guten Tag zusammen.\nLos."])
        #expect(
            document.warnings == [
                "its transcript in de without a name is not searched, because another one is longer"
            ]
        )
        #expect(document.metadata.title == nil)
        // Rolling captions inside a file.
        let rolling = ["A B", "A B\nC D", "C D\nE F"].map(ISO.text)
        let read = try extract(ISO.file([ISO.Track(id: 1, samples: rolling)]), as: "a.mp4")
        #expect(read.texts == ["A B\nC D\nE F"])
    }

    @Test("A format of subtitles that is not read is named, and so is a movie without its table of contents")
    func unread() throws {
        let pictures = ISO.Track(id: 1, handler: "clcp", format: "c608", samples: [[1, 2, 3]])
        let document = try extract(ISO.file([pictures]), as: "a.mp4")
        #expect(document.warnings == ["a track of subtitles has the format c608, which is not read"])
        #expect(!document.hasText)
        // A box whose large size does not fit into what it is in.
        let short = ISO.box("udta", ISO.number(1) + Array("free".utf8))
        #expect(try extract(ISO.file([pictures], movie: short), as: "a.mp4").format == .mp4)
        let cut = try extract(Array(ISO.file([pictures]).prefix(30)), as: "a.mp4")
        #expect(cut.warnings == ["it has no table of contents (moov): the recording or a copy of it was interrupted"])
    }

    @Test("Matroska: title, tags, nested chapters, SubRip, SubStation and compressed blocks")
    func matroska() throws {
        let info = EBML.element(0x1549_A966, EBML.text(0x7BA9, "Il corso"), EBML.number(0x2AD7B1, 1_000_000))
        let stripped = EBML.element(
            0x6D80,
            EBML.element(0x6240, EBML.element(0x5034, EBML.number(0x4254, 3), EBML.text(0x4255, "La ")))
        )
        let tracks = EBML.element(
            0x1654_AE6B,
            EBML.track(1, "V_VP8", type: 1),
            EBML.track(2, "S_TEXT/UTF8", language: "ita", stripped),
            EBML.track(3, "S_TEXT/ASS", language: "ger"),
            EBML.track(4, "S_HDMV/PGS", language: "fre")
        )
        let atom = { (start: Int, title: String, inner: [UInt8]) in
            EBML.element(
                0xB6,
                EBML.number(0x91, start * 1_000_000_000),
                EBML.element(0x80, EBML.text(0x85, title)),
                inner
            )
        }
        let chapters = EBML.element(
            0x1043_A770,
            EBML.element(0x45B9, atom(0, "Uno", atom(3, "Uno e mezzo", [])), atom(8, "Due", []))
        )
        let tag = { (name: String, value: String) in
            EBML.element(0x67C8, EBML.text(0x45A3, name), EBML.text(0x4487, value))
        }
        let tags = EBML.element(
            0x1254_C367,
            EBML.element(0x7373, tag("ARTIST", "Eva Bianchi"), tag("DATE_RELEASED", "2016-02-03")),
            EBML.element(0x7373, EBML.element(0x63C0, EBML.number(0x63C5, 77)), tag("ARTIST", "nobody"))
        )
        let clusters =
            EBML.cluster(
                at: 1000,
                EBML.block(1, at: 0, for: nil, [1, 2, 3]),
                EBML.block(2, at: 0, for: 2000, Array("prima riga.".utf8)),
                EBML.block(3, at: 500, for: 1000, Array("0,0,Default,Bea,0,0,0,,Erste{\\i1} Zeile\\Nhier, ja".utf8))
            ) + EBML.cluster(at: 9000, EBML.block(2, at: -500, for: 1000, Array("seconda.".utf8)))
        let document = try extract(EBML.file(info, tracks, chapters, clusters, tags), as: "a.mkv")
        #expect(document.format == .mkv)
        #expect(document.metadata.title == "Il corso" && document.metadata.year == 2016)
        #expect(document.metadata.creators == ["Eva Bianchi"])
        #expect(
            document.sections == [
                Section(
                    locator: .cue(start: 0, end: 3),
                    heading: "Uno",
                    text: "La prima riga.",
                    declaredLanguage: LanguageTag("it")
                ),
                Section(locator: .cue(start: 3, end: 8), heading: "Uno e mezzo", text: ""),
                Section(
                    locator: .cue(start: 8, end: 9.5),
                    heading: "Due",
                    text: "La seconda.",
                    declaredLanguage: LanguageTag("it")
                ),
                Section(
                    locator: .cue(start: 1.5, end: 2.5),
                    text: "Bea: Erste Zeile\nhier, ja",
                    declaredLanguage: LanguageTag("de")
                ),
            ]
        )
        #expect(document.warnings == ["a track of subtitles has the format S_HDMV/PGS, which is not read"])
    }

    @Test("Compressed blocks of a transcript, as mkvmerge writes them; damaged ones are counted")
    func compressed() throws {
        let encoding = EBML.element(0x6D80, EBML.element(0x6240, EBML.element(0x5034, EBML.number(0x4254, 0))))
        let tracks = EBML.element(0x1654_AE6B, EBML.track(1, "S_TEXT/UTF8", encoding))
        let text = Array("Ende der Aufnahme.".utf8)
        let sums = text.reduce((1, 0)) { ($0.0 + Int($1), $0.1 + $0.0 + Int($1)) }
        let checksum = ISO.number(sums.1 % 65521, 2) + ISO.number(sums.0 % 65521, 2)
        // A stored block in zlib's format.
        let size = UInt8(text.count)
        let packed: [UInt8] = [0x78, 0x01, 0x01, size, 0, ~size, 0xFF] + text + checksum
        let cluster = EBML.cluster(
            at: 0,
            EBML.block(1, at: 0, for: 900, packed),
            EBML.block(1, at: 5000, for: 900, text)
        )
        let document = try extract(EBML.file(tracks, cluster), as: "a.mkv")
        #expect(document.texts == ["Ende der Aufnahme."])
        #expect(
            document.warnings == [
                "1 cues of an embedded transcript are compressed in an unknown way, or damaged"
            ]
        )
    }

    @Test("WebM: cues have a name and settings first; clusters and the segment may have no size")
    func webm() throws {
        let tracks = EBML.element(0x1654_AE6B, EBML.track(1, "D_WEBVTT/SUBTITLES", language: "und"))
        let open: [UInt8] = [0x1F, 0x43, 0xB6, 0x75, 0xFF]
        let blocks =
            EBML.number(0xE7, 2000)
            + EBML.block(1, at: 0, for: 1000, Array("id\nalign:start\n<v Eva>Ja &amp; nein".utf8))
            + open + EBML.number(0xE7, 4000) + EBML.block(1, at: 0, for: nil, Array("\n\nDanach".utf8))
        let segment: [UInt8] = [0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255]
        let header = Array(EBML.file(type: "webm").dropLast(9))
        let file = header + segment + tracks + open + blocks
        let document = try extract(file, as: "a.webm")
        #expect(document.format == .webm)
        #expect(document.texts == ["Eva: Ja & nein\nDanach"])
        #expect(document.sections.map(\.locator) == [.cue(start: 2, end: 8)])
    }

    @Test("ID3: all versions and encodings, chapters, comments and lyrics", arguments: [2, 3, 4])
    func id3(version: Int) throws {
        let short = version == 2
        let frame = { (name: String, old: String, body: [UInt8]) -> [UInt8] in
            ID3.frame(short ? old : name, body, version: version)
        }
        let title = ID3.frame("TIT2", ID3.utf8("Kapitel eins"), version: version)
        let chapter = ID3.frame(
            "CHAP",
            Array("c1\0".utf8) + ISO.number(1500) + ISO.number(9000) + ISO.number(-1) + ISO.number(-1) + title,
            version: version
        )
        let comment: [UInt8] = [0] + "eng".utf8 + "iTunNORM".utf8 + [0] + "000".utf8
        let tag = ID3.tag(
            version: version,
            frame("TIT2", "TT2", ID3.wide("Übung č")),
            frame("TPE1", "TP1", ID3.latin("Jürgen Müller")),
            frame("APIC", "PIC", [UInt8](repeating: 7, count: 300)),
            version == 4 ? frame("TDRC", "", ID3.utf8("2014-05")) : frame("TYER", "TYE", ID3.latin("2014")),
            frame("COMM", "COM", comment),
            frame("COMM", "COM", [1] + "deu".utf8 + [0xFF, 0xFE, 0, 0] + ID3.wide("Worum es geht").dropFirst()),
            frame("USLT", "ULT", [3] + "deu".utf8 + [0] + "Hier spricht\nJürgen.".utf8),
            short ? [] : chapter
        )
        let document = try extract(tag, as: "a.mp3")
        #expect(document.metadata.title == "Übung č" && document.metadata.year == 2014)
        #expect(document.metadata.creators == ["Jürgen Müller"])
        #expect(document.metadata.description == "Worum es geht")
        let chapters = document.sections.filter { $0.heading != nil }
        #expect(chapters.map(\.heading) == (short ? [] : ["Kapitel eins"]))
        #expect(chapters.map(\.locator) == (short ? [] : [.cue(start: 1.5, end: 9)]))
        let lyrics = document.sections.first { $0.heading == nil }
        #expect(lyrics?.text == "Hier spricht\nJürgen." && lyrics?.declaredLanguage == LanguageTag("de"))
    }

    @Test("ID3: synchronised lyrics, unsynchronised tags, sizes as other programs write them, and version 1")
    func id3Oddities() throws {
        let lines =
            "eins\0".utf8 + ISO.number(1000) + "\nzwei\0".utf8 + ISO.number(3000) + " drei\0".utf8 + ISO.number(3500)
        let timed = ID3.tag(ID3.frame("SYLT", [3] + "deu".utf8 + [2, 1, 0] + lines))
        #expect(try extract(timed, as: "a.mp3").texts == ["eins\nzwei drei"])

        let frame = ID3.frame("TIT2", ID3.wide("Hallo"), version: 3)
        // A zero after each 0xFF.
        let safe = frame.flatMap { $0 == 0xFF ? [0xFF, 0] : [$0] }
        #expect(try extract(ID3.tag(version: 3, flags: 0x80, safe), as: "a.mp3").metadata.title == "Hallo")

        let long = String(repeating: "lang ", count: 40)
        let plain = ID3.frame("TIT2", ID3.utf8(long), version: 3) + ID3.frame("TPE1", ID3.utf8("Ada"), version: 3)
        let metadata = try extract(ID3.tag(version: 4, plain), as: "a.mp3").metadata
        #expect(metadata.creators == ["Ada"] && metadata.title?.hasPrefix("lang lang") == true)

        let padded = { (text: String, size: Int) in Array(text.utf8) + ISO.zeros(size - text.utf8.count) }
        let silence: [UInt8] = [0xFF, 0xFB, 0x18, 0xC4] + ISO.zeros(140)
        let old =
            silence + silence + "TAG".utf8 + padded("Der Titel", 30) + padded("Ada", 30) + padded("", 30) + "1999".utf8
            + ISO.zeros(31)
        let first = try extract(old, as: "a.mp3").metadata
        #expect(first.title == "Der Titel" && first.creators == ["Ada"] && first.year == 1999)
    }

    @Test("Ogg: Vorbis comments over several pages, chapters and timed lyrics")
    func ogg() throws {
        let comments = [
            "title=Die Säge", "ARTIST=Ada", "artist=Bo", "DATE=2012", "LANGUAGE=deu", "CHAPTER000=00:00:00.000",
            "CHAPTER000NAME=Anfang", "CHAPTER001=00:01:02.500", "CHAPTER001NAME=Mitte",
            "METADATA_BLOCK_PICTURE=" + String(repeating: "A", count: 70_000),
            "LYRICS=[00:01.00]Erste Zeile\n[00:04.00]Zweite",
        ]
        let little = { (value: Int) in ISO.number(value, 4).reversed() }
        let packet =
            Array("OpusTags".utf8) + little(3) + "abc".utf8 + little(comments.count)
            + comments.flatMap { little($0.utf8.count) + Array($0.utf8) }
        let page = { (data: ArraySlice<UInt8>, isEnd: Bool) -> [UInt8] in
            let full = data.count / 255
            let sizes = [UInt8](repeating: 255, count: full) + (isEnd ? [UInt8(data.count % 255)] : [])
            return Array("OggS".utf8) + ISO.zeros(22) + [UInt8(sizes.count)] + sizes + data
        }
        var file = page(Array(("OpusHead" + String(repeating: " ", count: 11)).utf8)[...], true)
        var rest = packet[...]
        while rest.count > 255 * 200 {
            file += page(rest.prefix(255 * 200), false)
            rest = rest.dropFirst(255 * 200)
        }
        file += page(rest, true)
        let document = try extract(file, as: "a.opus")
        #expect(document.format == .ogg)
        #expect(document.metadata.title == "Die Säge" && document.metadata.year == 2012)
        #expect(document.metadata.creators == ["Ada", "Bo"] && document.metadata.language == LanguageTag("de"))
        #expect(document.sections.map(\.heading) == ["Anfang", "Mitte"])
        #expect(document.texts == ["Erste Zeile\nZweite", ""])
        #expect(document.sections.last?.locator == .cue(start: 62.5, end: 62.5))
    }

    @Test("Cut and altered files cost at most what is damaged")
    func damaged() throws {
        let track = ISO.Track(id: 1, language: "deu", samples: ["Guten Tag.", "Auf Wiedersehen."].map(ISO.text))
        let mp4 = ISO.file([track], movie: ISO.tags(["©nam": "Titel"]))
        let tracks = EBML.element(0x1654_AE6B, EBML.track(1, "S_TEXT/UTF8"))
        let mkv = EBML.file(tracks, EBML.cluster(at: 0, EBML.block(1, at: 0, for: 9, Array("Guten Tag.".utf8))))
        let mp3 = ID3.tag(ID3.frame("TIT2", ID3.utf8("Titel")), ID3.frame("USLT", [3] + "deu".utf8 + [0] + "Text".utf8))
        var random = SystemRandomNumberGenerator()
        for (file, name) in [(mp4, "a.mp4"), (mkv, "a.mkv"), (mp3, "a.mp3")] {
            for end in stride(from: 20, to: file.count, by: 7) { _ = try? extract(Array(file.prefix(end)), as: name) }
            for _ in 0..<300 {
                var bytes = file
                for _ in 0..<3 {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = [0, 1, 0x7F, 0x80, 0xFF].randomElement()!
                }
                _ = try? extract(bytes, as: name)
            }
        }
    }
}
