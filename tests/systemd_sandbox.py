"""`unshare --mount python -m tests.systemd_sandbox UNIT USER STATE COMMAND …`: run it under a unit's restrictions.

This stands in for systemd, which isn't the first process where the tests run. It reads the options that can break our
processes: files, devices, capabilities, address families, namespaces and system calls. It leaves out the others. STATE
is the unit's state directory.
"""

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ALLOW, ERROR, NOT_EQUAL, EQUAL, MASKED_EQUAL, NO_NEW_PRIVILEGES = 0x7FFF0000, 0x00050000, 1, 4, 7, 3  # of seccomp.h
AF_NUMBERS = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}
NAMESPACE_FLAGS = {
    "cgroup": 0x02000000, "ipc": 0x08000000, "mnt": 0x00020000, "net": 0x40000000, "pid": 0x20000000,
    "user": 0x10000000, "uts": 0x04000000,
}  # fmt: skip
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
Options = dict[str, list[str]]


class _Compare(ctypes.Structure):
    """seccomp.h: struct scmp_arg_cmp."""

    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def read_options(unit: Path) -> Options:
    """The values of each option of [Service]. One that begins with ~ takes others away, and stays in one piece."""
    options: Options = {}
    for line in unit.read_text(encoding="utf-8").partition("[Service]")[2].partition("\n[")[0].splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            options.setdefault(name, []).extend([value] if value.startswith("~") else value.split())
    return options


@cache
def calls_in(name: str) -> frozenset[str]:
    """The system calls of a group such as @mount, or the one with that name."""
    if not name.startswith("@"):
        return frozenset({name})
    command = ["systemd-analyze", "syscall-filter", "--no-pager", name]
    rows = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[1:]
    names = (row.strip() for row in rows)
    return frozenset[str]().union(*(calls_in(name) for name in names if name and not name.startswith("#")))


def allowed_calls(values: Iterable[str]) -> set[str]:
    calls: set[str] = set()
    for value in values:
        if value.startswith("~"):
            calls -= {call for name in value[1:].split() for call in calls_in(name)}
        else:
            calls |= calls_in(value)
    return calls | calls_in("@default")


def shut_files(options: Options, state: str) -> None:
    """Own mounts: everything read-only but what systemd gives the unit, /proc and /sys."""
    writable = [state, *(f"/run/{name}" for name in options.get("RuntimeDirectory", []))]
    script = [f"mkdir -p -m 700 {folder}; mount --bind {folder} {folder}" for folder in writable]
    if options.get("ProtectSystem") == ["strict"]:
        script += ["mount -o remount,bind,ro /"]
    if options.get("PrivateTmp") == ["yes"]:
        script += ["mount -t tmpfs tmp /var/tmp", "mount --bind /var/tmp /tmp"]
    if options.get("PrivateDevices") == ["yes"]:
        script += ["mount -t tmpfs -o mode=755,nosuid,noexec dev /mnt", "cd /mnt", "mkdir shm pts"]
        script += [f"touch {name}; mount --bind /dev/{name} {name}" for name in DEVICES]
        script += ["ln -s /proc/self/fd fd; ln -s pts/ptmx ptmx", "mount -t tmpfs shm shm", "mount --bind /dev/pts pts"]
        script += ["cd /; mount --move /mnt /dev"]
    if options.get("ProtectHome") == ["yes"]:
        script += ["mount -t tmpfs -o ro,mode=000 home /home"]  # not /root, which may have the tests' Python
    for path in (word.removeprefix("-") for word in options.get("InaccessiblePaths", [])):
        script += [f"test ! -e {path} || mount -t tmpfs -o ro,mode=000 none {path}"]
    subprocess.run(["sh", "-ec", "\n".join(script)], check=True)


def filter_calls(options: Options) -> None:
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ERROR | errno.EPERM))
    library.seccomp_attr_set(context, NO_NEW_PRIVILEGES, int(options.get("NoNewPrivileges") == ["yes"]))
    conditions = conditions_of(options)
    for call in sorted(allowed_calls(options["SystemCallFilter"])):
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number < 0:
            continue  # of another architecture
        if call == "clone3" and "RestrictNamespaces" in options:  # its flags are in memory, where no filter can look
            library.seccomp_rule_add_array(context, ERROR | errno.ENOSYS, number, 0, None)
            continue
        for together in conditions.get(call, [()]):
            library.seccomp_rule_add_array(context, ALLOW, number, len(together), (_Compare * len(together))(*together))
    if error := library.seccomp_load(context):
        raise OSError(-error, "seccomp_load")


def conditions_of(options: Options) -> dict[str, list[tuple[_Compare, ...]]]:
    """What the arguments of a call must be: all of one tuple."""
    conditions: dict[str, list[tuple[_Compare, ...]]] = {}
    if families := options.get("RestrictAddressFamilies"):
        conditions["socket"] = [(_Compare(0, EQUAL, AF_NUMBERS[name], 0),) for name in families]
    if allowed := options.get("RestrictNamespaces"):
        kinds = set() if allowed == ["yes"] else set(allowed)
        forbidden = sum(flag for name, flag in NAMESPACE_FLAGS.items() if name not in kinds)
        conditions["clone"] = conditions["unshare"] = [(_Compare(0, MASKED_EQUAL, forbidden, 0),)]
        conditions["setns"] = [(_Compare(1, MASKED_EQUAL, forbidden, 0), _Compare(1, NOT_EQUAL, 0, 0))]
    return conditions


def main(unit: str, user: str, state: str, *command: str) -> None:
    """In two steps, since what drops capabilities needs calls that the filter forbids."""
    options = read_options(Path(unit))
    if not state:
        filter_calls(options)
        os.execvp(command[0], command)  # noqa: S606  the test's own command
    shut_files(options, state)
    bounds = [name.removeprefix("CAP_").lower() for name in options["CapabilityBoundingSet"]]
    drop = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--inh-caps=-all"]
    drop += [f"--bounding-set=-all{''.join(f',+{name}' for name in bounds)}"]
    drop += ["--no-new-privs"] if options.get("NoNewPrivileges") == ["yes"] else []
    os.execvp(drop[0], [*drop, sys.executable, "-m", "tests.systemd_sandbox", unit, user, "", *command])  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
