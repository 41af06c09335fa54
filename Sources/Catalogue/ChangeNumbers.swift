import DocumentModel
import Encodings
import Foundation
import GRDB

extension Catalogue {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func nextSequence(for id: String, in database: Database) throws -> Int64 {
        try database.execute(sql: "INSERT OR REPLACE INTO changes (document) VALUES (?)", arguments: [id])
        return database.lastInsertedRowID
    }
}

extension Catalogue {
    /// The first 60 bits of the content's hash as twelve letters and digits, so that the same content always gets the
    /// same id. If a document that now has other content already has this id, the salt (its path) is added.
    static func newID(_ hash: String, salt: String, in database: Database) throws -> String {
        var id = short(hash)
        var salt = hash + "\n" + salt
        while try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM documents WHERE id = ?)", arguments: [id])
            == true
        {
            salt = sha256(salt.utf8)
            id = short(salt)
        }
        return id
    }

    /// 60 bits of a hexadecimal hash in Crockford's base 32, lower case.
    private static func short(_ hash: String) -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        var value = UInt64(hash.prefix(15), radix: 16) ?? 0
        return String(
            (0..<12).map { _ in
                defer { value >>= 5 }
                return alphabet[Int(value & 31)]
            }
        )
    }
}
