import DocumentModel
import GRDB

extension DatabaseError: StorageError {
    package var storageTrouble: StorageTrouble? {
        switch resultCode {
        case .SQLITE_FULL: .full
        case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damagedCatalogue(message ?? "it is not a database")
        case .SQLITE_IOERR: .failing("SQLite: \(message ?? "disk I/O error")")
        default: nil
        }
    }
}
