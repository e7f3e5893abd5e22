"""A cell whose process this one starts itself, as a child."""

from __future__ import annotations

import os
import subprocess
from abc import abstractmethod
from collections.abc import Mapping, Sequence

from runner.protocol import Limits

from . import ids
from .cell import Cell
from .channel import Channel, channel_limits
from .errors import CellError
from .processes import has_ended


class ChildCell(Cell):
    """A child process with three pipes to it and, where we are root, an id that is reserved until the cell ends."""

    def __init__(self, limits: Limits) -> None:
        """Start the cell, on a host that nobody has examined. Raises CellError: it did not start."""
        self._claim: ids.Claim | None = None
        try:
            self._claim = ids.claim()
            channel = self._start_process(limits)
        except BaseException as error:
            if self._claim is not None:
                self._claim.release()
            if isinstance(error, OSError):
                raise CellError(f"the cell did not start: {error}") from error
            raise
        super().__init__(limits, channel, self._claim.uid if self._claim else None)

    @abstractmethod
    def _command(self, requests: int, replies: int) -> list[str]:
        """The command line of the process, which inherits these descriptors."""

    def _start_process(
        self, limits: Limits, *, cwd: str | None = None, env: Mapping[str, str] | None = None, more: Sequence[int] = ()
    ) -> Channel:
        """Start the process and return our ends of its pipes. ``more``: further descriptors that it inherits."""
        requests, our_requests = os.pipe()
        our_replies, replies = os.pipe()
        our_output, output = os.pipe()
        channel = Channel(our_requests, our_replies, our_output, **channel_limits(limits))
        try:
            self._process = subprocess.Popen(
                self._command(requests, replies), stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd,
                pass_fds=(requests, replies, *more), start_new_session=True, env=env or {},
            )  # fmt: skip
        except BaseException:
            channel.close()
            raise
        finally:
            for descriptor in (requests, replies, output):
                os.close(descriptor)
        return channel

    def _wait(self, seconds: float) -> None:
        has_ended(self._process, seconds)

    def _release(self) -> None:
        if self._claim is not None:
            self._claim.release()
