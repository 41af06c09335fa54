/// The names of formats that are texts but not documents, by their beginning and by the extension of their names.
enum ForeignTexts {
    /// What a text is, and what to do with it; nil if it may be a document.
    /// - Parameter beginning: the first 4,096 bytes or so, without white space at its start.
    static func name(of beginning: Substring, ending: String) -> String? {
        if let mark = marks.first(where: { beginning.hasPrefix($0.beginning) }) { return mark.name }
        if isMail(beginning) { return endings["eml"] }
        if isJSON(beginning) { return "a data file (JSON)" }
        if isUuencoded(beginning) { return "an encoded file (uuencode); decode it" }
        return endings[ending]
    }

    private static let marks: [(beginning: String, name: String)] = [
        ("BEGIN:VCALENDAR", "a calendar (iCalendar); save what it says as a document"),
        ("BEGIN:VCARD", "an address card (vCard); save what it says as a document"),
        // The text of a signed message can be read.
        ("-----BEGIN PGP SIGNED", "a signed message (PGP); save its text without the signature"),
        ("-----BEGIN PGP", "an encrypted message or a key (PGP)"),
        ("-----BEGIN ", "a key or a certificate (PEM)"),
        ("---- BEGIN SSH2", "a key (SSH)"), ("ssh-rsa AAAA", "a key (SSH)"), ("ssh-ed25519 AAAA", "a key (SSH)"),
        ("=ybegin ", "an encoded file (yEnc); decode it"),
        ("(This file must be converted with BinHex", "an encoded file (BinHex); decode it"),
        ("#!/", "a script"), ("<?php", "a program (PHP)"), ("diff --git ", "a patch"), ("@echo off", "a script"),
        ("-- MySQL dump", "a database dump"), ("--\n-- PostgreSQL database dump", "a database dump"),
        ("-- MariaDB dump", "a database dump"), ("-- phpMyAdmin SQL Dump", "a database dump"),
        ("[InternetShortcut]", "a link to a web page; save the page itself"),
        ("[Desktop Entry]", "a link to a program"), ("Windows Registry Editor", "settings of Windows"),
        ("bplist0", "a property list"), ("ISO-10303-21;", "a technical drawing (STEP); save it as PDF"),
        ("/* XPM */", "a picture (XPM)"), ("#EXTM3U", "a playlist"), ("d8:announce", "a torrent"),
        ("%YAML", "a data file (YAML)"), ("%FDF-", "form data (FDF)"),
    ]

    private static let endings: [String: String] = {
        var table = [
            "eml": "an e-mail message; save it as PDF or HTML, and its attachments as files",
            "mbox": "a mailbox; save its messages as PDF or HTML", "emlx": "an e-mail message; save it as PDF or HTML",
            "css": "a style sheet", "json": "a data file (JSON)", "svg": "an SVG picture", "xsl": "a style sheet",
            "xslt": "a style sheet", "map": "a script's source map", "less": "a style sheet", "scss": "a style sheet",
            "jsonl": "a data file (JSON)", "ndjson": "a data file (JSON)", "geojson": "a data file (JSON)",
            "ipynb": "a notebook of programs; save it as HTML or PDF",
            "ics": "a calendar (iCalendar); save what it says as a document",
            "vcf": "an address card (vCard); save what it says as a document",
            "pem": "a key or a certificate (PEM)", "crt": "a key or a certificate (PEM)",
            "sql": "a database dump", "dxf": "a technical drawing (DXF); save it as PDF",
            "stp": "a technical drawing (STEP); save it as PDF", "step": "a technical drawing (STEP); save it as PDF",
            "stl": "a three-dimensional model", "obj": "a three-dimensional model",
            "gcode": "a program of a machine tool", "nc": "a program of a machine tool", "url": "a link to a web page",
        ]
        for ending in ["js", "mjs", "sh", "bash", "bat", "cmd", "ps1", "vbs"] { table[ending] = "a script" }
        let programs = [
            "c", "h", "cc", "cpp", "hpp", "cs", "java", "kt", "swift", "py", "rb", "php", "go", "rs", "ts", "tsx",
            "jsx",
            "vb", "lua", "scala", "pas", "asm",
        ]
        for ending in programs { table[ending] = "the source of a program" }
        return table
    }()

    /// Whether it begins with the header of an e-mail or of a mailbox: lines `Name: value`, some of which only programs
    /// write, so a letter that begins "From: … To: …" is none.
    private static func isMail(_ beginning: Substring) -> Bool {
        var lines = beginning.split(maxSplits: 60, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.first?.hasPrefix("From ") == true { lines.removeFirst() }
        var names: Set<String> = []
        for line in lines.prefix(60) {
            if line.isEmpty { break }
            // The continuation of a long value.
            if line.first == " " || line.first == "\t" { continue }
            guard let colon = line.firstIndex(of: ":"),
                line[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
            else { break }
            names.insert(line[..<colon].lowercased())
        }
        let technical: Set<String> = [
            "received", "return-path", "mime-version", "message-id", "delivered-to", "dkim-signature",
            "content-transfer-encoding", "x-mailer", "x-mozilla-status", "x-originating-ip", "x-spam-status",
        ]
        return names.count >= 3 && !names.isDisjoint(with: technical)
    }

    /// Whether it begins like an object of JSON, or an array of objects, texts or arrays.
    private static func isJSON(_ beginning: Substring) -> Bool {
        var rest = beginning.prefix(2000)[...]
        func skip(_ character: Character) -> Bool {
            rest = rest.drop(while: \.isWhitespace)
            guard rest.first == character else { return false }
            rest = rest.dropFirst().drop(while: \.isWhitespace)
            return true
        }
        var depth = 0
        while depth < 8, skip("[") { depth += 1 }
        if skip("{") {
            guard rest.first == "\"" else { return rest.first == "}" && depth > 0 }
            rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst()
            return skip(":")
        }
        guard depth > 0, rest.first == "\"" else { return false }
        rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst().drop(while: \.isWhitespace)
        return rest.first == "," || (rest.first == "]" && rest.dropFirst().allSatisfy { $0.isWhitespace || $0 == "]" })
    }

    private static func isUuencoded(_ beginning: Substring) -> Bool {
        let lines = beginning.split(maxSplits: 2, whereSeparator: \.isNewline)
        guard lines.count >= 2 else { return false }
        let words = lines[0].split(separator: " ")
        guard words.count >= 3, words[0] == "begin" || words[0] == "begin-base64" else { return false }
        return words[1].count >= 3 && words[1].allSatisfy { ("0"..."7").contains($0) }
    }
}
