import Foundation

/// Why a password is easily guessed.
package enum PasswordWeakness: Sendable, Equatable {
    /// Fewer than ``PasswordHash/shortestPassword`` characters.
    case tooShort
    /// More than ``PasswordHash/longestPassword`` bytes.
    case tooLong
    /// One of those that people choose most often, or a row of neighbours ("0123456789").
    case common
    /// Little more than the name, the address or the name of the service.
    case personal
    /// Control characters, such as a tab.
    case notAllowed
}

extension PasswordHash {
    /// In characters (Unicode scalars).
    package static let shortestPassword = 10

    /// Why a new password is easily guessed; nil if it is good enough. There are no rules about kinds of characters, which
    /// make passwords worse (NIST SP 800-63B, 5.1.1.2).
    /// - Parameter knowing: what others know of the person: the name, the e-mail address, the organisation.
    package static func isStrong(_ password: String, knowing: [String]) -> PasswordWeakness? {
        guard password.utf8.count <= longestPassword else { return .tooLong }
        let scalars = password.precomposedStringWithCanonicalMapping.unicodeScalars
        guard !scalars.contains(where: { $0.properties.generalCategory == .control }) else { return .notAllowed }
        guard scalars.count >= shortestPassword else { return .tooShort }
        let folded = fold(password)
        if isCommon(folded) { return .common }
        return isPersonal(folded, knowing: knowing) ? .personal : nil
    }

    private static func fold(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    private static func isCommon(_ folded: String) -> Bool {
        // A common word is no better for some digits and signs at its ends.
        let core = folded.trimming(while: { !$0.isLetter })
        if common.contains(folded) || words.contains(core) { return true }
        let scalars = folded.unicodeScalars.map(\.value)
        guard Set(scalars).count > 3 else { return true }
        // Rows of neighbours in the alphabet or on a keyboard, in both directions.
        let steps = zip(scalars, scalars.dropFirst()).map { Int($1) - Int($0) }
        if steps.count(where: { abs($0) <= 1 }) > steps.count * 3 / 4 { return true }
        return keyboardRows.contains { row in
            [fold(row), String(fold(row).reversed())].contains { String(repeating: $0, count: 4).contains(folded) }
        }
    }

    /// Whether less than six characters are left without what others know.
    private static func isPersonal(_ folded: String, knowing: [String]) -> Bool {
        var left = folded.filter { $0.isLetter || $0.isNumber }
        let known = (knowing + ["vetsearch"]).map(fold)
        let words = known.flatMap { $0.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init) }
        // Whole names first: a part of a name may occur in another one.
        var isKnown = false
        for word in (words + known).filter({ $0.count >= 3 }).sorted(by: { $0.count > $1.count }) {
            isKnown = isKnown || left.contains(word)
            left = left.replacing(word, with: "")
        }
        return left.count < 6 && isKnown
    }

    private static let keyboardRows = [
        "1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "asdfghjklöä", "zxcvbnm", "yxcvbnm",
        "йцукенгшщзх",
        "1qaz2wsx3edc4rfv", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p",
    ]

    /// The words that people choose most often, in the languages of the service. Shorter passwords are refused anyway; these
    /// are also refused with digits and signs around them ("Password2024!").
    private static let words = Set(commonWords.map(fold))
    private static let commonWords = [
        "password", "passwords", "mypassword", "passw0rd", "p@ssword", "p@ssw0rd", "welcome", "welcomeback", "letmein",
        "letmeinnow", "iloveyou", "iloveyousomuch", "sunshine", "princess", "football", "baseball", "basketball",
        "superman",
        "spiderman", "starwars", "dragon", "monkey", "shadow", "master", "administrator", "admin", "adminadmin",
        "changeme",
        "changemenow", "trustno", "qwerty", "qwertyuiop", "qwertz", "qwertzuiop", "azerty", "azertyuiop", "abcdefghij",
        "liverpool", "manchester", "chelsea", "arsenal", "barcelona", "realmadrid", "juventus", "bayernmunchen",
        "chocolate",
        "butterfly", "whatever", "computer", "internet", "test", "testtest", "testing", "default", "secret",
        "topsecret",
        "summer", "winter", "spring", "autumn", "january", "february", "september", "october", "november", "december",
        "passwort", "meinpasswort", "geheim", "willkommen", "hallowelt", "sommer", "fruhling", "herbst", "schalke",
        "ichliebedich", "motdepasse", "monmotdepasse", "jetaime", "bienvenue", "marseille", "soleil", "doudou",
        "loulou",
        "contrasena", "micontrasena", "bienvenido", "teamo", "tequiero", "parola", "parolachiave", "laparola",
        "benvenuto",
        "tiamo", "amoremio", "wachtwoord", "welkom", "welkomwelkom", "senha", "minhasenha", "benfica", "losenord",
        "adgangskode", "salasana", "haslo", "mojehaslo", "polska", "kochamcie", "heslo", "mojeheslo", "jelszo", "geslo",
        "lozinka", "zaporka", "slaptazodis", "parool", "salakala", "пароль", "парола", "κωδικος", "σαγαπω", "pasfhocal",
        "galatasaray", "fenerbahce", "besiktas", "sifre", "kalimatulsirr",
    ]

    /// Common passwords of ten characters and more that are not a word with digits.
    private static let common: Set<String> = [
        "1234567891", "12345678910", "123456789a", "a123456789", "q123456789", "1234567899", "0987654321", "9876543210",
        "1122334455", "112233445566", "1029384756", "147258369a", "1472583690", "0147258369", "7894561230",
        "789456123a",
        "5555555555", "3141592653", "31415926535", "1q2w3e4r5t", "q1w2e3r4t5", "zaq12wsxcde3", "1qaz2wsx3edc",
        "1qazxsw23edc",
        "qwer1234qwer", "asdf1234asdf", "abcd1234abcd", "abc123abc123", "123abc123abc", "qwe123qwe123", "123qwe123qwe",
        "123qweasdzxc", "qweasdzxc123", "aa12345678", "aaa1234567", "abc1234567", "abcd123456", "abcde12345",
        "qwerty12345qwerty",
        "correcthorsebatterystaple", "nothing123nothing", "1password1", "pass1234word", "pass123word", "passpasspass",
        "password1password", "passwordpassword", "loveyou4ever", "iloveyou2much", "qazwsxedcrfv", "qazwsxedc123",
    ]
}

extension String {
    fileprivate func trimming(while isDropped: (Character) -> Bool) -> String {
        String(drop(while: isDropped).reversed().drop(while: isDropped).reversed())
    }
}
