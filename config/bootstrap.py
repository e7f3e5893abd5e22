"""`make run` starts here, with whatever python3 the machine has: make .venv, install, hand over to `manage.py up`.

DESCENT_VENV names another folder than .venv.

Standard library only, and only syntax that an old Python can parse far enough to say that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / os.environ.get("DESCENT_VENV", ".venv")
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
CPU_SIZE = "0.2 GB to download, 0.7 GB on disk"
CUDA_SIZE = "3.1 GB to download, 5.7 GB on disk"
CPU_TORCH = ROOT / "requirements" / "cpu.txt"
CUDA_TORCH = ROOT / "requirements" / "gpu.txt"
NO_CPU_TORCH = "PyTorch's own index has none for this machine, or can't be reached from here."
INDEX_S = 10  # how long PyTorch's index may take to say what it has
STOPPED = (
    "The installation stopped; the lines above say why. Most often the network: check it and run make again, "
    "it goes on where it stopped."
)
PIP = (str(PYTHON), "-m", "pip", "--disable-pip-version-check")


def stop(sentence: str) -> NoReturn:
    sys.exit("\n" + sentence)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def find_python() -> str:
    """This interpreter, or the newest one on PATH that will do."""
    if sys.version_info >= OLDEST:
        return sys.executable
    interpreters = [path for path in map(shutil.which, NEWER) if path]
    if not interpreters:
        have = f"{sys.version_info[0]}.{sys.version_info[1]}"
        stop(
            f"Descent needs Python 3.11 or newer; python3 here is {have}. Install one (on Debian or Ubuntu: "
            "sudo apt install python3 python3-venv) and run make again."
        )
    return interpreters[0]


def make_venv(python: str) -> None:
    if PYTHON.exists():
        return
    say(f"Creating {VENV.name} with {python}")
    try:
        result = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True)
    except KeyboardInterrupt:
        shutil.rmtree(VENV, ignore_errors=True)  # the next start would take half of it for the whole
        raise
    if result.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in result.stdout + result.stderr:
            stop(
                "This Python has no venv module. Install it (on Debian or Ubuntu: sudo apt install "
                "python3-venv) and run make again."
            )
        stop("Could not create .venv: " + (result.stderr or result.stdout).strip())


def install(requirements: str) -> None:
    """Install once per content of the requirement files; a second start sees the stamp and does nothing."""
    files = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "requirements.txt"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    stamp = VENV / (".installed-" + requirements.replace("/", "-"))
    if stamp.exists() and stamp.read_text() == digest:
        return
    install_torch()
    say(f"Installing {requirements} into {VENV.name}")
    if not pip_install("-r", str(ROOT / requirements)):
        stop(STOPPED)
    stamp.write_text(digest)


def pip_install(*arguments: str) -> bool:
    return subprocess.run([*PIP, "install", "--progress-bar", "on", *arguments]).returncode == 0


def install_torch() -> None:
    """Install PyTorch without CUDA where no card could use that. If its own index doesn't answer, PyPI's will do.

    PyPI's builds bring CUDA on Linux only. Nothing but PyTorch comes from the other index.
    """
    if install_torch_from_disk():
        return
    if sys.platform == "linux":
        if not has_nvidia_driver():
            say(f"Installing PyTorch without CUDA, because this machine has no NVIDIA driver ({CPU_SIZE})")
            if cpu_index_answers() and pip_install("--no-deps", "--retries", "0", "-r", str(CPU_TORCH)):
                return
            say(NO_CPU_TORCH)
        say(f"PyTorch comes from PyPI, with CUDA: {CUDA_SIZE}. pip takes some minutes to unpack it.")
    if not pip_install("-r", str(CUDA_TORCH)):
        stop(STOPPED)


def has_nvidia_driver() -> bool:
    return os.path.exists("/dev/nvidiactl") or shutil.which("nvidia-smi") is not None


def install_torch_from_disk() -> bool:
    """Whether PyTorch is installed now: it was already, or pip has a wheel of it on disk (PIP_FIND_LINKS)."""
    command = [*PIP, "install", "--no-index", "--no-deps", "-r", str(CPU_TORCH)]
    return subprocess.run(command, capture_output=True).returncode == 0


def cpu_index_answers() -> bool:
    """Whether PyTorch's index has a build for this Python. pip asks, since it knows of proxies and certificates."""
    lines = CPU_TORCH.read_text().splitlines()
    index = next(line.split()[1] for line in lines if line.startswith("--index-url"))
    command = [*PIP, "index", "versions", "torch", "--retries", "0", "--timeout", "3", "--index-url", index]
    try:
        return subprocess.run(command, capture_output=True, timeout=INDEX_S).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main(arguments: List[str]) -> None:
    requirements, *command = arguments
    make_venv(find_python())
    install(requirements)
    if command:
        os.chdir(ROOT)
        os.execv(str(PYTHON), [str(PYTHON), *command])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("Stopped. Run make again to go on.")
