"""The driver's libraries that a program on a card loads, and what it reads about the driver in /proc and /sys."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from .errors import HardwareError

_NAMES = ("libcuda.so", "libnvidia-ptxjitcompiler.so", "libnvidia-nvvm", "libnvidia-gpucomp.so")
_LINE = re.compile(r"^\s*(\S+) \((.*?)\) => (\S+)$", re.MULTILINE)
_ARCHITECTURES = {"x86_64": "x86-64", "aarch64": "AArch64"}
_FOLDERS = (Path("/usr/local/nvidia/lib64"), Path("/usr/local/nvidia/lib"))  # where some container hosts put them
_ABOUT = (
    "/proc/devices", "/proc/meminfo", "/proc/sys/vm/mmap_min_addr", "/proc/sys/vm/overcommit_memory",
    "/proc/driver/nvidia/params", "/proc/driver/nvidia/version", "/proc/driver/nvidia/registry",
    "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/devices/system/memory/block_size_bytes",
)  # fmt: skip
_FIX = "Install the driver's compute libraries (libcuda1, or nvidia-utils), or the NVIDIA container toolkit"


def libraries() -> dict[str, Path]:
    """The driver's libraries by the name that programs load them by.

    Raises:
        HardwareError: libcuda.so.1 is missing.
    """
    cache = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    architecture = _ARCHITECTURES.get(os.uname().machine, "")
    paths = {name: Path(path) for name, kind, path in _LINE.findall(cache) if architecture in kind and _is_wanted(name)}
    for folder in _FOLDERS:
        for path in sorted(folder.glob("lib*.so*")):
            if _is_wanted(path.name):
                paths.setdefault(path.name, path)
    paths = {name: path.resolve() for name, path in paths.items() if path.exists()}
    if "libcuda.so.1" not in paths:
        raise HardwareError("the driver's library libcuda.so.1 is not installed", _FIX)
    return paths


def descriptions(pci: str) -> tuple[Path, ...]:
    """Files and folders that describe the driver, the host's memory, and this card, but no other card."""
    return (*map(Path, _ABOUT), Path("/proc/driver/nvidia/gpus", pci))


def _is_wanted(name: str) -> bool:
    return name.startswith(_NAMES)
