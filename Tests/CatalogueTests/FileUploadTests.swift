import DocumentModel
import Encodings
import Foundation
import SystemPackage
import Testing

@testable import Catalogue

@Suite("Files that people are sending")
struct FileUploadTests {
    private static let most: Int64 = 1 << 40

    private static func files(_ names: String..., size: Int64 = 10) -> [AnnouncedFile] {
        names.map { AnnouncedFile(name: $0, size: size, modified: 7) }
    }

    private static func begin(_ files: [AnnouncedFile], in box: TestToolbox, by who: String = "account 7") throws
        -> [FileUpload]
    {
        try box.catalogue.uploads.begin(files, homes: files.map { _ in nil }, maximumSize: most, by: who)
    }

    @Test("Bytes are appended where the last ones ended, and never more than announced")
    func offsets() throws {
        let box = try TestToolbox()
        let uploads = box.catalogue.uploads
        let upload = try #require(try Self.begin(Self.files("a.txt"), in: box).first)
        try uploads.append(Array("12345".utf8), at: 0, to: upload)
        #expect(uploads.offset(of: upload.id) == 5)
        #expect(throws: UploadError.wrongOffset(5)) { try uploads.append(Array("1".utf8), at: 0, to: upload) }
        #expect(throws: UploadError.overflow) { try uploads.append(Array("678901".utf8), at: 5, to: upload) }
        try uploads.append(Array("67890".utf8), at: 5, to: upload)
        let staged = try uploads.stage(upload)
        #expect(try String(contentsOfFile: staged.path.string, encoding: .utf8) == "1234567890")
        #expect(try uploads.find(upload.id, of: "account 8") == nil)
    }

    @Test("The same file continues, another one does not, and a finished one begins anew")
    func again() throws {
        let box = try TestToolbox()
        let uploads = box.catalogue.uploads
        let first = try #require(try Self.begin(Self.files("a.txt"), in: box).first)
        try uploads.append(Array("123".utf8), at: 0, to: first)
        let both = try Self.begin(Self.files("b.txt", "a.txt"), in: box)
        #expect(both.map(\.name) == ["b.txt", "a.txt"] && both[1].id == first.id && both[0].id != first.id)
        #expect(try Self.begin(Self.files("a.txt", size: 11), in: box)[0].id != first.id)
        #expect(try Self.begin(Self.files("a.txt"), in: box, by: "account 8")[0].id != first.id)
        var result = UploadResult(.created)
        result.document = "x"
        try uploads.finish(first.id, result)
        #expect(try uploads.find(first.id, of: "account 7")?.result == result)
        #expect(!FileManager.default.fileExists(atPath: uploads.path(of: first.id).string))
        #expect(try Self.begin(Self.files("a.txt"), in: box)[0].id != first.id)
    }

    @Test("Number and size of unfinished files are limited for each person; what is refused leaves nothing")
    func limits() throws {
        let box = try TestToolbox()
        let uploads = box.catalogue.uploads
        #expect(throws: UploadError.count) { try Self.begin([], in: box) }
        for part in 0..<2 {
            let files = (0..<Uploads.mostInBatch).map { AnnouncedFile(name: "\(part)-\($0).txt", size: 1) }
            _ = try Self.begin(files, in: box)
        }
        #expect(throws: UploadError.tooMany(limit: Uploads.mostOpen)) {
            try Self.begin(Self.files("more.txt"), in: box)
        }
        #expect(try uploads.open(of: "account 7").count == Uploads.mostOpen)
        _ = try Self.begin(Self.files("more.txt"), in: box, by: "account 8")
        #expect(throws: UploadError.tooMuch(limit: Uploads.mostBytes)) {
            try Self.begin(Self.files("large.mp4", size: Uploads.mostBytes), in: box, by: "account 8")
        }
        #expect(throws: UploadError.tooLarge(name: "x", limit: 5)) {
            try uploads.begin(Self.files("x"), homes: [nil], maximumSize: 5, by: "account 9")
        }
    }

    @Test("What is abandoned goes after a day, its bytes too; outcomes stay for a week")
    func abandoned() throws {
        let box = try TestToolbox()
        let uploads = box.catalogue.uploads
        let begun = try Self.begin(Self.files("a.txt", "b.txt"), in: box)
        try uploads.append(Array("123".utf8), at: 0, to: begun[0])
        try uploads.finish(begun[1].id, UploadResult(.created))
        try uploads.clean(now: Date().addingTimeInterval(Uploads.life - 60))
        #expect(uploads.offset(of: begun[0].id) == 3)
        try uploads.clean(now: Date().addingTimeInterval(Uploads.life + 60))
        #expect(try uploads.find(begun[0].id, of: "account 7") == nil)
        #expect(!FileManager.default.fileExists(atPath: uploads.path(of: begun[0].id).string))
        #expect(try uploads.find(begun[1].id, of: "account 7") != nil)
        try uploads.clean(now: Date().addingTimeInterval(Uploads.resultLife + 60))
        #expect(try uploads.find(begun[1].id, of: "account 7") == nil)
    }
}
