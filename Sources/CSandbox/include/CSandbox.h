// What Linux offers to read files that nobody trusts, and glibc has no functions for that Swift could call: opening a
// path without following links, passing an open file to another process, and confining a process.
//
// Confinement, in the order in which it is put on:
//   - no environment, no open files but those named below, the user `nobody` where the process was root's, no
//     capabilities, no new privileges, hard limits of resources;
//   - Landlock, where the kernel has it: no file may be opened but for reading below the given paths;
//   - seccomp: a list of the system calls that are allowed. Those that open or look at a path are not among them. They
//     end in a signal handler of this library, which asks a small process of its own, the opener, for the file. The
//     opener hands out what lies below the given paths and nothing else. So a library finds its fonts, also where the
//     kernel has no Landlock and where no namespace may be made.
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

// What a process is confined to.
typedef struct {
    uint64_t memory_bytes;        // of address space
    uint64_t cpu_seconds;         // for its whole life
    uint64_t file_bytes;          // that it may write into one file
    uint64_t descriptors;
    const char *const *readable;  // folders and files that may be opened for reading; ends with NULL
    bool omits_landlock;          // for tests of what is left on kernels without it
} csandbox_confinement;

// What is in force afterwards.
typedef struct {
    int32_t landlock;     // the version that the kernel has; 0 where it has none
    bool filters_calls;   // seccomp
    bool is_unprivileged; // neither root nor any capability
    bool has_own_user;    // was started as root and is `nobody` now
    bool has_limits;
} csandbox_protections;

// Confines this process for good. Everything from descriptor 4 on is closed. Fails
// while there are other threads.
// Returns 0, or an errno where not even the opener could be started; `step` then says what failed.
// What the kernel lacks is no error but missing in `protections`.
int csandbox_confine(const csandbox_confinement *confinement, csandbox_protections *protections, const char **step);

// Sends bytes and an open file (-1: none) through a socket; returns 0 or an errno. Waits while the socket is full.
int csandbox_send(int socket, const void *bytes, size_t count, int descriptor);

// Receives up to `count` bytes; 0 at the end, -1 with errno on error. A file that comes with them is put into
// `descriptor`, the caller's to close; what was there before is closed.
ssize_t csandbox_receive(int socket, void *bytes, size_t count, int *descriptor);

// Two connected stream sockets, closed on exec; returns 0 or an errno.
int csandbox_socket_pair(int sockets[2]);

// Opens `path`, relative to the folder `root`, for reading, without waiting and without following any symbolic link and
// without ever leaving the folder. `flags` may add O_DIRECTORY or O_PATH. Returns a descriptor, or -1 with errno: ELOOP
// or EXDEV where a link or `..` is in the way. Uses openat2, or goes step by step where the kernel has none.
int csandbox_open_beneath(int root, const char *path, int flags);
// The same step by step, whatever the kernel has.
int csandbox_open_beneath_stepwise(int root, const char *path, int flags);

// Tries what a confined process must not be able to do, and calls `tell` with the name of each attempt and the errno
// that it ended with, 0 where it was possible. `secrets` are paths that must not be readable; ends with NULL.
void csandbox_try_escapes(
    const char *const *secrets, void (*tell)(const char *attempt, int error, void *context), void *context);

#endif
