"""Sent into a cell on a card as if a learner had written it: it computes, and tries to reach more than the card.

Nothing on our side imports it.
"""

# ruff: noqa: S108

import errno
import fcntl
import os
from collections.abc import Callable

import torch

TIOCSTI = 0x5412


def outcome(attempt: Callable[[], object]) -> str:
    """The name of the error that stopped it, or "done"."""
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    except BaseException as error:
        return type(error).__name__
    return "done"


def try_card(node: str) -> dict[str, str]:
    descriptor = os.open(node, os.O_RDWR)
    numbers = torch.arange(8.0, device="cuda")
    return {
        "compute": str((numbers * 2).sum().item()),
        "cards": str(torch.cuda.device_count()),
        "make a node": outcome(lambda: os.mknod("/tmp/nvidia", 0o20666, os.makedev(195, 1))),
        "a request that is not the driver's": outcome(lambda: fcntl.ioctl(descriptor, TIOCSTI, b"x")),
    }
