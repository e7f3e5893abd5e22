"""The worst text for each kind of reader, and a request that must not take long."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID
from zlib import crc32

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.processor import processor_bound
from tests.sample import RUN
from tests.worst_case.addresses import VISITORS

T = TypeVar("T")
CPU_SECONDS = 1.0
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MUCH, NOTE, COMMENT, SOURCE, LINE = 1_500_000, 10_000, 4_000, 65_536, 300

# Of any length: each defeats some way to read text. {} is repeated.
TEXTS = {
    "blanks after a soft keyword": ("match", " "),
    "lines of blanks": ("", " \n"),
    "thousands": ("1", " 111"),
    "digits": ("", "9"),
    "digits of another script": ("", "٣"),
    "accents": ("e", "\u0301"),
    "brackets": ("", "["),
    "quotes": ("", "> "),
    "lists": ("", "- "),
    "stars": ("", "*a **a "),
    "formulas": ("", "$\\frac{a}{b}$ "),
    "one formula": ("$", "{x^2_3}"),
    "code": ("```python\n", "match" + " " * 99 + "x\n"),
    "tables": ("a|b\n-|-\n", "a|b\n"),
    "addresses": ("a@", "a."),
    "dashes and times": ("", "1 - 2 – 10:00 "),
    "letters that change their case": ("", "İß"),
}
LIMITS = {"line": LINE, "text": NOTE, "source": SOURCE, "note": 2_000, "duration": 60, "a_day": 20, "q": 100}
OTHERWISE = 80  # what most short fields take
DEEP = "[" * 400_000
SAMPLE_AND_ALL = pytest.mark.parametrize(
    "share", [pytest.param(24, id="a sample"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)


def some_of(inputs: Iterable[T], share: int, *words: str) -> list[T]:
    """Every so many of them. Fields begin with different ones, so each kind of input meets a share of the fields.

    Each run begins with others.
    """
    return list(inputs)[crc32(" ".join((RUN, *words)).encode()) % share :: share]


def texts(field: str, path: str) -> Iterator[str]:
    """Texts as long as the field allows, three that are far longer, and three as long as a request may be."""
    page = path.removeprefix("/api/v1")
    is_comment = field.endswith("text") and page.startswith(("/questions/", "/threads/", "/sign-offs/"))
    limit = COMMENT if is_comment else LIMITS.get(field, OTHERWISE)
    for beginning, repeated in TEXTS.values():
        yield (beginning + repeated * (limit // len(repeated) + 1))[:limit]
    for name in ("thousands", "digits of another script", "accents"):
        yield TEXTS[name][0] + TEXTS[name][1] * 100_000
    for repeated in (" ", "9", "x"):
        yield repeated * (MUCH - 100)


@dataclass(frozen=True, kw_only=True)
class Site:
    """The objects that the addresses name."""

    topic: str
    resource: str
    subtopic: str
    criterion: str
    exercise: str
    entry: UUID
    submission: UUID
    thread: UUID
    comment: UUID
    cohort: str
    member: UUID
    learner: UUID
    announcement: UUID
    invitation: UUID
    request: UUID
    reply: UUID
    shared_reply: UUID
    mark_row: UUID
    section: UUID
    roster: UUID


def check(client: Client, method: str, path: str, told: str, body: bytes = b"", kind: str = FORM) -> None:
    """Reset the counters, because a refusal would hide the rest."""
    cache.clear()
    with processor_bound(CPU_SECONDS, (method, path, told)):
        answer = client.generic(method, path, body, kind)
    assert answer.status_code < 500, (method, path, told, answer.status_code)


def signed_in(ada: User, client_of: Callable[[User], Client]) -> Client:
    """Ada's, after the process has read the curriculum and the catalogue, which it does once."""
    client = client_for("", ada, client_of)
    for page in ("/", "/roadmap/", "/exercises/"):
        client.get(page)
    return client


def client_for(name: str, ada: User, client_of: Callable[[User], Client]) -> Client:
    """A new visitor's for the forms that only visitors may send, or else Ada's."""
    client = Client() if name in VISITORS else client_of(ada)
    client.raise_request_exception = False
    return client
