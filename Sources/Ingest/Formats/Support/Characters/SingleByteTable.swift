/// Character sets of one byte that ICU does not have.
struct SingleByteTable {
    let name: String
    /// The characters of the bytes from 80.
    let upper: [Unicode.Scalar]

    private init(_ name: String, _ upper: [Unicode.Scalar]) { (self.name, self.upper) = (name, upper) }

    static func named(_ name: String) -> SingleByteTable? { all.first { $0.name == name } }

    /// `bytes` as UTF-8.
    func convert(_ bytes: [UInt8]) -> [UInt8] {
        var utf8: [UInt8] = []
        let encoded = upper.map { Array(String($0).utf8) }
        utf8.reserveCapacity(bytes.count + bytes.count / 4)
        for byte in bytes {
            if byte < 0x80 { utf8.append(byte) } else { utf8.append(contentsOf: encoded[Int(byte) - 0x80]) }
        }
        return utf8
    }

    private static let all = [
        SingleByteTable(
            "iso-8859-16",
            Array(0x80...0x9F).map { Unicode.Scalar($0) }
                + Array(
                    ("\u{A0}ĄąŁ€„Š§š©Ș«Ź\u{AD}źŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏ"
                        + "ĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ").unicodeScalars
                )
        ),
        SingleByteTable(
            "x-mac-croatian",
            Array(
                ("ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®Š™´¨≠ŽØ"
                    + "∞±≤≥∆µ∂∑∏š∫ªºΩžø¿¡¬√ƒ≈Ć«Č…\u{A0}ÀÃÕŒœĐ—“”‘’÷◊\u{F8FF}©⁄€‹›Æ»"
                    + "–·‚„‰ÂćÁčÈÍÎÏÌÓÔđÒÚÛÙıˆ˜¯πË˚¸Êæˇ").unicodeScalars
            )
        ),
        SingleByteTable(
            "x-mac-romanian",
            Array(
                ("ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ĂȘ"
                    + "∞±≤≥¥µ∂∑∏π∫ªºΩăș¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›Țț"
                    + "‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ").unicodeScalars
            )
        ),
        SingleByteTable(
            "x-mac-icelandic",
            Array(
                ("ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûüÝ°¢£§•¶ß®©™´¨≠ÆØ"
                    + "∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€ÐðÞþ"
                    + "ý·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ").unicodeScalars
            )
        ),
    ]
}
