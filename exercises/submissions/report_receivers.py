"""Let the apps above receive the reports on jobs of their own, which are no submissions."""

from collections.abc import Callable

from exercises.models import RunnerHost
from runner.protocol import Report

Receiver = Callable[[Report, RunnerHost], bool | None]
_RECEIVERS: list[Receiver] = []


def add_receiver(receiver: Receiver) -> None:
    """Offer ``receiver`` each report that no submission waits for. An app does this once, when it is ready.

    It is called in the transaction that records the report. It returns None if it doesn't wait for the report, else
    whether the report became a verdict.
    """
    if receiver not in _RECEIVERS:
        _RECEIVERS.append(receiver)


def received(report: Report, host: RunnerHost) -> bool | None:
    """Return what the receiver that waits for this report made of it. None: nobody waits for it."""
    for receiver in _RECEIVERS:
        if (outcome := receiver(report, host)) is not None:
            return outcome
    return None
