"""Sent into a cell on a card below :mod:`.probe`: it computes, and tries to reach more than the card.

Nothing on our side imports it.
"""

# ruff: noqa: S108

import fcntl
import os
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:  # in the cell the two are one source
    from runner.sandbox.probe import outcome

TIOCSTI = 0x5412


def try_card(node: str) -> dict[str, str]:
    descriptor = os.open(node, os.O_RDWR)
    numbers = torch.arange(8.0, device="cuda")
    return {
        "compute": str((numbers * 2).sum().item()),
        "cards": str(torch.cuda.device_count()),
        "make a node": outcome(lambda: os.mknod("/tmp/nvidia", 0o20666, os.makedev(195, 1))),
        "a request that is not the driver's": outcome(lambda: fcntl.ioctl(descriptor, TIOCSTI, b"x")),
    }
