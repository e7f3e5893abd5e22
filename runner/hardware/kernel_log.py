"""NVIDIA's errors (Xid) in the kernel's log, where it can be read."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator

LOG = "/dev/kmsg"
# A program's own kernel causes these: a bad address, a bad instruction, a stopped channel and its removal. They end
# that program's context and nothing else, and any learner can cause them (NVIDIA, "Xid Errors", catalogue of XIDs).
PROGRAM_ERRORS = frozenset({13, 31, 43, 45})
_XID = re.compile(r"NVRM: Xid \(PCI:([0-9a-fA-F:]+)\): (\d+)")
_HEAD = re.compile(r"^\d+,(\d+),[^;\n]*;(.*)$", re.MULTILINE)  # a record's number and text; more lines may follow it
_MAX_RECORD_BYTES = 8_192


def newest() -> int | None:
    """The number of the newest record; None where the log can't be read."""
    try:
        return max((number for number, _ in _records()), default=0)
    except OSError:
        return None


def hardware_errors(pci: str, since: int | None = None) -> tuple[int, ...]:
    """The numbers of a card's errors that no program can cause, in order.

    Args:
        pci: the card's address, ``0000:3b:00.0``.
        since: the record after which to look; None for all.

    Returns an empty tuple where the log can't be read.
    """
    try:
        records = [text for number, text in _records() if since is None or number > since]
    except OSError:
        return ()
    matches = [_XID.search(text) for text in records]
    address = pci.lower().rpartition(".")[0]
    xids = [int(match[2]) for match in matches if match is not None and match[1].lower() == address]
    return tuple(xid for xid in xids if xid not in PROGRAM_ERRORS)


def _records() -> Iterator[tuple[int, str]]:
    """The records that the kernel still has, with their numbers. Raises OSError: the log can't be read."""
    descriptor = os.open(LOG, os.O_RDONLY | os.O_NONBLOCK)
    try:
        while True:
            try:
                record = os.read(descriptor, _MAX_RECORD_BYTES).decode(errors="replace")
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno == errno.EPIPE:  # overwritten while it was read; the next read goes on after it
                    continue
                raise
            if not record:
                return
            for head, text in _HEAD.findall(record):
                yield int(head), text
    finally:
        os.close(descriptor)
