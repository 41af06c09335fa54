import CZstd

/// Stored bytes cannot be read back.
package struct CompressionError: Error, CustomStringConvertible {
    package let description: String
}

/// Zstandard, for the texts that the catalogue and the index keep. One thread at a time.
package final class Compression {
    private let compressor: OpaquePointer
    private let decompressor: OpaquePointer
    private var buffer: [UInt8] = []

    /// The level: 3 is zstd's own default; on extracted text it is still faster than anything around it.
    private static let level: Int32 = 3

    /// Nothing that was stored is larger than this; a larger size in a frame's header means that it is broken.
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

    /// One zstd frame that holds `bytes`.
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

    /// What a frame holds; throws ``CompressionError`` when it is damaged.
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

    /// How many bytes a frame holds, as its header says; throws ``CompressionError`` where it is none.
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

/// Bytes that lie in one piece: arrays and their slices.
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
