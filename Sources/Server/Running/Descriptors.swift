import Glibc

/// The number of files and connections that the process may have open.
enum Descriptors {
    /// More than any service needs; some systems set the hard limit to a billion, and a table of that size uses memory.
    private static let most: rlim_t = 1 << 20

    /// Raises the soft limit as far as the system allows; returns the new limit.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        let old = limit
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, most))
        return Int(clamping: setrlimit(resource, &limit) == 0 ? limit.rlim_cur : old.rlim_cur)
    }
}
