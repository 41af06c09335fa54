import CZstd

/// Stored bytes cannot be decompressed.
package struct CompressionError: Error, CustomStringConvertible {
    package let description: String
}

/// Zstandard compression of the texts in the catalogue and the index. For use by one thread at a time.
package final class Compression {
    private let compressor: OpaquePointer
    private let decompressor: OpaquePointer
    private var buffer: [UInt8] = []

    /// The level. 3 is zstd's default; on extracted text it is still faster than the work around it.
    private static let level: Int32 = 3

    /// The maximum size, in bytes. Nothing that is stored is larger; a larger size in a frame's header means that it is
    /// damaged.
    private static let largest = 1 << 30

    package init() throws {
        guard let compressor = ZSTD_createCCtx(), let decompressor = ZSTD_createDCtx() else {
            throw CompressionError(description: "no memory for zstd")
        }
        self.compressor = compressor
        self.decompressor = decompressor
    }

    deinit {
        ZSTD_freeCCtx(compressor)
        ZSTD_freeDCtx(decompressor)
    }

    /// `bytes` as one zstd frame.
    package func compress(_ bytes: some ContiguousBytesBuffer) throws -> ArraySlice<UInt8> {
        try bytes.withBytes { source in
            let bound = ZSTD_compressBound(source.count)
            if buffer.count < bound { buffer = [UInt8](repeating: 0, count: bound) }
            let size = ZSTD_compressCCtx(
                compressor,
                &buffer,
                buffer.count,
                source.baseAddress,
                source.count,
                Self.level
            )
            guard ZSTD_isError(size) == 0 else { throw Self.error(size) }
            return buffer[0..<size]
        }
    }

    /// The content of a frame; throws ``CompressionError`` if it is damaged.
    package func decompress(_ bytes: some ContiguousBytesBuffer) throws -> [UInt8] {
        try bytes.withBytes { source in
            let size = ZSTD_getFrameContentSize(source.baseAddress, source.count)
            guard size < UInt64(Self.largest) else { throw CompressionError(description: "not a zstd frame") }
            return try [UInt8](unsafeUninitializedCapacity: Int(size)) { target, count in
                let written = ZSTD_decompressDCtx(
                    decompressor,
                    target.baseAddress,
                    target.count,
                    source.baseAddress,
                    source.count
                )
                guard ZSTD_isError(written) == 0 else { throw Self.error(written) }
                count = written
            }
        }
    }

    /// The size of a frame's content in bytes, from its header; throws ``CompressionError`` if it is not a frame.
    package static func size(of bytes: some ContiguousBytesBuffer) throws -> Int {
        try bytes.withBytes { source in
            let size = ZSTD_getFrameContentSize(source.baseAddress, source.count)
            guard size < UInt64(largest) else { throw CompressionError(description: "not a zstd frame") }
            return Int(size)
        }
    }

    private static func error(_ code: Int) -> CompressionError {
        CompressionError(description: "zstd: \(String(cString: ZSTD_getErrorName(code)))")
    }
}

/// Contiguous bytes: arrays and their slices.
package protocol ContiguousBytesBuffer {
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result
}

extension Array: ContiguousBytesBuffer where Element == UInt8 {
    package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try withUnsafeBufferPointer(body)
    }
}

extension ArraySlice: ContiguousBytesBuffer where Element == UInt8 {
    package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try withUnsafeBufferPointer(body)
    }
}
