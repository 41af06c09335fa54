// Opening a path beneath a folder without following links.
#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// openat2 rejects O_PATH together with flags that have no meaning for it.
static int whole(int flags) { return O_CLOEXEC | flags | (flags & O_PATH ? 0 : O_RDONLY | O_NONBLOCK | O_NOCTTY); }

int csandbox_open_beneath_stepwise(int root, const char *path, int flags) {
    char name[256];
    int folder = root;
    while (*path == '/') path++;
    for (;;) {
        size_t length = strcspn(path, "/");
        const char *next = path + length;
        while (*next == '/') next++;
        int error = 0, opened = -1;
        if (length == 0) {
            // The folder itself.
            opened = openat(folder, ".", whole(flags));
        } else if (length >= sizeof name) {
            error = ENAMETOOLONG;
        } else if (length == 2 && path[0] == '.' && path[1] == '.') {
            error = EXDEV;
        } else {
            memcpy(name, path, length);
            name[length] = 0;
            int more = *next ? O_PATH | O_DIRECTORY : flags;
            opened = openat(folder, name, whole(more) | O_NOFOLLOW);
            // A link in place of a folder.
            if (opened < 0 && *next && errno == ENOTDIR) {
                int link = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
                char target[2];
                error = link >= 0 && readlinkat(link, "", target, sizeof target) >= 0 ? ELOOP : ENOTDIR;
                if (link >= 0) close(link);
            }
        }
        if (opened < 0 && error == 0) error = errno;
        if (folder != root) close(folder);
        if (error != 0) {
            errno = error;
            return -1;
        }
        if (!*next) return opened;
        folder = opened;
        path = next;
    }
}

int csandbox_open_beneath(int root, const char *path, int flags) {
    static atomic_bool is_missing = false;
    if (!atomic_load(&is_missing)) {
        struct open_how how = {
            .flags = (uint64_t)whole(flags),
            .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
        };
        while (*path == '/') path++;
        // EAGAIN: something was renamed meanwhile, and the kernel cannot be certain.
        for (int attempt = 0; attempt < 16; attempt++) {
            long opened = syscall(SYS_openat2, root, *path ? path : ".", &how, sizeof how);
            if (opened >= 0 || (errno != EAGAIN && errno != ENOSYS && errno != EPERM)) return (int)opened;
            // EPERM: container filters that do not know the call; in other cases the steps fail in the same way.
            if (errno == ENOSYS) atomic_store(&is_missing, true);
            if (errno != EAGAIN) break;
        }
    }
    return csandbox_open_beneath_stepwise(root, path, flags);
}
