"""Runs a command and measures the CPU time of it and all its descendants, the wall time, and the memory."""

import ctypes
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """From now on, processes whose parent has ended become children of this one, so that their cost is counted, too."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


@dataclass
class Cost:
    cpu: float  # seconds, user and system
    wall: float  # seconds
    largest: float  # MiB, of the largest single process
    together: float  # MiB, of all processes at one moment, pages that they share counted once for each
    others: float  # CPU seconds that the rest of the machine used meanwhile
    status: int  # exit status of the command itself


def descendants(root):
    """The current ids of a process and its descendants, from /proc."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as stat:
                parent = int(stat.read().rpartition(b")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(name))
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, [])
    return found


def resident(process):
    """The memory of a process in MiB; 0 if it has ended."""
    try:
        with open(f"/proc/{process}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    except OSError:
        return 0


def busy():
    """The CPU seconds of all processors since the machine started."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, interrupt, soft, *_ = map(int, stat.readline().split()[1:])
    return (user + nice + system + interrupt + soft) / os.sysconf("SC_CLK_TCK")


class Sampler(threading.Thread):
    """Measures the total memory of a process and its descendants five times a second."""

    def __init__(self, root):
        super().__init__(daemon=True)
        self.root, self.most, self.done = root, 0, threading.Event()
        self.start()

    def run(self):
        while not self.done.wait(0.2):
            self.most = max(self.most, sum(map(resident, descendants(self.root))))

    def stop(self):
        self.done.set()
        self.join()
        return self.most


def run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=None):
    """Runs a command to its end, and waits for the processes that it left behind."""
    start, busy_before = time.monotonic(), busy()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=env, start_new_session=True)
    sampler = Sampler(process.pid)
    try:
        cpu, largest, wall = reap(process, start)
    finally:
        together = sampler.stop()
        kill_group(process)
    others = max(0.0, busy() - busy_before - cpu)
    return Cost(cpu, wall, largest, together, others, process.returncode)


def reap(process, start):
    """Waits for a process and all orphans; returns their CPU seconds, the largest's MiB, the process's own seconds."""
    cpu, largest, wall = 0.0, 0, None
    while True:
        try:
            pid, code, usage = os.wait4(-1, 0 if wall is None else os.WNOHANG)
        except ChildProcessError:
            return cpu, largest, wall
        if pid == 0:
            if time.monotonic() - start - wall > 10:
                left = [each for each in descendants(os.getpid()) if each != os.getpid()]
                raise RuntimeError(f"{process.args[0]} left processes behind that keep running: {left}")
            time.sleep(0.05)
            continue
        cpu += usage.ru_utime + usage.ru_stime
        largest = max(largest, usage.ru_maxrss / 1024)
        if pid == process.pid:
            wall, process.returncode = time.monotonic() - start, os.waitstatus_to_exitcode(code)


def end_on_signals():
    """Turns a request to stop into an exception, so that child processes are ended, too."""
    def stop(number, _):
        raise SystemExit(128 + number)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def kill_group(process):
    """Kills a process that was started in its own session, and everything in that session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
