/// Addresses of e-mail.
package enum MailAddress {
    /// The maximum length in bytes (RFC 5321, 4.5.3.1).
    package static let longest = 254

    /// Whether a text is an address that can be written into a header and a command as it is: no spaces, quotes or brackets,
    /// and one `@` between a name and a host. Only an answered message proves that the address exists.
    package static func isValid(_ text: String) -> Bool {
        text.utf8.count <= longest
            && text.wholeMatch(
                of: /[^\s@<>()\[\]\\,;:"\p{C}]{1,64}@([^\s@.<>()\[\]\\,;:"\p{C}]+\.)*[^\s@.<>()\[\]\\,;:"\p{C}]+/
            )
                != nil
    }
}
