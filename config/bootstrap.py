"""`make run` starts here, with whatever python3 the machine has: make .venv, install, hand over to `manage.py up`.

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
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def stop(sentence: str) -> NoReturn:
    sys.exit("\n" + sentence)


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
    print("Creating .venv with", python, flush=True)
    result = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True)
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
    print("Installing", requirements, "into .venv (about 1 GB with torch; a few minutes the first time)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar", "on"]
    if subprocess.run([*pip, "-r", str(ROOT / requirements)]).returncode != 0:
        stop(
            "The installation stopped; the lines above say why. Most often the network: check it and run make again, "
            "it goes on where it stopped."
        )
    stamp.write_text(digest)


def main(arguments: List[str]) -> None:
    requirements, *command = arguments
    make_venv(find_python())
    install(requirements)
    if command:
        os.chdir(ROOT)
        os.execv(str(PYTHON), [str(PYTHON), *command])


if __name__ == "__main__":
    main(sys.argv[1:])
