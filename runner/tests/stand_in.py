"""A stand-in for a host with NVIDIA cards: character devices that the test makes, and a library that answers as told.

Only a test can use it: it takes the place of functions in the test's own process. Nothing that it shows is proven on a
card.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from unittest import mock

import pytest

from runner.hardware import cards, kernel_log, launcher, nvml, state
from runner.hardware.errors import HardwareError
from runner.hardware.nvml import CardFacts, Faults, Nvml

T = TypeVar("T")
GIB = 2**30
NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user")
NULL = os.makedev(1, 3)  # every node of the stand-in is the kernel's null device under another name


@dataclass(kw_only=True)
class StandIn:
    """A host with cards. It is an :class:`.Nvml`, and records what was asked of it in ``events``.

    Attributes:
        used: bytes in use, by UUID; a list is used up from its start, its last entry stays.
        running: processes, by UUID, in the same way.
    """

    facts: list[CardFacts] = field(default_factory=list)
    used: dict[str, list[int]] = field(default_factory=dict)
    running: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    errors: dict[str, Faults] = field(default_factory=dict)
    is_gone: bool = False
    events: list[str] = field(default_factory=list)

    def driver(self) -> str:
        return "580.65.06"

    def cuda(self) -> str:
        return "13.0"

    def cards(self) -> tuple[CardFacts, ...]:
        return tuple(self.facts)

    def memory_used(self, uuid: str) -> int:
        self.events.append("memory")
        return _next(self.used.get(uuid, [400 * 2**20]))

    def processes(self, uuid: str) -> tuple[int, ...]:
        self.events.append("processes")
        return _next(self.running.get(uuid, [()]))

    def faults(self, uuid: str) -> Faults:
        self.events.append("faults")
        return self.errors.get(uuid, Faults())

    def make_exclusive(self, uuid: str) -> bool:
        self.events.append("exclusive")
        return True


def _next(answers: list[T]) -> T:
    return answers.pop(0) if len(answers) > 1 else answers[0]


def facts(minor: int, *, is_split: bool = False) -> CardFacts:
    return CardFacts(
        uuid=f"GPU-{minor:08d}-0000-0000-0000-000000000000", name="NVIDIA Stand-In", minor=minor,
        pci=f"0000:{0x3B + minor:02x}:00.0", memory=16 * GIB, is_split=is_split,
    )  # fmt: skip


def build_no_launcher() -> Path | HardwareError:
    return HardwareError("the stand-in has no C compiler", "install one")


@contextmanager
def host(folder: Path, count: int = 1) -> Iterator[StandIn]:
    """A host with so many cards, whose nodes and records lie in ``folder``. Needs root, to make the nodes."""
    stand_in = StandIn(facts=[facts(minor) for minor in range(count)])
    devices, records, log = folder / "dev", folder / "cards", folder / "kmsg"
    devices.mkdir()
    for name in (*(f"nvidia{minor}" for minor in range(count)), *cards.SHARED_NODES):
        os.mknod(devices / name, stat.S_IFCHR | 0o666, NULL)
        (devices / name).chmod(0o666)
    log.write_bytes(b"")

    @contextmanager
    def open_library() -> Iterator[Nvml]:
        if stand_in.is_gone:
            raise HardwareError("the NVIDIA driver does not answer", "install it")
        yield stand_in

    with (
        mock.patch.object(nvml, "open_library", open_library),
        mock.patch.object(cards, "DEVICES", devices),
        mock.patch.object(state, "FOLDER", records),
        mock.patch.object(kernel_log, "LOG", str(log)),
        mock.patch.object(launcher, "_find_or_build", build_no_launcher),
    ):
        yield stand_in


def log_error(folder: Path, number: int, pci: str, xid: int) -> None:
    """Add a record to the stand-in's kernel log, as the driver writes it."""
    with (folder / "kmsg").open("a") as log:
        log.write(f"3,{number},1234,-;NVRM: Xid (PCI:{pci.rpartition('.')[0]}): {xid}, pid=7, name=python\n")
