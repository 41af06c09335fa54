import CSandbox
import DocumentModel
import Foundation
import Subprocess
import SystemPackage

/// The protections against a file that takes control of a worker.
package struct WorkerProtections: Codable, Sendable, Equatable {
    /// Whether system calls are filtered: no sockets, no programs, no other processes, no files except fonts and the
    /// like.
    package var filtersSystemCalls: Bool
    /// The version of Landlock, which restricts file access; 0 if the kernel has none.
    package var landlockVersion: Int
    /// Whether workers have no root privileges and no capabilities.
    package var isUnprivileged: Bool
    /// Whether workers run as the user `nobody`, because this program runs as root.
    package var hasOwnUser: Bool
    /// Whether the kernel limits memory, CPU time, open files and written bytes.
    package var hasLimits: Bool

    /// The missing protections, one line each; empty if all are in force.
    package var lacks: [String] {
        var lacks: [String] = []
        if !filtersSystemCalls {
            lacks.append("a system call filter, which this kernel does not support (CONFIG_SECCOMP_FILTER)")
        }
        if landlockVersion == 0 {
            lacks.append(
                "Landlock, which this kernel does not support (it needs Linux 5.13 or later, started with lsm=landlock)"
            )
        }
        if !isUnprivileged {
            lacks.append("a separate user: workers run as root, because the user cannot be changed here")
        }
        if !hasLimits { lacks.append("resource limits: not all of them could be set") }
        return lacks
    }

    init(_ protections: csandbox_protections) {
        filtersSystemCalls = protections.filters_calls
        landlockVersion = Int(protections.landlock)
        isUnprivileged = protections.is_unprivileged
        hasOwnUser = protections.has_own_user
        hasLimits = protections.has_limits
    }

    /// Asks a worker that is started for this purpose.
    /// - Throws: ``ExtractionFailure/extractorBroken(_:)`` if no worker can be started.
    package static func ofWorkers() async throws(ExtractionFailure) -> WorkerProtections {
        do {
            let result = try await Subprocess.run(
                .path("/proc/self/exe"),
                arguments: ["extract-worker", "--protections"],
                environment: WorkerProcess.environment(ExtractionLimits()),
                input: .none,
                output: .bytes(limit: 1 << 16),
                error: .string(limit: 1 << 16)
            )
            guard case .exited(0) = result.terminationStatus else {
                throw ExtractionFailure.extractorBroken(result.standardError)
            }
            return try JSONDecoder().decode(Self.self, from: Data(result.standardOutput))
        } catch let failure as ExtractionFailure {
            throw failure
        } catch {
            throw .extractorBroken("the extraction worker cannot be reached: \(error)")
        }
    }
}

/// The confinement of this process, see `CSandbox.h`.
enum WorkerConfinement {
    /// The maximum number of bytes that a worker may write to files, which is only its standard error.
    private static let mostWritten: UInt64 = 1 << 20
    /// The maximum number of open files: the request's file, a few fonts, and the worker's own five descriptors.
    private static let mostDescriptors: UInt64 = 64
    /// What libraries need to draw a page and to read texts in old encodings. Missing paths are skipped.
    private static let readable = [
        "/etc/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig",
        "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texmf/fonts", "/usr/share/X11/fonts",
        "/usr/share/poppler",  // Chinese, Japanese and Korean encodings of PDFs
        "/usr/share/color/icc",
    ]

    /// Confines this process permanently; from here on it has only the descriptors in `CSandbox.h`.
    /// - Parameter omitsLandlock: for tests of the other protections.
    /// - Throws: ``ExtractionFailure/extractorBroken(_:)`` if it cannot work at all.
    static func begin(
        memoryBytes: Int,
        cpuSeconds: Int,
        omitsLandlock: Bool = false
    ) throws(ExtractionFailure) -> WorkerProtections {
        // Everything that libraries print goes to standard error; the frames have a descriptor of their own.
        guard dup2(STDOUT_FILENO, csandbox_frames_descriptor) >= 0,
            dup2(csandbox_chatter_descriptor, STDOUT_FILENO) >= 0
        else {
            throw .extractorBroken(
                "the extraction worker cannot set up its file descriptors: \(Errno(rawValue: errno))"
            )
        }
        var protections = csandbox_protections()
        var step: UnsafePointer<CChar>?
        let paths = readable.map { strdup($0) }
        defer { for path in paths { free(path) } }
        let error = (paths.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { paths in
            var confinement = csandbox_confinement(
                memory_bytes: UInt64(memoryBytes),
                cpu_seconds: UInt64(cpuSeconds),
                file_bytes: mostWritten,
                descriptors: mostDescriptors,
                readable: paths.baseAddress,
                omits_landlock: omitsLandlock
            )
            return csandbox_confine(&confinement, &protections, &step)
        }
        guard error == 0 else {
            let what = step.map { String(cString: $0) } ?? "?"
            throw .extractorBroken("the extraction worker cannot be confined: \(what): \(Errno(rawValue: error))")
        }
        return WorkerProtections(protections)
    }
}
