// The small process that opens fonts and encoding tables for a confined one.
#define _GNU_SOURCE
#include "Internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

bool csandbox_is_readable(const char *path, const char *const *readable) {
    if (path[0] != '/') return false;
    for (const char *part = path; (part = strstr(part, "/..")); part += 3) {
        if (part[3] == '/' || part[3] == 0) return false;
    }
    for (; *readable; readable++) {
        size_t length = strlen(*readable);
        if (strncmp(path, *readable, length) == 0 && (path[length] == '/' || path[length] == 0)) return true;
    }
    return false;
}

// A descriptor, or a negative errno.
static int opened(const csandbox_wish *wish, const char *const *readable) {
    if (!csandbox_is_readable(wish->path, readable)) return -EACCES;
    int flags = O_CLOEXEC | (wish->is_directory ? O_DIRECTORY : 0);
    flags |= wish->only_looks ? O_PATH : O_RDONLY | O_NONBLOCK | O_NOCTTY;
    int file = openat(AT_FDCWD, wish->path, flags);
    if (file < 0) return -errno;
    struct stat status;
    if (fstat(file, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return file;
    close(file);
    return -EACCES;
}

_Noreturn void csandbox_serve_wishes(int socket, const char *const *readable) {
    csandbox_wish wish;
    for (;;) {
        // There is no room for files sent with a request, so the kernel drops them.
        ssize_t received = recv(socket, &wish, sizeof wish, 0);
        if (received < 0 && errno == EINTR) continue;
        if (received != sizeof wish) _exit(0);
        wish.path[sizeof wish.path - 1] = 0;
        int file = opened(&wish, readable);
        int32_t error = file < 0 ? -file : 0;
        int failure = csandbox_send(socket, &error, sizeof error, file >= 0 ? file : -1);
        if (file >= 0) close(file);
        if (failure) _exit(0);
    }
}

int csandbox_wish_for(const char *path, bool only_looks, bool is_directory) {
    csandbox_wish wish = {.only_looks = only_looks, .is_directory = is_directory};
    size_t length = strnlen(path, sizeof wish.path);
    if (length == 0) return -ENOENT;
    if (length == sizeof wish.path) return -ENAMETOOLONG;
    memcpy(wish.path, path, length);
    struct iovec question = {.iov_base = &wish, .iov_len = sizeof wish};
    struct msghdr message = {.msg_iov = &question, .msg_iovlen = 1};
    ssize_t count;
    do count = sendmsg(csandbox_opener_descriptor, &message, MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    if (count < 0) return -EACCES;

    int32_t error = 0;
    int file = -1;
    union control control;
    struct iovec answer = {.iov_base = &error, .iov_len = sizeof error};
    message = (struct msghdr){
        .msg_iov = &answer,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    do count = recvmsg(csandbox_opener_descriptor, &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    if (count != sizeof error) return -EACCES;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(&file, CMSG_DATA(header), sizeof(int));
    if (error != 0) return -error;
    return file >= 0 ? file : -EACCES;
}
