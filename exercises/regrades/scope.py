"""The scope of a regrade: plain values that select submissions, stored with the regrade."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from django.utils.formats import date_format

VERDICT_LABELS = {"": "submissions", "passed": "passes", "failed": "submissions that didn’t pass"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradeScope:
    """Empty fields don't restrict anything. Try runs and retired exercises never belong to it.

    ``exercise`` is a slug, ``digest`` the first digits of the version that judged, ``verdict`` passed or failed (any
    other verdict but our own faults), and ``host`` the runner host that signed. ``first_day`` and ``last_day`` (ISO)
    are when it was submitted. ``torch_before`` means judged with an older torch, or an unknown one. ``cohort`` names
    the learners, whose keys the caller passes along. ``is_every`` includes what the exercise's current version judged.
    """

    exercise: str = ""
    digest: str = ""
    verdict: str = "passed"
    cohort: str = ""
    first_day: str = ""
    last_day: str = ""
    torch_before: str = ""
    host: str = ""
    is_every: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in names})

    @property
    def label(self) -> str:
        """
        >>> RegradeScope(exercise="softmax", torch_before="2.9").label
        'passes of softmax, judged with torch before 2.9'
        >>> RegradeScope(verdict="failed", cohort="Spring", first_day="2026-03-02").label
        'submissions that didn’t pass of all exercises, by learners of Spring, submitted from 2 March 2026'
        """
        phrases = [f"{VERDICT_LABELS[self.verdict]} of {self.exercise or 'all exercises'}"]
        phrases += [f"judged by version {self.digest}"] if self.digest else []
        phrases += [f"by learners of {self.cohort}"] if self.cohort else []
        phrases += [f"submitted from {_day(self.first_day)}"] if self.first_day else []
        phrases += [f"submitted until {_day(self.last_day)}"] if self.last_day else []
        phrases += [f"judged with torch before {self.torch_before}"] if self.torch_before else []
        phrases += [f"signed by {self.host}"] if self.host else []
        phrases += ["including those of the current version"] if self.is_every else []
        return ", ".join(phrases)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")


def release_of(version: str) -> tuple[int, ...]:
    """The numbers of a version, without what follows them. Empty if it has none.

    >>> release_of("2.13.0+cpu"), release_of("2.9"), release_of("nightly")
    ((2, 13, 0), (2, 9), ())
    """
    match = re.match(r"\d{1,6}(?:\.\d{1,6}){0,5}", version)
    return tuple(int(number) for number in match[0].split(".")) if match else ()


def older_versions(versions: Iterable[str], limit: str) -> list[str]:
    """Those before ``limit``. One without numbers counts as old.

    >>> older_versions(["2.9.1+cpu", "2.10.0", "2.8", "nightly"], "2.10")
    ['2.9.1+cpu', '2.8', 'nightly']
    """
    return [version for version in versions if release_of(version) < release_of(limit)]
