"""The processes of this machine."""

from contextlib import suppress
from pathlib import Path


def processes() -> dict[int, tuple[int, str]]:
    """The parent and the command line of every process, by pid."""
    every = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            every[int(folder.name)] = parent, command or (folder / "comm").read_text().strip()
    return every


def offspring(of: int) -> dict[int, str]:
    """All descendants of a process, with their command lines."""
    every = processes()
    descendants: dict[int, str] = {}
    front = {of}
    while front:
        front = {pid for pid, (parent, _) in every.items() if parent in front and pid not in descendants}
        descendants |= {pid: every[pid][1] for pid in front}
    return descendants
