// What the parts of the confinement know of each other.
#ifndef CSANDBOX_INTERNAL_H
#define CSANDBOX_INTERNAL_H

#include "CSandbox.h"

enum { csandbox_longest_path = 1024 };

// What a confined process asks its opener for.
typedef struct {
    int32_t only_looks;    // whether the file is only looked at (stat), not read
    int32_t is_directory;  // whether it must be a folder
    char path[csandbox_longest_path];
} csandbox_wish;

// Whether `path` is absolute, has no `..` in it, and is one of the readable paths or below one.
bool csandbox_is_readable(const char *path, const char *const *readable);
// Answers wishes on the socket until the other side is gone; never returns.
_Noreturn void csandbox_serve_wishes(int socket, const char *const *readable);
// Asks the opener; a descriptor, or an errno below zero. Safe in signal handlers.
int csandbox_wish_for(const char *path, bool only_looks, bool is_directory);

// The version of Landlock that the kernel has; 0 where it has none.
int csandbox_landlock_version(void);
// Allows this process and its children to read below the readable paths and nothing else; 0 or an errno.
int csandbox_landlock(int version, const char *const *readable);

// Allows a list of system calls, the worker's or the opener's; 0 or an errno. From then on calls that name a path end
// in a handler that asks the opener (the worker's only).
int csandbox_filter_worker(void);
int csandbox_filter_opener(void);

#endif
