import Foundation
import GRDB
import SystemPackage

/// The file that marks a folder as a toolbox and identifies it: the catalogue contains the same id. So an empty, missing
/// or foreign catalogue beside originals is detected before anything is changed because of it.
struct ToolboxMark: Equatable {
    /// 32 hexadecimal digits; nil if the file exists but cannot be parsed.
    var id: String?

    static func newID() -> String { UUID().uuidString.replacing("-", with: "").lowercased() }

    init(id: String) { self.id = id }

    /// The mark of a toolbox; nil if there is none.
    init?(of toolbox: Toolbox) {
        guard FileManager.default.fileExists(atPath: toolbox.mark.string) else { return nil }
        let text = (try? String(contentsOfFile: toolbox.mark.string, encoding: .utf8)) ?? ""
        let ids = text.split(separator: "\n").filter { $0.hasPrefix("id ") }.map { String($0.dropFirst(3)) }
        id = ids.first { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) }
    }

    /// Writes the mark into a toolbox, durably and in one step.
    func write(to toolbox: Toolbox) throws {
        guard let id else { return }
        let text = "The mark of a toolbox of vetsearch; it belongs to catalogue.sqlite.\nid \(id)\n"
        let new = FilePath(toolbox.mark.string + ".new")
        try Data(text.utf8).write(to: URL(filePath: new.string))
        try Originals.synchronise(new)
        guard rename(new.string, toolbox.mark.string) == 0 else { throw Errno(rawValue: errno) }
        try Originals.synchronise(toolbox.folder)
    }
}

extension Toolbox {
    /// The file of ``ToolboxMark``.
    package var mark: FilePath { folder.appending("vetsearch.toolbox") }
}

extension Catalogue {
    /// Table of migration 7: the id that is also in the toolbox's mark.
    static let toolboxTable = "CREATE TABLE toolbox (id TEXT NOT NULL);"

    /// The toolbox's id; nil if it has no mark yet.
    func toolboxID() throws -> String? {
        try database.read { try String.fetchOne($0, sql: "SELECT id FROM toolbox") }
    }

    /// Throws if the catalogue is missing or empty although the toolbox has been used. Checked before SQLite opens the
    /// file, because SQLite would create a new one.
    static func checkPresence(in toolbox: Toolbox, creating: Bool) throws {
        let size = (try? toolbox.catalogue.stat())?.size
        if let size, size > 0 { return }
        let isUsed = ToolboxMark(of: toolbox) != nil || Originals.holdSomething(toolbox.originals)
        if isUsed {
            throw CatalogueError(
                description: """
                    \(toolbox.catalogue) is \(size == nil ? "missing" : "empty (0 bytes)"), but the toolbox has been used; nothing \
                    was changed. \(wayBack)
                    """
            )
        }
        if size == nil, !creating {
            throw CatalogueError(
                description:
                    "there is no toolbox in \(toolbox.folder); 'vetsearch ingest FOLDER' creates one, and "
                    + "--toolbox names another"
            )
        }
    }

    private static let wayBack =
        "'vetsearch restore BACKUP --toolbox NEW_FOLDER' makes a new toolbox from a backup"

    /// Throws if the catalogue belongs to another toolbox; marks a toolbox that has no mark yet. Only to be called while
    /// no other process opens the toolbox.
    func checkMark() throws {
        let catalogueID = try toolboxID()
        guard let mark = ToolboxMark(of: toolbox) else { return try markIfWhole(catalogueID) }
        if let id = mark.id, id == catalogueID { return }
        if mark.id == nil, catalogueID != nil { return try markIfWhole(catalogueID) }
        throw CatalogueError(
            description: """
                \(toolbox.catalogue) does not belong to this toolbox: \(toolbox.mark) names toolbox \(mark.id ?? "(unreadable)"), \
                the catalogue \(catalogueID ?? "none"). Nothing was changed. \(Self.wayBack); if you know that the catalogue is the right \
                one, remove \(toolbox.mark)
                """
        )
    }

    /// Marks a toolbox whose catalogue and originals belong together. An older toolbox without a mark may have lost some
    /// originals and still be usable; but a catalogue that refers to none of the existing originals does not belong to
    /// them.
    private func markIfWhole(_ catalogueID: String?) throws {
        let referenced = try referencedHashes()
        let stored = Set(try originals.all())
        if referenced.isEmpty, catalogueID == nil, !stored.isEmpty {
            throw CatalogueError(
                description: """
                    \(toolbox.catalogue) contains no documents, but there are \(stored.count) originals beside it; nothing was changed. \
                    \(Self.wayBack); if the originals are not needed, move \(toolbox.originals) away
                    """
            )
        }
        let isWhole =
            stored.subtracting(referenced).count <= Self.mostStrays
            && referenced.subtracting(stored).count <= Self.mostStrays
        guard isWhole, !isReadOnly else { return }
        let id = catalogueID ?? ToolboxMark.newID()
        if catalogueID == nil {
            try database.write { try $0.execute(sql: "INSERT INTO toolbox (id) VALUES (?)", arguments: [id]) }
        }
        try ToolboxMark(id: id).write(to: toolbox)
    }
}
