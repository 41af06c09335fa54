// The internal interface between the parts of the confinement.
#ifndef CSANDBOX_INTERNAL_H
#define CSANDBOX_INTERNAL_H

#include "CSandbox.h"

enum { csandbox_longest_path = 1024 };

// A request from a confined process to its opener.
typedef struct {
    int32_t only_looks;    // whether this is a stat, not a read
    int32_t is_directory;  // whether it must be a folder
    char path[csandbox_longest_path];
} csandbox_wish;

// Whether `path` is absolute, contains no `..`, and is one of the readable paths or below one.
bool csandbox_is_readable(const char *path, const char *const *readable);
// Answers requests on the socket until the other side is gone; never returns.
_Noreturn void csandbox_serve_wishes(int socket, const char *const *readable);
// Asks the opener; returns a descriptor, or a negative errno. Safe in signal handlers.
int csandbox_wish_for(const char *path, bool only_looks, bool is_directory);

// The version of Landlock in the kernel; 0 if it has none.
int csandbox_landlock_version(void);
// Allows this process and its children to read below the readable paths and nothing else; 0 or an errno.
int csandbox_landlock(int version, const char *const *readable);

// Allows a list of system calls, the worker's or the opener's; 0 or an errno. From then on, calls with a path end in a
// handler that asks the opener (the worker's only).
int csandbox_filter_worker(void);
int csandbox_filter_opener(void);

#endif
