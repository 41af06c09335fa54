import Foundation
import SystemPackage

/// An error that may come from the disk rather than from the request.
package protocol StorageError: Error {
    /// What is wrong with the disk, if that is the cause.
    var storageTrouble: StorageTrouble? { get }
}

/// A problem with the disk of a toolbox, as errors of SQLite, Xapian and the system report it, that a person can do
/// something about.
package enum StorageTrouble: StorageError, Equatable, CustomStringConvertible {
    /// There is no space left, or none for this user.
    case full
    /// The toolbox can be read but not written: a read-only disk, or another user's folder.
    case readOnly
    /// `catalogue.sqlite` is damaged; with SQLite's message.
    case damagedCatalogue(String)
    /// The disk reports errors; with the system's message.
    case failing(String)

    package var storageTrouble: StorageTrouble? { self }

    /// What an error says about the disk; nil if the error has another cause.
    package init?(_ error: any Error) {
        switch error {
        case let error as any StorageError:
            guard let trouble = error.storageTrouble else { return nil }
            self = trouble
        case let error as Errno: self.init(errno: error.rawValue)
        case let error as CocoaError: self.init(error)
        case let error as POSIXError: self.init(errno: error.code.rawValue)
        // Foundation throws some file errors only in this form.
        case let error as NSError where error.domain == NSCocoaErrorDomain:
            self.init(CocoaError(CocoaError.Code(rawValue: error.code)))
        default: return nil
        }
    }

    private init?(errno number: CInt) {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: self = .full
        case EROFS: self = .readOnly
        case EIO: self = .failing(String(cString: strerror(number)))
        default: return nil
        }
    }

    private init?(_ error: CocoaError) {
        switch error.code {
        case .fileWriteOutOfSpace: self = .full
        case .fileWriteVolumeReadOnly: self = .readOnly
        default:
            guard let under = error.underlying as? POSIXError else { return nil }
            self.init(errno: under.code.rawValue)
        }
    }

    /// The meaning of a failed write, also if the system's error number alone is ambiguous.
    package init?(writing error: Errno) {
        if error == .permissionDenied || error == .notPermitted { self = .readOnly } else { self.init(error) }
    }

    package var description: String {
        switch self {
        case .full: "the disk that the toolbox is on is full; free some space and try again"
        case .readOnly: "the toolbox is read-only; it can be searched but not changed"
        case .damagedCatalogue(let reason):
            "catalogue.sqlite is damaged (\(reason)); 'vetsearch restore BACKUP --toolbox NEW_FOLDER' makes a "
                + "new toolbox from a backup"
        case .failing(let reason): "the disk that the toolbox is on has failed: \(reason)"
        }
    }
}
