"""A ledger of what the site has acknowledged to people, to compare with its database."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionReceipt:
    """A submission that was answered with its address."""

    learner: str
    verdict: str
    mark: str
    at: float


@dataclass(frozen=True, slots=True)
class EntryReceipt:
    """An entry of the study log that was answered as logged."""

    learner: str
    note: str
    minutes: int


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Written by the people's threads.

    Attributes:
        submissions: by uid, those that were acknowledged.
        marks: the comment in the source of every submission that was sent, acknowledged or not: each is there once.
        entries: by the uid of the form.
        answers: by learner and criterion, the answer that was acknowledged last.
        asking: those that are being changed at this moment, and have the old or the new value.
        replies: how requests ended, by fault: "good", "clear", "unreachable", "late" or what was unclear.
        good_at: when a page was last answered as usual.
    """

    submissions: dict[str, SubmissionReceipt] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    entries: dict[str, EntryReceipt] = field(default_factory=dict)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    asking: set[tuple[str, str]] = field(default_factory=set)
    replies: dict[str, Counter[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    good_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def writing(self) -> Iterator["Ledger"]:
        with self.lock:
            yield self

    def count(self, fault: str, kind: str) -> None:
        with self.lock:
            self.replies.setdefault(fault, Counter())[kind] += 1
