import DocumentModel
import Testing

@testable import Ingest

/// Oddities of real transcripts.
@Suite("Cues")
struct CueTests {
    @Test("YouTube's rolling captions are read once, at the time when each line is spoken")
    func rolling() throws {
        let vtt = """
            WEBVTT
            Kind: captions
            Language: de

            00:00:00.160 --> 00:00:03.429 align:start position:0%
            \u{20}
            guten<00:00:00.960><c> Morgen</c>

            00:00:03.429 --> 00:00:03.439 align:start position:0%
            guten Morgen
            \u{20}

            00:00:03.439 --> 00:00:05.749 align:start position:0%
            guten Morgen
            heute<00:00:03.760><c> wird</c><00:00:04.160><c> gesägt</c>

            00:00:05.749 --> 00:00:05.759 align:start position:0%
            heute wird gesägt
            \u{20}

            00:00:05.759 --> 00:00:09.000 align:start position:0%
            heute wird gesägt
            morgen<00:00:06.000><c> gehobelt</c>
            """
        let document = try extract(vtt, as: "a.vtt")
        #expect(document.texts == ["guten Morgen\nheute wird gesägt\nmorgen gehobelt"])
        #expect(document.sections.map(\.locator) == [.cue(start: 0.16, end: 9)])
        #expect(document.warnings.isEmpty)
        // As converted to SubRip; three lines of television; a line that grows.
        for (cues, expected) in [
            ([["A B"], ["A B", "C"], ["C", "D"]], ["A B", "C", "D"]),
            ([["a", "b", "c"], ["b", "c", "d"], ["c", "d", "e"]], ["a\nb\nc", "d", "e"]),
            ([["wir"], ["wir sägen"], ["wir sägen jetzt"], ["gleich"]], ["wir sägen jetzt", "gleich"]),
            // Said twice, in captions that do not roll.
            (
                [["nein"], ["nein"], ["doch"], ["ja"], ["gut"], ["also"], ["los"]],
                ["nein", "nein", "doch", "ja", "gut", "also", "los"]
            ),
        ] {
            let read = cues.enumerated().map { index, lines in
                Cue(start: Double(index), end: Double(index + 1), text: lines.joined(separator: "\n"))
            }
            #expect(RollingCaptions.unrolled(read).map(\.text) == expected)
        }
    }

    @Test(
        "Malformed times are repaired with a warning",
        arguments: [
            ("00:00:01 --> 00:00:03", 1.0, 3.0), ("00:00:01.500 --> 00:00:03.000", 1.5, 3),
            ("0:0:1,5 --> 0:0:3,25", 1.5, 3.25),
            ("00:01:02:500 --> 00:01:04:000", 62.5, 64), ("00:00:01,000 -> 00:00:03,000", 1, 3),
            ("00:00:01,000 —> 00:00:03,000", 1, 3), ("00:00:01,000 ---> 00:00:03,000", 1, 3),
            ("00:00:01,000 -- > 00:00:03,000", 1, 3),
            ("00:00:01,000 --&gt; 00:00:03,000", 1, 3), ("00: 00: 01, 500 --> 00:00:03,000", 1.5, 3),
            ("00:00:01, 500 --> 00:00:03, 250", 1.5, 3.25), ("00:75:00,000 --> 00:75:02,000", 4500, 4502),
            ("7 00:00:01,000 --> 00:00:03,000", 1, 3),
            ("00:00:01,000 -->", 1, 5), ("00:00:03,000 --> 00:00:01,000", 3, 7),
        ]
    )
    func repairs(_ line: String, _ start: Double, _ end: Double) throws {
        // The first cue is well formed, so that the file is recognised.
        let document = try extract("1\n00:00:00,000 --> 00:00:00,500\nAnfang.\n\n2\n\(line)\nText\n", as: "a.srt")
        #expect(document.allText.contains("Text") && document.allText.contains("Anfang."))
        let last = CueParserTimes.last(of: "1\n00:00:00,000 --> 00:00:00,500\nAnfang.\n\n2\n\(line)\nText\n")
        #expect(last == CueParserTimes(start: start, end: end))
        #expect(document.warnings.count == 1 && document.warnings[0].hasPrefix("line 6: "), "\(document.warnings)")
    }

    private struct CueParserTimes: Equatable {
        var start: Double
        var end: Double

        static func last(of text: String) -> Self? {
            var parser = CueParser(.srt)
            parser.parse(text)
            return parser.cues.last.map { Self(start: $0.start, end: $0.end) }
        }
    }

    @Test("Hours beyond 99, missing numbers, marks inside the file and wrong line ends are no faults")
    func unusual() throws {
        let srt =
            "\u{FEFF}\u{FEFF}1\r\n100:00:01,000 --> 100:00:03,000\r\nSpät.\r\n\r\n\u{FEFF}100:01:01,000 --> 100:01:03,000\r\nSpäter.\r\n"
        let document = try extract(srt, as: "a.srt")
        #expect(document.texts == ["Spät.", "Später."])
        #expect(document.sections[0].locator == .cue(start: 360_001, end: 360_003))
        #expect(document.warnings.isEmpty)
    }

    @Test("Many lines with one fault are one warning")
    func manyFaults() throws {
        let srt = (1...30).map { "\($0)\n00:00:\($0 + 10) --> 00:00:\($0 + 11)\nx\($0)\n\n" }.joined()
        #expect(
            try extract(srt, as: "a.srt").warnings == [
                "line 2: the times '00:00:11 --> 00:00:12' are malformed; they were read as 11.0 s to 12.0 s (and 29 more lines of that kind)"
            ]
        )
    }

    @Test("Arrows and times in the text are text")
    func arrows() throws {
        let srt = """
            1
            00:00:01,000 --> 00:00:04,000
            Weg --> Ziel
            offen 12:30 --> 13:45
            A -> B

            2
            00:00:05,000 --> 00:00:06,000
            Ende
            """
        let document = try extract(srt, as: "a.srt")
        #expect(document.texts == ["Weg --> Ziel\noffen 12:30 --> 13:45\nA -> B\nEnde"])
        #expect(document.warnings.isEmpty)
    }

    @Test(
        "Tags, escapes, ruby and voices",
        arguments: [
            ("<b>Fett</b>{\\i1}Kursiv{\\i0}", ["Fett Kursiv"]), ("Zeile\\Nzwei\\hdrei", ["Zeile\nzwei drei"]),
            ("{y:i}Wort", ["Wort"]),
            ("3 < 4 und R&D, 5 > 2", ["3 < 4 und R&D, 5 > 2"]), ("<unverständlich> so", ["<unverständlich> so"]),
            ("<i>Zu</i>sammen", ["Zusammen"]), ("<c.a>Schweiß</c><00:01.000><c>naht</c>", ["Schweißnaht"]),
            ("<ruby>職業<rt>しょくぎょう</rt></ruby>訓練校", ["職業訓練校"]), ("<ruby>職<rt>しょく</rt>業<rt>ぎょう</rt></ruby>です", ["職業です"]),
            ("<b>職業</b><i>訓練</i>", ["職業訓練"]), ("C:\\Neu", ["C:\\Neu"]), ("a &amp;lt; b&nbsp;c", ["a &lt; b c"]),
            ("<v.loud Anna>Ja?</v> <v Bernd>Nein.</v>", ["Anna|Ja?", "Bernd|Nein."]),
            ("<v A &amp; B>Wir.</v>", ["A & B|Wir."]),
            ("{Musik} <br/>weiter", ["{Musik}\nweiter"]),
        ]
    )
    func tags(_ line: String, _ expected: [String]) {
        let parts = CueText.read([line[...]])
        #expect(parts.map { ($0.speaker.map { $0 + "|" } ?? "") + $0.text } == expected)
    }

    @Test("Two voices in one cue, and cues in scripts without spaces, are apart")
    func voices() throws {
        let vtt =
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>Wo?</v>\n<v Bernd>Dort.</v>\n\n00:05.000 --> 00:06.000\n<v Bernd>Hier."
        #expect(try extract(vtt, as: "a.vtt").texts == ["Anna: Wo?\nBernd: Dort.\nHier."])
        let srt = "1\n00:00:01,000 --> 00:00:03,000\n溶接機を点検\n\n2\n00:00:05,000 --> 00:00:07,000\n旋盤を清掃\n"
        #expect(try extract(srt, as: "a.srt").texts == ["溶接機を点検\n\n旋盤を清掃"])
    }

    @Test("Cues of WebVTT whose first line is a space, or that are not separated by an empty line")
    func spaces() throws {
        let vtt =
            "WEBVTT\n\n00:01.000 --> 00:02.000\n \n eins\n \n2\n00:03.000 --> 00:04.000\nzwei\n00:05.000 --> 00:06.000\ndrei\n"
        let document = try extract(vtt, as: "a.vtt")
        #expect(document.texts == ["eins\nzwei\ndrei"] && document.warnings.isEmpty)
        // Without the header.
        let bare = try extract(
            "00:01.000 --> 00:02.000\neins\n\nNOTE\nnichts\n\n00:03.000 --> 00:04.000\nzwei\n",
            as: "a.vtt"
        )
        #expect(bare.texts == ["eins\nzwei"] && bare.warnings.isEmpty)
    }
}
