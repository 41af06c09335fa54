// Landlock restricts which files can be opened. Linux 5.13 and later, unless it was built or started without it.
#define _GNU_SOURCE
#include "Internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Rights and scopes of later versions than the headers of this system may have. The kernel accepts only those of its own
// version.
static const uint64_t file_rights[] = {
    [1] = (1ULL << 13) - 1,
    [2] = (1ULL << 14) - 1,  // moving files between folders
    [3] = (1ULL << 15) - 1,  // truncating
    [4] = (1ULL << 15) - 1,
    [5] = (1ULL << 16) - 1,  // ioctl on devices
};

struct ruleset {
    uint64_t file_rights;
    uint64_t network_rights;  // from version 4: bind and connect of TCP
    uint64_t scopes;          // from version 6: abstract sockets, signals
};

int csandbox_landlock_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

int csandbox_landlock(int version, const char *const *readable) {
    struct ruleset ruleset = {
        .file_rights = file_rights[version < 5 ? version : 5],
        .network_rights = version >= 4 ? 3 : 0,
        .scopes = version >= 6 ? 3 : 0,
    };
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
    if (rules < 0) return errno;
    for (; *readable; readable++) {
        int place = open(*readable, O_PATH | O_CLOEXEC);
        if (place < 0) continue;  // not on this system
        struct stat status;
        uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE;
        if (fstat(place, &status) == 0 && S_ISDIR(status.st_mode)) reading |= LANDLOCK_ACCESS_FS_READ_DIR;
        struct landlock_path_beneath_attr rule = {.allowed_access = reading, .parent_fd = place};
        syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        close(place);
    }
    int error = syscall(SYS_landlock_restrict_self, rules, 0) == 0 ? 0 : errno;
    close(rules);
    return error;
}
