"""Ask the apps above whether a run may be sent, and tell them what it used: the quotas of a cohort."""

from typing import Protocol

from exercises.models import Submission


class RunQuotas(Protocol):
    def charge(self, run: Submission) -> None:
        """Count a new run, in the transaction that is about to store it. May move it from a GPU queue to a CPU queue.

        Raises SubmissionRefusedError: a quota is used up.
        """

    def settle(self, run: Submission, *, gpu_s: float, is_our_fault: bool = False) -> None:
        """Count the GPU-seconds that it used in the end. A fault of ours costs nothing."""


_QUOTAS: list[RunQuotas] = []


def add_run_quotas(quotas: RunQuotas) -> None:
    """An app does this once, when it is ready."""
    if quotas not in _QUOTAS:
        _QUOTAS.append(quotas)


def charge_run(run: Submission) -> None:
    for quotas in _QUOTAS:
        quotas.charge(run)


def settle_run(run: Submission, *, gpu_s: float, is_our_fault: bool = False) -> None:
    for quotas in _QUOTAS:
        quotas.settle(run, gpu_s=gpu_s, is_our_fault=is_our_fault)
