/// Reads equations: those of Office Open XML (`m:oMath`) and MathML (`math`). A handler passes on the events between the
/// start and the end of an equation.
struct EquationReader {
    private struct Open {
        var name: String
        /// Whether it is a part of the equation, not a property.
        var isPart: Bool
        /// The number of parts in it so far.
        var children = 0
        /// The delimiters of `m:d`.
        var delimiters = ("(", ")")
    }

    private var math = MathText()
    private var open: [Open] = []
    private var skipping = 0
    private var inText = false

    /// Whether an equation has begun and not ended.
    var isOpen: Bool { !open.isEmpty }

    /// An element starts. Returns false if it does not belong to an equation.
    mutating func start(_ name: String, _ attributes: MarkupAttributes) -> Bool {
        guard isOpen || name == "m:oMath" || name == "math" else { return false }
        if skipping > 0 || name == "annotation" || name == "annotation-xml" {
            skipping += 1
            return true
        }
        let parent = open.last
        let isPart = Self.isPart(name, of: parent?.name)
        if isPart, !open.isEmpty { open[open.count - 1].children += 1 }
        open.append(Open(name: name, isPart: isPart))
        switch name {
        case "m:t": inText = true
        case "mi", "mn", "mo", "mtext", "ms":
            inText = true
            math.boundary()
        case "m:begChr", "m:endChr", "m:chr": readCharacter(name, attributes["m:val"])
        case "m:rad", "msqrt", "mroot": math.sign("√")
        case "mtd", "mtr", "m:mr": math.sign(" ")
        case "m:e" where parent?.name == "m:mr" || parent?.name == "m:eqArr": math.sign(" ")
        case "m:e" where parent?.name == "m:d": math.sign(parent?.children == 0 ? parent?.delimiters.0 ?? "" : " ")
        case "m:r": break
        default: if isPart { math.boundary() }
        }
        if parent?.name == "mfrac", parent?.children == 1 { math.sign("/") }
        return true
    }

    /// An element ends. Returns the text of the equation at its end.
    mutating func end(_ name: String) -> String? {
        if skipping > 0 {
            skipping -= 1
            return nil
        }
        guard let element = open.popLast() else { return nil }
        switch name {
        case "m:t", "mi", "mn", "mo", "mtext", "ms":
            inText = false
            if name != "m:t" { math.boundary() }
        case "m:num": math.sign("/")
        case "m:d": math.sign(element.delimiters.1)
        case "m:r": break
        default: if element.isPart { math.boundary() }
        }
        return isOpen ? nil : math.take()
    }

    mutating func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if inText, skipping == 0 { math.append(String(decoding: utf8, as: UTF8.self)) }
    }

    /// The sign of a sum or an integral, or a delimiter; it belongs to the element around the properties.
    private mutating func readCharacter(_ name: String, _ value: String?) {
        guard let value, open.count >= 3 else { return }
        let owner = open.count - 3
        switch (name, open[owner].name) {
        case ("m:begChr", "m:d"): open[owner].delimiters.0 = value
        case ("m:endChr", "m:d"): open[owner].delimiters.1 = value
        case ("m:chr", "m:nary"): math.sign(value)
        default: break
        }
    }

    private static func isPart(_ name: String, of parent: String?) -> Bool {
        !name.hasSuffix("Pr") && !name.hasPrefix("w:") && parent?.hasSuffix("Pr") != true
    }
}
