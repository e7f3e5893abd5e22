"""Wheels for tests, made by hand, so that no test needs the network."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

TALLY = {"tally/__init__.py": "def total(values):\n    return sum(values)\n"}
LINK = 0o120777


def wheel(
    folder: Path, name: str = "tally", files: Mapping[str, str] = TALLY, modes: Mapping[str, int] | None = None
) -> Path:
    """A wheel of version 1.0 with these files. ``modes``: other kinds than a regular file, by path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = {
        f"{name}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{name}-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{name}-1.0.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in {**files, **info}.items():
            entry = zipfile.ZipInfo(member)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (modes or {}).get(member, 0o100644) << 16
            archive.writestr(entry, text)
    return path


def requirements(*wheels: Path) -> str:
    """A ``requirements.txt`` that pins them."""
    return "".join(
        f"{path.name.split('-')[0]}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for path in wheels
    )
