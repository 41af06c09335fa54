// What a confined process must not be able to do; tried by tests and on request.
#define _GNU_SOURCE
#include "Internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

typedef void (*teller)(const char *attempt, int error, void *context);

struct report {
    teller tell;
    void *context;
};

static void note(struct report *report, const char *attempt, long result) {
    report->tell(attempt, result < 0 ? errno : 0, report->context);
}

static void try_files(struct report *report, const char *const *secrets) {
    char attempt[csandbox_longest_path + 32];
    for (; *secrets; secrets++) {
        snprintf(attempt, sizeof attempt, "read %s", *secrets);
        note(report, attempt, open(*secrets, O_RDONLY));
        snprintf(attempt, sizeof attempt, "look at %s", *secrets);
        struct stat status;
        note(report, attempt, stat(*secrets, &status));
        snprintf(attempt, sizeof attempt, "read %s through ..", *secrets);
        char path[csandbox_longest_path];
        snprintf(path, sizeof path, "/usr/share/fonts/../../..%s", *secrets);
        note(report, attempt, open(path, O_RDONLY));
        snprintf(attempt, sizeof attempt, "openat2 %s", *secrets);
        struct open_how how = {.flags = O_RDONLY};
        note(report, attempt, syscall(SYS_openat2, AT_FDCWD, *secrets, &how, sizeof how));
        snprintf(attempt, sizeof attempt, "name_to_handle_at %s", *secrets);
        union {
            struct file_handle handle;
            char room[sizeof(struct file_handle) + 128];
        } handle = {.handle.handle_bytes = 128};
        int mount = 0;
        note(report, attempt, name_to_handle_at(AT_FDCWD, *secrets, &handle.handle, &mount, 0));
    }
    const char *path = "/tmp/vetsearch-escape";
    note(report, "create a file", open(path, O_WRONLY | O_CREAT, 0600));
    note(report, "write into a font", open("/usr/share/fonts/vetsearch-escape", O_WRONLY | O_CREAT, 0600));
    note(report, "make a file in memory", (int)syscall(SYS_memfd_create, "escape", 0));
    note(report, "make a folder", mkdir(path, 0700));
    note(report, "remove a file", unlink(path));
    note(report, "rename a file", rename(path, "/tmp/vetsearch-escape-2"));
    note(report, "link a file", link("/etc/hostname", path));
    note(report, "make a symbolic link", symlink("/etc/hostname", path));
    note(report, "truncate a file", truncate(path, 0));
    note(report, "change a file's mode", chmod(path, 0777));
    note(report, "change a file's owner", chown(path, 0, 0));
    note(report, "read a link", readlink("/proc/self/exe", (char[64]){0}, 64));
    note(report, "change the folder", chdir("/tmp"));
    note(report, "change the root", chroot("/tmp"));
    note(report, "mount", mount("none", "/tmp", "tmpfs", 0, NULL));
}

static void try_network(struct report *report) {
    note(report, "make an internet socket", socket(AF_INET, SOCK_STREAM, 0));
    note(report, "make a UNIX socket", socket(AF_UNIX, SOCK_STREAM, 0));
    note(report, "make a netlink socket", socket(AF_NETLINK, SOCK_RAW, 0));
    note(report, "make a pair of sockets", socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){0}));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
    note(report, "connect", connect(csandbox_requests_descriptor, (struct sockaddr *)&address, sizeof address));
    struct msghdr message = {0};
    note(report, "send on the request socket", sendmsg(csandbox_requests_descriptor, &message, MSG_DONTWAIT));
}

static void try_processes(struct report *report) {
    char *const arguments[] = {"/bin/true", NULL};
    note(report, "execve", execve("/bin/true", arguments, (char *const[]){NULL}));
    note(report, "execveat", (int)syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, NULL, 0));
    long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    note(report, "fork", child);
    child = syscall(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | 0UL, 0, 0, 0, 0);
    if (child == 0) syscall(SYS_exit, 0);
    note(report, "start a thread", child);
    note(report, "ptrace the parent", ptrace(PTRACE_SEIZE, getppid(), NULL, NULL));
    note(report, "be traced", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    char byte = 0;
    struct iovec here = {&byte, 1}, there = {(void *)report, 1};
    note(report, "read the parent's memory", process_vm_readv(getppid(), &here, 1, &there, 1, 0));
    note(report, "write the parent's memory", process_vm_writev(getppid(), &here, 1, &there, 1, 0));
    note(report, "signal the parent", kill(getppid(), 0));
    note(report, "signal everybody", kill(-1, 0));
    note(report, "signal a thread of the parent", (int)syscall(SYS_tgkill, getppid(), getppid(), 0));
    note(report, "queue a signal", sigqueue(getppid(), 0, (union sigval){0}));
    note(report, "let a file send signals", fcntl(csandbox_requests_descriptor, F_SETOWN, getppid()));
    note(report, "open a process", (int)syscall(SYS_pidfd_open, getppid(), 0));
    note(report, "become root", setuid(0));
    note(report, "become another group", setgid(0));
    note(report, "make a namespace", unshare(CLONE_NEWUSER));
    note(report, "become dumpable", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static void try_limits(struct report *report) {
    const int resources[] = {RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_CORE};
    const char *const names[] = {"memory", "CPU time", "file size", "descriptors", "processes", "core"};
    char attempt[64];
    for (size_t index = 0; index < sizeof resources / sizeof *resources; index++) {
        struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
        snprintf(attempt, sizeof attempt, "raise the limit of %s", names[index]);
        note(report, attempt, setrlimit(resources[index], &limit));
        // Up to the hard limit, which the system would allow any process.
        getrlimit(resources[index], &limit);
        limit.rlim_cur = limit.rlim_max;
        snprintf(attempt, sizeof attempt, "raise the soft limit of %s", names[index]);
        note(report, attempt, setrlimit(resources[index], &limit));
    }
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    note(report, "raise the parent's limit", prlimit(getppid(), RLIMIT_AS, &limit, NULL));
    note(report, "lower its niceness", setpriority(PRIO_PROCESS, 0, -5));
}

static void try_kernel(struct report *report) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    report->tell("make memory that can be executed", page == MAP_FAILED ? errno : 0, report->context);
    static char code[8192];
    void *aligned = (void *)(((uintptr_t)code + 4095) & ~(uintptr_t)4095);
    note(report, "make data executable", mprotect(aligned, 4096, PROT_READ | PROT_EXEC));
    union bpf_attr attributes = {.map_type = BPF_MAP_TYPE_ARRAY};
    note(report, "bpf", (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes));
    note(report, "io_uring", (int)syscall(SYS_io_uring_setup, 1, &(char[256]){0}));
    note(report, "keyctl", (int)syscall(SYS_keyctl, 0, -3, 0, 0, 0));
    note(report, "userfaultfd", (int)syscall(SYS_userfaultfd, 0));
    note(report, "perf_event_open", (int)syscall(SYS_perf_event_open, &(char[128]){0}, 0, -1, -1, 0));
}

void csandbox_try_escapes(const char *const *secrets, teller tell, void *context) {
    struct report report = {tell, context};
    try_files(&report, secrets);
    try_network(&report);
    try_processes(&report);
    try_limits(&report);
    try_kernel(&report);
}
