"""The files that only a cell on a card has: the card's nodes, the driver's libraries, its own /proc.

Where Triton is installed, two files more: the module that launches kernels, and functions that its compiler links.
"""

from __future__ import annotations

from pathlib import Path

from runner.hardware import Card, driver_files, launcher
from runner.harness import card_kernels

_LIBRARIES = "/driver"
_PID = "2"  # of a cell's process; bubblewrap, or a cell's init, is 1


def environment(card: Card) -> dict[str, str]:
    """Variables for CUDA, torch and Triton. In a zygote they keep torch from starting CUDA when it counts cards."""
    return {
        "LD_LIBRARY_PATH": f"/python/lib:{_LIBRARIES}",
        "CUDA_VISIBLE_DEVICES": card.uuid,
        "CUDA_MODULE_LOADING": "LAZY",
        "CUDA_CACHE_DISABLE": "1",  # what the driver compiles is kept in /tmp otherwise, and nobody reads it again
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "TRITON_INTERPRET": "0",
        "TRITON_DEFAULT_FP_FUSION": "1",  # what the driver's compiler does too
        "TRITON_LIBCUDA_PATH": _LIBRARIES,
        "TRITON_LIBDEVICE_PATH": card_kernels.LIBDEVICE,
    }


def binds(card: Card) -> list[str]:
    """Options for the nodes of this card, and no other's, and for the driver's libraries.

    Raises:
        HardwareError: the driver's libraries are missing.
    """
    options = ["--perms", "0755", "--dir", _LIBRARIES]
    for name, path in sorted(driver_files.libraries().items()):
        options += ["--ro-bind", str(path), f"{_LIBRARIES}/{name}"]
    if launcher.is_available():
        options += ["--ro-bind", str(launcher.find()), card_kernels.LAUNCHER]
        options += ["--ro-bind", str(launcher.libdevice()), card_kernels.LIBDEVICE]
    for node in card.nodes:
        options += ["--dev-bind", str(node), f"/dev/{node.name}"]
    return options


def descriptions(card: Card) -> list[str]:
    """Options for what describes the driver and the card in /proc and /sys, and a place for the cell's own process."""
    options = ["--perms", "0755", "--dir", f"/proc/{_PID}", "--symlink", _PID, "/proc/self"]
    options += ["--symlink", f"{_PID}/task/{_PID}", "/proc/thread-self"]
    for path in driver_files.descriptions(card.pci):
        if path.exists():
            options += [*_parents(path), "--ro-bind", str(path), str(path)]
    return options


def _parents(path: Path) -> list[str]:
    """Make the folders above the path, readable to the id that the cell takes."""
    above = [str(parent) for parent in reversed(path.parents) if str(parent) not in ("/", "/proc", "/sys")]
    return [option for folder in above for option in ("--perms", "0755", "--dir", folder)]
