"""NVIDIA's management library (NVML), reduced to what this package asks of it.

:func:`open_library` is the only way to it. It imports ``nvidia-ml-py`` when it is called and takes no option from the
environment, so nothing outside a test can put another answer in its place.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import HardwareError

_INSTALL = "Install the driver and pip install -r requirements/gpu.txt (docs/runner-hosts.md, GPU hosts)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A card as the library describes it. ``minor`` is the number in its node's name, ``memory`` is in bytes."""

    uuid: str
    name: str
    minor: int
    pci: str
    memory: int
    is_split: bool  # MIG mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Counters of a card's memory errors; 0 and False where it has no such counter.

    Attributes:
        uncorrected_errors: ECC errors since the driver was loaded that could not be corrected.
        is_retirement_pending: pages or rows wait for a reset before they are replaced.
        has_remap_failed: a row could not be replaced.
    """

    uncorrected_errors: int = 0
    is_retirement_pending: bool = False
    has_remap_failed: bool = False


class Nvml(Protocol):
    """The questions. Each raises HardwareError where the library doesn't answer."""

    def driver(self) -> str: ...

    def cuda(self) -> str: ...

    def cards(self) -> tuple[CardFacts, ...]: ...

    def memory_used(self, uuid: str) -> int: ...

    def processes(self, uuid: str) -> tuple[int, ...]: ...

    def faults(self, uuid: str) -> Faults: ...

    def make_exclusive(self, uuid: str) -> bool: ...


@contextmanager
def open_library() -> Iterator[Nvml]:
    """Start the library, and end it with the block.

    Raises:
        HardwareError: there is no driver, or nvidia-ml-py is not installed.
    """
    try:
        library: Any = importlib.import_module("pynvml")
    except ImportError:
        raise HardwareError("nvidia-ml-py is not installed", _INSTALL) from None
    try:
        library.nvmlInit()
    except library.NVMLError as error:
        raise HardwareError(f"the NVIDIA driver does not answer: {error}", _INSTALL) from error
    try:
        yield _Library(library)
    except library.NVMLError as error:
        raise HardwareError(f"the NVIDIA driver does not answer: {error}", _INSTALL) from error
    finally:
        library.nvmlShutdown()


class _Library:
    """The answers of ``pynvml``."""

    def __init__(self, library: Any) -> None:
        self._library = library

    def driver(self) -> str:
        return str(self._library.nvmlSystemGetDriverVersion())

    def cuda(self) -> str:
        version = int(self._library.nvmlSystemGetCudaDriverVersion_v2())
        return f"{version // 1000}.{version % 1000 // 10}"

    def cards(self) -> tuple[CardFacts, ...]:
        count = self._library.nvmlDeviceGetCount()
        return tuple(self._facts(self._library.nvmlDeviceGetHandleByIndex(index)) for index in range(count))

    def memory_used(self, uuid: str) -> int:
        return int(self._library.nvmlDeviceGetMemoryInfo(self._handle(uuid)).used)

    def processes(self, uuid: str) -> tuple[int, ...]:
        handle = self._handle(uuid)
        running = [
            *self._library.nvmlDeviceGetComputeRunningProcesses(handle),
            *self._answer_or(self._library.nvmlDeviceGetGraphicsRunningProcesses, handle, default=[]),
        ]
        return tuple(sorted({int(process.pid) for process in running}))

    def faults(self, uuid: str) -> Faults:
        library, handle = self._library, self._handle(uuid)
        errors = self._answer_or(
            library.nvmlDeviceGetTotalEccErrors, handle,
            library.NVML_MEMORY_ERROR_TYPE_UNCORRECTED, library.NVML_VOLATILE_ECC, default=0,
        )  # fmt: skip
        is_pending = self._answer_or(library.nvmlDeviceGetRetiredPagesPendingStatus, handle, default=0)
        rows = self._answer_or(library.nvmlDeviceGetRemappedRows, handle, default=(0, 0, 0, 0))
        return Faults(
            uncorrected_errors=int(errors), is_retirement_pending=bool(is_pending or rows[2]),
            has_remap_failed=bool(rows[3]),
        )  # fmt: skip

    def make_exclusive(self, uuid: str) -> bool:
        """Let the driver accept one process at a time. False where this host doesn't allow it."""
        library = self._library
        try:
            library.nvmlDeviceSetComputeMode(self._handle(uuid), library.NVML_COMPUTEMODE_EXCLUSIVE_PROCESS)
        except library.NVMLError:
            return False
        return True

    def _handle(self, uuid: str) -> Any:
        return self._library.nvmlDeviceGetHandleByUUID(uuid)

    def _facts(self, handle: Any) -> CardFacts:
        library = self._library
        mode = self._answer_or(library.nvmlDeviceGetMigMode, handle, default=(0, 0))
        return CardFacts(
            uuid=str(library.nvmlDeviceGetUUID(handle)),
            name=str(library.nvmlDeviceGetName(handle)),
            minor=int(library.nvmlDeviceGetMinorNumber(handle)),
            pci=_pci(library.nvmlDeviceGetPciInfo(handle)),
            memory=int(library.nvmlDeviceGetMemoryInfo(handle).total),
            is_split=any(mode),
        )

    def _answer_or(self, question: Any, *arguments: Any, default: Any) -> Any:
        """The answer, or ``default`` where this kind of card has none."""
        try:
            return question(*arguments)
        except self._library.NVMLError_NotSupported:
            return default


def _pci(info: Any) -> str:
    """The address as the kernel writes it, ``0000:3b:00.0``."""
    return f"{info.domain:04x}:{info.bus:02x}:{info.device:02x}.0"
