"""The cards of this host."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from runner.protocol import Need

from . import kernel_log, launcher, nvml, quarantine
from .errors import HardwareError
from .nvml import CardFacts, Nvml

DEVICES = Path("/dev")
SHARED_NODES = ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools")
_MIB = 2**20
_MAKE_NODES = "Run nvidia-modprobe -c 0 -u, or nvidia-smi once as root"
_UNSPLIT = "Switch it off with nvidia-smi -mig 0. Descent lends whole cards only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One GPU.

    Attributes:
        index: the number in its node's name, ``/dev/nvidia0``.
        pci: its address as the kernel writes it, ``0000:3b:00.0``.
        driver, cuda: the driver's version, and the newest CUDA that it supports.
        nodes: the device nodes that a program on this card opens, its own first, and no other card's.
    """

    index: int
    uuid: str
    name: str
    pci: str
    driver: str
    cuda: str
    memory_mib: int
    nodes: tuple[Path, ...]

    @property
    def description(self) -> str:
        return f"{self.name}, driver {self.driver}, CUDA {self.cuda}"


def require_cards() -> tuple[Card, ...]:
    """The cards of this host, by index.

    Raises:
        HardwareError: there is none that can be used; the text says why.
    """
    with nvml.open_library() as api:
        all_facts = api.cards()
        cards = [_card(facts, api) for facts in all_facts if not facts.is_split]
    if not all_facts:
        raise HardwareError("the NVIDIA driver reports no card", "Check lspci and dmesg")
    if not cards:
        raise HardwareError("every card is in MIG mode", _UNSPLIT)
    usable_cards = [card for card in cards if all(node.exists() for node in card.nodes)]
    if not usable_cards:
        absent = sorted({str(node) for card in cards for node in card.nodes if not node.exists()})
        raise HardwareError(f"device nodes are missing: {', '.join(absent)}", _MAKE_NODES)
    return tuple(sorted(usable_cards, key=lambda card: card.index))


def detect() -> tuple[Card, ...]:
    """The cards of this host, by index; empty where there is none."""
    try:
        return require_cards()
    except HardwareError:
        return ()


def capabilities() -> tuple[Need, ...]:
    """Return the needs that this host meets: CUDA if a card is in service, Triton if it is installed.

    A host with a card offers Triton only if it can launch kernels on it.
    """
    has_cuda = any(quarantine.reason(card.uuid) is None for card in detect())
    has_triton = launcher.is_available() if has_cuda else importlib.util.find_spec("triton") is not None
    return (*([Need.CUDA] if has_cuda else []), *([Need.TRITON] if has_triton else []))


def memory_used(card: Card) -> int:
    """Bytes of the card's memory that are in use. Raises HardwareError."""
    with nvml.open_library() as api:
        return api.memory_used(card.uuid)


def make_exclusive(card: Card) -> bool:
    """Have the driver accept one process at a time on the card. False where this host doesn't allow it."""
    with nvml.open_library() as api:
        return api.make_exclusive(card.uuid)


def health(card: Card, *, since: int | None = None) -> tuple[str, ...]:
    """List what is wrong with the card, in a sentence each.

    Args:
        since: only errors that the kernel has logged after this record (:func:`.kernel_log.newest`).

    Raises:
        HardwareError: the driver doesn't answer.
    """
    with nvml.open_library() as api:
        faults = api.faults(card.uuid)
    problems = []
    if faults.uncorrected_errors:
        problems.append(f"{faults.uncorrected_errors} uncorrected memory errors (ECC)")
    if faults.is_retirement_pending:
        problems.append("memory waits for a reset to be replaced")
    if faults.has_remap_failed:
        problems.append("memory could not be replaced")
    problems += [f"Xid {xid}" for xid in kernel_log.hardware_errors(card.pci, since)]
    return tuple(problems)


def _card(facts: CardFacts, api: Nvml) -> Card:
    names = (f"nvidia{facts.minor}", *SHARED_NODES)
    return Card(
        index=facts.minor, uuid=facts.uuid, name=facts.name, pci=facts.pci, driver=api.driver(), cuda=api.cuda(),
        memory_mib=facts.memory // _MIB, nodes=tuple(DEVICES / name for name in names),
    )  # fmt: skip
