// Linux features for reading untrusted files that Swift cannot use through glibc: opening a path without following
// links, passing an open file to another process, and confining a process.
//
// The parts of the confinement, in order:
//   - no environment, no open files except those below, the user `nobody` if the process was root's, no capabilities,
//     no new privileges, hard resource limits;
//   - Landlock, if the kernel has it: files can only be opened for reading, and only below the given paths;
//   - seccomp: a list of the allowed system calls. Calls that open or examine a path are not allowed. They end in a
//     signal handler of this library, which asks a small separate process, the opener, for the file. The opener opens
//     only files below the given paths. So libraries find their fonts even if the kernel has no Landlock and namespaces
//     cannot be created.
#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The only descriptors that a confined process has.
#define csandbox_requests_descriptor 0  // a socket: requests, each with an open file
#define csandbox_chatter_descriptor 2   // what libraries print; 1 is the same
#define csandbox_frames_descriptor 3    // a pipe: the answers
#define csandbox_opener_descriptor 4    // a socket to the opener
#define csandbox_memory_descriptor 5    // /proc/self/statm

// The limits of a confined process.
typedef struct {
    uint64_t memory_bytes;        // size of the address space
    uint64_t cpu_seconds;         // for its whole life
    uint64_t file_bytes;          // maximum size of a file that it writes
    uint64_t descriptors;
    const char *const *readable;  // folders and files that may be opened for reading; ends with NULL
    bool omits_landlock;          // for tests of the other parts
} csandbox_confinement;

// The protections in force afterwards.
typedef struct {
    int32_t landlock;     // the kernel's version; 0 if it has none
    bool filters_calls;   // seccomp
    bool is_unprivileged; // neither root nor any capability
    bool has_own_user;    // was started as root and is `nobody` now
    bool has_limits;
} csandbox_protections;

// Confines this process permanently. All descriptors from 4 on are closed. Fails if there are other threads.
// Returns 0, or an errno if not even the opener could be started; `step` then says what failed.
// A feature missing in the kernel is not an error, but not set in `protections`.
int csandbox_confine(const csandbox_confinement *confinement, csandbox_protections *protections, const char **step);

// Sends bytes and an open file (-1: none) through a socket; returns 0 or an errno. Blocks while the socket is full.
int csandbox_send(int socket, const void *bytes, size_t count, int descriptor);

// Receives up to `count` bytes; 0 at the end, -1 with errno on error. A file sent with them is stored in `descriptor`
// and closed by the caller; a previous descriptor there is closed.
ssize_t csandbox_receive(int socket, void *bytes, size_t count, int *descriptor);

// Two connected stream sockets, closed on exec; returns 0 or an errno.
int csandbox_socket_pair(int sockets[2]);

// Opens `path`, relative to the folder `root`, for reading, without blocking, without following symbolic links and
// without leaving the folder. `flags` may add O_DIRECTORY or O_PATH. Returns a descriptor, or -1 with errno: ELOOP or
// EXDEV if there is a link or `..` on the way. Uses openat2, or goes step by step if the kernel does not have it.
int csandbox_open_beneath(int root, const char *path, int flags);
// The same, always step by step.
int csandbox_open_beneath_stepwise(int root, const char *path, int flags);

// Tries what a confined process must not be able to do, and calls `tell` with the name of each attempt and its errno, 0
// if it was possible. `secrets` are paths that must not be readable; ends with NULL.
void csandbox_try_escapes(
    const char *const *secrets, void (*tell)(const char *attempt, int error, void *context), void *context);

#endif
