// Confines the process, in the order of the parts in the header.
#define _GNU_SOURCE
#include "Internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { nobody = 65534 };

static void close_from(unsigned first) {
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
    struct rlimit limit = {.rlim_cur = 1024};
    getrlimit(RLIMIT_NOFILE, &limit);
    unsigned end = limit.rlim_cur < 65536 ? (unsigned)limit.rlim_cur : 65536;
    for (unsigned descriptor = first; descriptor < end; descriptor++) close((int)descriptor);
}

// Moves a descriptor to a given number.
static int moved(int descriptor, int wanted) {
    if (descriptor < 0 || descriptor == wanted) return descriptor;
    int result = dup3(descriptor, wanted, O_CLOEXEC);
    close(descriptor);
    return result;
}

// Landlock, capabilities and the ban on new privileges apply to one thread: another one would not be confined.
static bool has_other_threads(void) {
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) return false;
    int count = 0;
    for (struct dirent *task; (task = readdir(tasks));) count += task->d_name[0] != '.';
    closedir(tasks);
    return count > 1;
}

// Root becomes nobody; other users stay as they are.
static bool becomes_nobody(void) {
    if (geteuid() != 0) return false;
    return setgroups(0, NULL) == 0 && setresgid(nobody, nobody, nobody) == 0 && setresuid(nobody, nobody, nobody) == 0;
}

static bool drops_capabilities(void) {
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}};
    return syscall(SYS_capset, &header, none) == 0 && geteuid() != 0;
}

static bool limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) return false;
    if (hard > now.rlim_max) hard = now.rlim_max;
    if (soft > hard) soft = hard;
    return setrlimit(resource, &(struct rlimit){.rlim_cur = soft, .rlim_max = hard}) == 0;
}

static bool set_limits(const csandbox_confinement *wanted) {
    bool all = limit(RLIMIT_AS, wanted->memory_bytes, wanted->memory_bytes);
    // The soft limit ends in SIGXCPU, which shows the reason; the hard one in SIGKILL, which cannot be ignored.
    all &= limit(RLIMIT_CPU, wanted->cpu_seconds, wanted->cpu_seconds + 1);
    all &= limit(RLIMIT_FSIZE, wanted->file_bytes, wanted->file_bytes);
    all &= limit(RLIMIT_NOFILE, wanted->descriptors, wanted->descriptors);
    return all & limit(RLIMIT_CORE, 0, 0);
}

int csandbox_confine(const csandbox_confinement *wanted, csandbox_protections *protections, const char **step) {
    *protections = (csandbox_protections){0};
    close_from(csandbox_opener_descriptor);
    umask(077);
    *step = "there are other threads";
    if (has_other_threads()) return EBUSY;
    *step = "changing to the root folder";
    if (chdir("/") != 0) return errno;
    signal(SIGXFSZ, SIG_IGN);

    // These two numbers are occupied first, so that nothing else gets them.
    int sockets[2];
    *step = "making a socket to the opener of fonts";
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) return errno;
    int opener = fcntl(sockets[1], F_DUPFD_CLOEXEC, 16);
    close(sockets[1]);
    if (opener < 0 || moved(sockets[0], csandbox_opener_descriptor) < 0) return errno;
    *step = "opening /proc/self/statm";
    if (moved(open("/proc/self/statm", O_RDONLY | O_CLOEXEC), csandbox_memory_descriptor) < 0) return errno;

    *step = "forbidding new privileges";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    protections->has_own_user = becomes_nobody();
    protections->is_unprivileged = drops_capabilities();
    // Other processes of the same user may not inspect this one. After the change of user, which resets this.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    protections->has_limits = set_limits(wanted);
    int version = wanted->omits_landlock ? 0 : csandbox_landlock_version();
    if (version > 0 && csandbox_landlock(version, wanted->readable) == 0) protections->landlock = version;

    *step = "starting the opener of fonts";
    pid_t child = fork();
    if (child < 0) return errno;
    if (child == 0) {
        close(csandbox_opener_descriptor);
        if (dup3(opener, 0, 0) < 0) _exit(1);
        close_from(1);
        csandbox_filter_opener();
        csandbox_serve_wishes(0, wanted->readable);
    }
    close(opener);
    limit(RLIMIT_NPROC, 0, 0);
    protections->filters_calls = csandbox_filter_worker() == 0;
    return 0;
}
