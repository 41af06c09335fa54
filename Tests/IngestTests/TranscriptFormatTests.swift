import DocumentModel
import SystemPackage
import Testing

@testable import Ingest

/// Transcripts other than WebVTT and SubRip.
@Suite("Formats of transcripts")
struct TranscriptFormatTests {
    @Test("SBV")
    func sbv() throws {
        let document = try extract(
            "0:00:01.000,0:00:03.500\nErste Zeile\nund zweite\n\n0:01:00.000,0:01:02.000\nSpäter[br]noch\n",
            as: "captions"
        )
        #expect(document.format == .sbv)
        #expect(document.texts == ["Erste Zeile\nund zweite", "Später\nnoch"])
        #expect(document.sections.map(\.locator) == [.cue(start: 1, end: 3.5), .cue(start: 60, end: 62)])
    }

    @Test("SubStation Alpha: fields in any order, styles, drawings, layers and comments")
    func ass() throws {
        let ass = """
            [Script Info]
            Title: Die Werkstatt
            [V4+ Styles]
            Style: Default,Arial
            [Events]
            Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
            Comment: 0,0:00:00.00,0:00:05.00,Default,,0,0,0,,nicht gezeigt
            Dialogue: 0,0:00:05.50,0:00:08.00,Default,Bea,0,0,0,,{\\pos(1,2)\\b1}Zweite{\\b0}, mit Komma\\Nund Ende.
            Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,Erste.
            Dialogue: 1,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\blur2}Erste.
            Dialogue: 0,0:00:09.00,0:00:10.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}Bild
            Dialogue: 0,kaputt
            """
        let document = try extract(ass, as: "a.de.ass")
        #expect(document.format == .ass && document.metadata.title == "Die Werkstatt")
        #expect(document.metadata.language == LanguageTag("de"))
        #expect(document.texts == ["Erste.\nBea: Zweite, mit Komma\nund Ende.\nBild"])
        #expect(document.warnings == ["line 12: a dialogue line cannot be read"])
    }

    @Test("TTML: clock times, offsets, frames, ticks, nested times, line breaks, speakers and two languages")
    func ttml() throws {
        let ttml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment -->
            <tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
             xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:tts="http://www.w3.org/ns/ttml#styling"
             ttp:frameRate="25" ttp:tickRate="1000" xml:lang="de">
            <tt:head><ttm:title>Schweißen</ttm:title><ttm:agent xml:id="a"><ttm:name>Ada</ttm:name></ttm:agent></tt:head>
            <tt:body><tt:div begin="10s">
            <tt:p begin="00:00:01.500" end="00:00:03">Guten
              Tag.<tt:br/>Wie <tt:span tts:color="red">geht</tt:span>’s?</tt:p>
            <tt:p begin="3000t" dur="50f" ttm:agent="a">Gut.</tt:p>
            <tt:p><tt:span begin="00:00:10:05" end="11s">Eins</tt:span> <tt:span begin="12s" end="13s">zwei</tt:span></tt:p>
            </tt:div><tt:div xml:lang="en"><tt:p begin="11.5s" end="13s">Good day.</tt:p></tt:div></tt:body></tt:tt>
            """
        let document = try extract(ttml, as: "a.xml")
        #expect(document.format == .ttml && document.metadata.title == "Schweißen")
        #expect(document.metadata.language == LanguageTag("de") && document.warnings.isEmpty)
        #expect(document.texts == ["Guten Tag.\nWie geht’s?\nAda: Gut.\nEins\nzwei", "Good day."])
        #expect(document.sections.map(\.declaredLanguage?.code) == ["de", "en"])
        #expect(document.sections.map(\.locator) == [.cue(start: 11.5, end: 23), .cue(start: 11.5, end: 13)])
        let cues = TTMLFormat.cues(Array(ttml.utf8))
        #expect(cues.map(\.start) == [11.5, 13, 20.2, 22, 11.5] && cues.map(\.end) == [13, 15, 21, 23, 13])
    }

    @Test("TTML: children in sequence, ruby, and damage")
    func ttmlOddities() throws {
        let sequence = """
            <tt xmlns="http://www.w3.org/2006/10/ttaf1" xmlns:tts="http://www.w3.org/ns/ttml#styling"><body><div timeContainer="seq">
            <p dur="2s">eins</p><p dur="3s"><span tts:ruby="container"><span tts:ruby="base">職業</span><span tts:ruby="text">しょく</span></span>訓練</p>
            <p begin="1s" dur="1s">drei</div>
            """
        let document = try extract(sequence, as: "a.dfxp")
        #expect(TTMLFormat.cues(Array(sequence.utf8)).map(\.text) == ["eins", "職業訓練", "drei"])
        #expect(TTMLFormat.cues(Array(sequence.utf8)).map(\.start) == [0, 2, 6])
        #expect(document.warnings.count == 1 && document.warnings[0].hasPrefix("the file is damaged at line"))
    }

    @Test("LRC: tags, several times in a line, offset and words with times")
    func lrc() throws {
        let lrc = """
            [ti:Das Lied]
            [ar:Ada]
            [la:de]
            [offset:+500]
            [00:10.50][00:30.50]Kehrreim
            [00:15.00]<00:15.00>Eine <00:16.00>Strophe
            [00:20.00]
            """
        let document = try extract(lrc, as: "lied.txt")
        #expect(
            document.format == .lrc && document.metadata.title == "Das Lied" && document.metadata.creators == ["Ada"]
        )
        #expect(document.metadata.language == LanguageTag("de"))
        #expect(document.texts == ["Kehrreim\nEine Strophe", "Kehrreim"])
        #expect(document.sections.map(\.locator) == [.cue(start: 10, end: 19.5), .cue(start: 30, end: 35)])
        #expect(try extract("[12:30] Anna: Hallo\n[12:31] Bernd: Na\n", as: "chat.txt").format == .text)
        #expect(try extract("[Link](x) and text\n[a]: b\n", as: "a.md").format == .markdown)
    }

    @Test(
        "Transcripts in JSON of several programs",
        arguments: [
            #"{"text": "Hallo Welt", "segments": [{"id": 0, "start": 1.5, "end": 3, "text": " Hallo"}, {"start": 3, "end": 4, "text": "Welt"}], "language": "de"}"#,
            #"{"systeminfo": "x", "params": {"language": "auto"}, "result": {"language": "de"}, "transcription": [{"timestamps": {"from": "00:00:01,500", "to": "00:00:03,000"}, "offsets": {"from": 1500, "to": 3000}, "text": " Hallo"}, {"offsets": {"from": 3000, "to": 4000}, "text": "Welt"}]}"#,
            #"{"language": "german", "chunks": [{"timestamp": [1.5, 3], "text": " Hallo"}, {"timestamp": [3, 4], "text": "Welt"}]}"#,
            #"{"version": "1.0.0", "language": "de", "segments": [{"startTime": 1.5, "endTime": 3, "body": "Hallo"}, {"startTime": 3, "endTime": 4, "body": "Welt"}]}"#,
            #"{"language": "de", "events": [{"tStartMs": 0, "id": 1}, {"tStartMs": 1500, "dDurationMs": 1500, "segs": [{"utf8": "Hal"}, {"utf8": "lo"}]}, {"tStartMs": 2000, "segs": [{"utf8": "\n"}]}, {"tStartMs": 3000, "dDurationMs": 1000, "segs": [{"utf8": "Welt"}]}]}"#,
        ]
    )
    func json(_ text: String) throws {
        let document = try extract(text, as: "a.json")
        #expect(document.format == .speech && document.metadata.language == LanguageTag("de"))
        #expect(document.texts == ["Hallo\nWelt"])
        #expect(document.sections.map(\.locator) == [.cue(start: 1.5, end: 4)])
    }

    @Test("Speakers in JSON; other JSON is data")
    func otherJSON() throws {
        let list =
            #"[{"start": 0, "end": 1, "text": "Ja.", "speaker": "SPEAKER_00"}, {"start": 1, "end": 2, "text": "Nein.", "speaker": "SPEAKER_01"}]"#
        #expect(try extract(list, as: "a.json").texts == ["SPEAKER_00: Ja.\nSPEAKER_01: Nein."])
        for data in [
            #"{"start": 1, "text": "x"}"#, #"{"segments": [{"start": "a"}]}"#, "[1, 2]",
            #"[{"start": 1, "text": "x"}]"#,
        ] {
            #expect(failure { try extract(data, as: "a.json") } == .unsupported("a data file (JSON)"))
        }
    }

    @Test(
        "The language and the video in names",
        arguments: [
            ("kurs.vtt", "kurs", nil), ("kurs.de.vtt", "kurs", "de"), ("kurs_de.srt", "kurs", "de"),
            ("kurs-de.srt", "kurs", "de"),
            ("kurs.de-AT.vtt", "kurs", "de"), ("kurs_pt_BR.srt", "kurs", "pt"), ("kurs.zh-Hans.vtt", "kurs", "zh"),
            ("kurs.mp4.vtt", "kurs", nil),
            ("kurs.mp4.de.vtt", "kurs", "de"), ("kurs.transcript.vtt", "kurs", nil), ("kurs.auto.vtt", "kurs", nil),
            ("kurs.de.auto.vtt", "kurs", "de"),
            ("kurs.en.sdh.srt", "kurs", "en"), ("kurs (Deutsch).srt", "kurs", "de"), ("kurs_english.ass", "kurs", "en"),
            ("kurs_deu.ttml", "kurs", "de"),
            ("kurs.es-419.srt", "kurs", "es"), ("kurs_subtitles_fr.sbv", "kurs", "fr"), ("kurs_two.srt", nil, nil),
            ("kurs_1.srt", nil, nil),
            ("kurs_teil_de.srt", "kurs_teil", "de"), ("anderes_de.srt", nil, nil), ("kurs.info.json", nil, nil),
        ]
    )
    func names(_ name: String, _ video: String?, _ language: String?) {
        let files = [name, "kurs.mp4", "kurs_teil.webm"].map(Self.file)
        let gathered = MediaBundles.gathered(files)
        let home = gathered.first { $0.companions.contains { $0.source == name } }
        #expect(home?.source.prefix { $0 != "." } == video.map { $0[...] })
        if let home {
            #expect(MediaBundles.language(of: name, beside: home.source)?.code == language)
        }
    }

    @Test("A language in a name counts without a video only behind a dot; yt-dlp's names have an id")
    func namesAlone() {
        let cases: [(String, String?)] = [
            ("part_no.srt", nil), ("lesson_it.srt", nil), ("lesson.it.srt", "it"), ("x.de.auto.vtt", "de"),
            ("x.auto.vtt", nil), ("x.es-419.vtt", "es"),
        ]
        for (name, language) in cases { #expect(SubtitleFormat.language(inName: name)?.code == language, "\(name)") }
        let files = ["Kurs [dQw4w9WgXcQ].de-orig.vtt", "Kurs [dQw4w9WgXcQ].mkv", "Kurs [dQw4w9WgXcQ].mp4"].map(
            Self.file
        )
        let gathered = MediaBundles.gathered(files)
        #expect(gathered.map(\.source) == ["Kurs [dQw4w9WgXcQ].mp4"], "the one that browsers play")
        #expect(gathered[0].companions.count == 2)
    }

    private static func file(_ name: String) -> FoundFile {
        FoundFile(
            path: FilePath("/\(name)"),
            place: .anywhere(FilePath("/\(name)")),
            source: name,
            size: 1,
            modifiedNanoseconds: 0
        )
    }
}
