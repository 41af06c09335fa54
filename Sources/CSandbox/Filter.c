// seccomp: the system calls that a confined process may make.
#define _GNU_SOURCE
#include "Internal.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

// Memory, time, reading and writing open files, and ending. Nothing here names a file, a process or an address.
static const char *const harmless[] = {
    "read", "readv", "pread64", "preadv", "write", "writev", "lseek", "close", "fstat", "getdents64", "dup",
    "fadvise64", "munmap", "mremap", "madvise", "brk", "futex", "sched_yield", "sched_getaffinity", "getcpu",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
    "clock_gettime", "clock_getres", "gettimeofday", "time", "nanosleep", "clock_nanosleep", "getrusage", "times",
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrandom", "uname", "sysinfo",
    "exit", "exit_group", NULL,
};

// Calls with a path, which the handler below answers.
static const char *const with_path[] = {
    "open", "openat", "stat", "lstat", "newfstatat", "access", "faccessat", "readlink", "readlinkat", NULL,
};

// glibc falls back to older calls if these are unknown.
static const char *const unknown[] = {"openat2", "statx", "faccessat2", "clone3", "rseq", NULL};

// MARK: The handler of calls with a path

static int opened(int folder, const char *path, int flags) {
    if (flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)) return -EACCES;
    if (path[0] != '/' && folder != AT_FDCWD) return -EACCES;
    return csandbox_wish_for(path, (flags & O_PATH) != 0, (flags & O_DIRECTORY) != 0);
}

static int status(int folder, const char *path, struct stat *result, int flags) {
    // The kernel's layout: glibc passes its own pointer on.
    if (path[0] == 0 && (flags & AT_EMPTY_PATH)) return syscall(SYS_fstat, folder, result) == 0 ? 0 : -errno;
    if (path[0] != '/' && folder != AT_FDCWD) return -EACCES;
    int file = csandbox_wish_for(path, true, false);
    if (file < 0) return file;
    int error = syscall(SYS_fstat, file, result) == 0 ? 0 : -errno;
    syscall(SYS_close, file);
    return error;
}

static int access_to(int folder, const char *path, int mode) {
    if (mode & (W_OK | X_OK) || (path[0] != '/' && folder != AT_FDCWD)) return -EACCES;
    int file = csandbox_wish_for(path, mode == F_OK, false);
    if (file < 0) return file;
    syscall(SYS_close, file);
    return 0;
}

static long answer(int call, const unsigned long *arguments) {
    const char *first = (const char *)arguments[0], *second = (const char *)arguments[1];
    switch (call) {
#ifdef SYS_open
    case SYS_open: return opened(AT_FDCWD, first, (int)arguments[1]);
    case SYS_stat:
    case SYS_lstat: return status(AT_FDCWD, first, (struct stat *)arguments[1], 0);
    case SYS_access: return access_to(AT_FDCWD, first, (int)arguments[1]);
#endif
    case SYS_openat: return opened((int)arguments[0], second, (int)arguments[2]);
    case SYS_newfstatat:
        return status((int)arguments[0], second, (struct stat *)arguments[2], (int)arguments[3]);
    case SYS_faccessat: return access_to((int)arguments[0], second, (int)arguments[2]);
    default: return -EACCES;
    }
}

static void handle(int signal, siginfo_t *info, void *context) {
    (void)signal;
    int before = errno;
    mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
    greg_t *registers = machine->gregs;
    unsigned long arguments[] = {
        (unsigned long)registers[REG_RDI], (unsigned long)registers[REG_RSI], (unsigned long)registers[REG_RDX],
        (unsigned long)registers[REG_R10],
    };
    registers[REG_RAX] = answer(info->si_syscall, arguments);
#elif defined(__aarch64__)
    unsigned long arguments[] = {
        machine->regs[0], machine->regs[1], machine->regs[2], machine->regs[3],
    };
    machine->regs[0] = (unsigned long)answer(info->si_syscall, arguments);
#else
#error "tell where this processor has the arguments of a system call"
#endif
    errno = before;
}

// MARK: The lists

// Remembers the first error, so that a list can be written without a check in each line.
struct list {
    scmp_filter_ctx rules;
    int error;
};

static void add(struct list *list, uint32_t action, const char *name, unsigned count, const struct scmp_arg_cmp *when) {
    int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR || list->error != 0) return;
    // Calls that this processor does not have cannot be made.
    int error = call < 0 ? 0 : seccomp_rule_add_array(list->rules, action, call, count, when);
    if (error != 0) list->error = error;
}

static void add_all(struct list *list, uint32_t action, const char *const *names) {
    for (; *names; names++) add(list, action, *names, 0, NULL);
}

static void allow_where(struct list *list, const char *name, unsigned argument, enum scmp_compare how, uint64_t value) {
    struct scmp_arg_cmp when = {.arg = argument, .op = how, .datum_a = value};
    add(list, SCMP_ACT_ALLOW, name, 1, &when);
}

static void allow_without_bits(struct list *list, const char *name, unsigned argument, uint64_t bits) {
    struct scmp_arg_cmp when = {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = bits, .datum_b = 0};
    add(list, SCMP_ACT_ALLOW, name, 1, &when);
}

static int load(struct list *list) {
    if (list->error == 0) list->error = seccomp_attr_set(list->rules, SCMP_FLTATR_CTL_TSYNC, 1);
    if (list->error == 0) list->error = seccomp_load(list->rules);
    seccomp_release(list->rules);
    return -list->error;
}

int csandbox_filter_worker(void) {
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};
    if (sigaction(SIGSYS, &action, NULL) != 0) return errno;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGSYS);
    sigprocmask(SIG_UNBLOCK, &set, NULL);

    struct list list = {.rules = seccomp_init(SCMP_ACT_ERRNO(EPERM))};
    if (!list.rules) return ENOMEM;
    add_all(&list, SCMP_ACT_ALLOW, harmless);
    add_all(&list, SCMP_ACT_TRAP, with_path);
    add_all(&list, SCMP_ACT_ERRNO(ENOSYS), unknown);
    // No new code.
    allow_without_bits(&list, "mmap", 2, PROT_EXEC);
    allow_without_bits(&list, "mprotect", 2, PROT_EXEC);
    // abort ends the process itself; other processes must not be affected.
    allow_where(&list, "tgkill", 0, SCMP_CMP_EQ, (uint64_t)getpid());
    // Reading its own limits.
    const struct scmp_arg_cmp looking[] = {
        {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = 0}, {.arg = 2, .op = SCMP_CMP_EQ, .datum_a = 0},
    };
    add(&list, SCMP_ACT_ALLOW, "prlimit64", 2, looking);
    add(&list, SCMP_ACT_ALLOW, "getrlimit", 0, NULL);
    // Receiving requests with their files, and asking the opener.
    allow_where(&list, "recvmsg", 0, SCMP_CMP_EQ, csandbox_requests_descriptor);
    allow_where(&list, "recvmsg", 0, SCMP_CMP_EQ, csandbox_opener_descriptor);
    allow_where(&list, "sendmsg", 0, SCMP_CMP_EQ, csandbox_opener_descriptor);
    // Only the read-only and copying commands of fcntl, which can also let a file's events send signals.
    const uint64_t commands[] = {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC};
    for (size_t index = 0; index < sizeof commands / sizeof *commands; index++) {
        allow_where(&list, "fcntl", 1, SCMP_CMP_EQ, commands[index]);
    }
    return load(&list);
}

int csandbox_filter_opener(void) {
    static const char *const calls[] = {
        "recvfrom", "recvmsg", "sendmsg", "openat", "close", "fstat", "newfstatat", "exit_group", "rt_sigreturn",
        "restart_syscall", NULL,
    };
    struct list list = {.rules = seccomp_init(SCMP_ACT_KILL_PROCESS)};
    if (!list.rules) return ENOMEM;
    add_all(&list, SCMP_ACT_ALLOW, calls);
    return load(&list);
}
