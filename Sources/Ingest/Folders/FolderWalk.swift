import DocumentModel
import Glibc
import SystemPackage

/// One walk through the paths of an ingest.
///
/// Folders are in a list instead of on the stack, so that their depth does not matter. Folders behind links are read
/// last, so that a file is listed under its real path if it has one.
struct FolderWalk {
    private(set) var passedOver = 0
    /// The sources of links that lead out of their folder and were not followed.
    private(set) var linksLeftAlone: Set<String> = []
    private let followsLinks: Bool
    private(set) var manifests: [FilePath: FoundManifest] = [:]
    private var found: [(file: FoundFile, root: String)] = []
    private var problems: [FolderProblem] = []
    /// The folders of files that were given by themselves.
    private var searchedForManifests: Set<FilePath> = []
    private var listedPaths: Set<FilePath> = []
    private var visited: [FileIdentity: String] = [:]
    private var behindLinks: [Folder] = []

    private struct Folder {
        var path: FilePath
        /// The ingested folder's name.
        var root: String
        /// The path relative to it; empty for the folder itself.
        var below: String
        /// The folders on the way down.
        var ancestors: Set<FileIdentity> = []
        /// The text of the link that leads here.
        var link: String?
        /// How it is opened.
        var place: FilePlace

        var name: String { below.isEmpty ? root : "\(root)/\(below)" }

        func inner(_ component: FilePath.Component) -> Folder {
            let name = component.shown
            return Folder(
                path: path.appending(component),
                root: root,
                below: below.isEmpty ? name : "\(below)/\(name)",
                ancestors: ancestors,
                place: place.appending(component)
            )
        }
    }

    init(followsLinks: Bool) { self.followsLinks = followsLinks }

    /// Adds one of the given paths. Links on the way there are followed, because the user chose the path.
    mutating func enter(_ given: FilePath) {
        let (path, stat, place): (FilePath, Stat, FilePlace)
        do {
            path = try given.absolute()
            stat = try path.stat()
            place = try self.place(ofGiven: path, isFolder: stat.type == .directory)
        } catch {
            let reason =
                error == .noSuchFileOrDirectory ? "there is no such file or folder" : "cannot be read: \(error)"
            problems.append(FolderProblem(path: given.shown, reason: reason, severity: .error))
            return
        }
        if stat.type == .directory {
            read(Folder(path: path, root: path.folderName, below: "", place: place))
        } else {
            let parent = path.removingLastComponent()
            if searchedForManifests.insert(parent).inserted, let folder = folder(ofGivenFile: path) {
                for name in (try? namesInDirectory(folder.place)) ?? [] where manifestKind(name) != nil {
                    look(at: name, in: folder, isFolderListed: false)
                }
            }
            guard let name = path.lastComponent, manifestKind(name) == nil else { return }
            add(path, stat, as: Folder(path: path, root: parent.folderName, below: name.shown, place: place))
        }
    }

    /// Adds a file that belongs to a given file. It was not given itself, so it is treated like a file in a folder.
    mutating func enter(besideGiven path: FilePath) {
        guard let path = try? path.absolute(), let name = path.lastComponent, let folder = folder(ofGivenFile: path)
        else { return }
        look(at: name, in: folder, isFolderListed: false)
    }

    private func place(ofGiven path: FilePath, isFolder: Bool) throws(Errno) -> FilePlace {
        if followsLinks { return .anywhere(path) }
        let resolved = try path.resolved()
        if isFolder { return .beneath(folder: resolved, "") }
        guard let name = resolved.lastComponent else { return .anywhere(resolved) }
        return .beneath(folder: resolved.removingLastComponent(), FilePath(root: nil, [name]))
    }

    /// The folder of a file that was given by itself; nil if it cannot be reached.
    private func folder(ofGivenFile path: FilePath) -> Folder? {
        let parent = path.removingLastComponent()
        guard let place = try? place(ofGiven: parent, isFolder: true) else { return nil }
        return Folder(path: parent, root: parent.folderName, below: "", place: place)
    }

    /// Reads the folders behind links, which may hold further links.
    mutating func followLinks() {
        while !behindLinks.isEmpty {
            let links = behindLinks
            behindLinks = []
            for folder in links { read(folder) }
        }
    }

    private mutating func read(_ first: Folder) {
        var waiting = [first]
        while var folder = waiting.popLast() {
            do {
                let identity = FileIdentity(try folder.path.stat())
                if let earlier = visited[identity] {
                    noteSecondWay(to: folder, earlier: earlier, isLoop: folder.ancestors.contains(identity))
                    continue
                }
                visited[identity] = folder.name
                folder.ancestors.insert(identity)
                var inner: [Folder] = []
                for name in try namesInDirectory(folder.place) {
                    if let next = look(at: name, in: folder, isFolderListed: true) { inner.append(next) }
                }
                waiting += inner.reversed()
            } catch {
                problems.append(
                    FolderProblem(path: folder.name, reason: "the folder cannot be read: \(error)", severity: .error)
                )
            }
        }
    }

    /// Handles one name in a folder; returns it if it is a folder that is to be read next.
    @discardableResult
    private mutating func look(at name: FilePath.Component, in folder: Folder, isFolderListed: Bool) -> Folder? {
        let bytes = name.bytes
        if isPassedOver(bytes) {
            passedOver += 1
            return nil
        }
        var entry = folder.inner(name)
        let link: String?
        let stat: Stat
        do {
            let own = try entry.path.stat(followTargetSymlink: false)
            link = own.type == .symbolicLink ? targetOfLink(entry.path) ?? "?" : nil
        } catch {
            note(entry, "cannot be read: \(error)", .error)
            return nil
        }
        do {
            stat = try entry.path.stat()
        } catch {
            let reason =
                error == .tooManySymbolicLinkLevels ? "is a link that leads back to itself" : "is a broken link"
            note(entry, link.map { "\(reason) (to \($0))" } ?? "cannot be read: \(error)", .error)
            return nil
        }
        if let link, case .beneath(let root, _) = folder.place {
            guard let place = try? FilePlace(of: entry.path, within: root) else {
                linksLeftAlone.insert(entry.below)
                note(
                    entry,
                    "is a link to \(link), outside the folder \(entry.root); it was not followed (use "
                        + "--follow-links to follow it)",
                    .notice
                )
                return nil
            }
            entry.place = place
        }
        if stat.type == .directory {
            guard let link else { return entry }
            entry.link = link
            behindLinks.append(entry)
        } else if !noteManifest(name, entry, in: folder, isFolderListed: isFolderListed) {
            add(entry.path, stat, as: entry)
        }
        return nil
    }

    private mutating func add(_ path: FilePath, _ stat: Stat, as entry: Folder) {
        guard stat.type == .regular else {
            note(entry, "is \(kindName(stat.type)); it was not opened", .warning)
            return
        }
        guard listedPaths.insert(path).inserted else { return }
        let name = path.lastComponent.map(\.bytes) ?? []
        if Array(shownName(name).utf8) != name {
            let what = String(validating: name, as: UTF8.self) == nil ? "is not UTF-8" : "contains control characters"
            note(entry, "the name \(what); the file is stored under the name shown here", .notice)
        }
        let modified = FoundFile.nanoseconds(Int64(stat.st_mtim.tv_sec), Int64(stat.st_mtim.tv_nsec))
        found.append(
            (
                FoundFile(
                    path: path,
                    place: entry.place,
                    source: entry.below,
                    size: stat.size,
                    modifiedNanoseconds: modified
                ),
                entry.root
            )
        )
    }

    /// Whether the name is that of a manifest, which is then recorded once.
    private mutating func noteManifest(
        _ name: FilePath.Component,
        _ entry: Folder,
        in folder: Folder,
        isFolderListed: Bool
    ) -> Bool {
        guard let kind = manifestKind(name) else { return false }
        let path = folder.path.appending(name)
        manifests[
            path,
            default: FoundManifest(
                kind: kind,
                path: path,
                folder: folder.path,
                folderName: folder.name,
                isFolderListed: false,
                place: entry.place
            )
        ].isFolderListed = isFolderListed || manifests[path]?.isFolderListed == true
        return true
    }

    private mutating func noteSecondWay(to folder: Folder, earlier: String, isLoop: Bool) {
        let leads = folder.link.map { "is a link to \($0), which" } ?? "is a folder that"
        let reason =
            if isLoop {
                "\(leads) leads to the folder \(earlier) above it; this is a loop and was not followed"
            } else {
                "\(leads) was already read as \(earlier)"
            }
        note(folder, reason, .warning)
    }

    private mutating func note(_ entry: Folder, _ reason: String, _ severity: ProblemSeverity) {
        problems.append(FolderProblem(path: entry.name, reason: reason, severity: severity))
    }
}

extension FolderWalk {
    /// The files sorted by source, each with a unique source, and the problems with those that had to be renamed.
    ///
    /// Two of the given folders can contain the same path, and two names can differ only in their Unicode composition,
    /// which Swift and many databases consider equal.
    func filesWithOwnSources() -> ([FoundFile], [FolderProblem]) {
        var (taken, files, problems) = ([String: String](), [FoundFile](), problems)
        // Composed names sort after decomposed ones. In reverse order, the composed one keeps its name.
        for (var file, root) in found.sorted(by: { $1.file.source.utf8.lexicographicallyPrecedes($0.file.source.utf8) })
        {
            if let holder = taken[file.source] {
                let (own, before) = (file.source, "\(root)/\(file.source)")
                var number = 1
                if holder != before { file.source = before } else { file.source = shownNameInASCII(own) }
                while taken[file.source] != nil {
                    number += 1
                    file.source = "\(root)-\(number)/\(own)"
                }
                let reason = "'\(own)' is also the name of \(holder); this one is stored as '\(file.source)'"
                problems.append(FolderProblem(path: before, reason: reason, severity: .notice))
            }
            taken[file.source] = "\(root)/\(file.source)"
            files.append(file)
        }
        return (files.sorted { $0.source.utf8.lexicographicallyPrecedes($1.source.utf8) }, problems)
    }
}

private func manifestKind(_ name: FilePath.Component) -> FoundManifest.Kind? {
    switch name.string.lowercased() {
    case "vetsearch.yaml", "vetsearch.yml": .folderDefaults
    case "metadata.csv": .table
    default: nil
    }
}

private func isPassedOver(_ name: [UInt8]) -> Bool {
    if name.starts(with: [UInt8(ascii: ".")]) || name.starts(with: Array("~$".utf8)) { return true }
    return ["thumbs.db", "desktop.ini"].contains(String(decoding: name, as: UTF8.self).lowercased())
}

private func kindName(_ type: FileType) -> String {
    switch type {
    case .fifo: "a pipe"
    case .socket: "a socket"
    case .blockSpecial, .characterSpecial: "a device"
    default: "not a regular file"
    }
}
