"""Which code runs here: the version in pyproject.toml, the only place that states it, and the commit of the code."""

import subprocess
import tomllib
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def read_version() -> str:
    return str(tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def read_commit(folder: Path = BASE_DIR) -> str:
    """Return what the file COMMIT says, which an image has, or else the checkout's commit. Empty without either."""
    file = folder / "COMMIT"
    if file.is_file():
        return file.read_text(encoding="utf-8").strip()
    if not (folder / ".git").exists():  # Git would look in the folders above
        return ""
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, check=True, text=True, timeout=5).stdout.strip()
    except (OSError, subprocess.SubprocessError):  # no Git, or the checkout is somebody else's
        return ""
