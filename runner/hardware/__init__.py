"""The only package that knows NVIDIA's hardware: cards, their nodes and drivers, their health, and who uses them.

Nothing here starts CUDA in its own process. Questions go to the driver's management library (:mod:`.nvml`), and what
needs CUDA (:mod:`.scrubber`) runs as a process of its own.
"""

from .cards import Card, capabilities, detect, health, make_exclusive, memory_used, require_cards
from .errors import CardBusyError, HardwareError, QuarantinedError
from .leases import lease
from .scrub import scrub

__all__ = [
    "Card", "CardBusyError", "HardwareError", "QuarantinedError", "capabilities", "detect", "health", "lease",
    "make_exclusive", "memory_used", "require_cards", "scrub",
]  # fmt: skip
