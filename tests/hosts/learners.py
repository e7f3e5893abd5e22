"""Learners who submit over the network and remember what they were told, and a witness beside the database."""

import http.client
import itertools
import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.hosts.school import PORT

PATIENCE_S = 30  # of a browser's user; a request that takes longer counts as one without an answer
_IN_PROGRESS = 2  # submissions, after which a learner waits
_RIGHT = "def row_means(x):\n    return x.sum(axis=1) / x.shape[1]\n"
SOURCES = (  # with the verdict that each must get
    ("passed", _RIGHT),
    ("failed", "def row_means(x):\n    return x.sum(axis=1)\n"),
    ("passed", "import numpy as np\ndef row_means(x):\n    return np.array([sum(row) / len(row) for row in x])\n"),
    ("error", "def row_means(x):\n    raise KeyError('rows')\n"),
    ("timeout", "def row_means(x):\n    while True: pass\n"),
)
_MIX = (0, 1, 2, 3, 0, 1, 2, 3, 0, 4)
_ROWS = "SELECT uid::text, state, verdict, message, attempts, worker, graded_at FROM exercises_submission"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said to a request, and after how long. Status 0: nothing within PATIENCE_S."""

    status: int
    seconds: float
    body: str


def ask(address: str, method: str, path: str, token: str = "", source: str = "") -> Answer:
    began = time.monotonic()
    connection = http.client.HTTPConnection(address, PORT, timeout=PATIENCE_S)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Token {token}"} if token else {})
    body = json.dumps({"exercise": "row-means", "source": source, "mode": "submit"}) if source else None
    try:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return Answer(reply.status, time.monotonic() - began, reply.read().decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, time.monotonic() - began, repr(error))
    finally:
        connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A submission as the database has it."""

    state: str
    verdict: str
    message: str
    attempts: int
    worker: str
    graded_at: Any


class Witness(threading.Thread):
    """Reads every submission several times a second, over a socket that no cut link concerns."""

    def __init__(self, database: str) -> None:
        super().__init__(daemon=True)
        self.database = database
        self.rows: dict[str, Row] = {}
        self.first_seen: dict[str, float] = {}  # when each verdict was first seen, on the clock of time.monotonic
        self.changed: set[str] = set()
        self.stop_event = threading.Event()

    def run(self) -> None:
        while not self.stop_event.wait(0.1):
            with suppress(psycopg.Error), psycopg.connect(self.database) as connection:  # its host may be down
                while not self.stop_event.wait(0.1):
                    self.note(connection)

    def note(self, connection: "psycopg.Connection[Any]") -> None:
        with connection.transaction():
            rows = connection.execute(_ROWS).fetchall()
        for uid, *values in rows:
            row = Row(**dict(zip(Row.__slots__, values, strict=True)))
            before = self.rows.get(uid)
            if before and before.state == "done" and before != row:
                self.changed.add(uid)
            if row.state == "done":
                self.first_seen.setdefault(uid, time.monotonic())
            self.rows[uid] = row

    def is_done(self, uid: str) -> bool:
        return uid in self.first_seen

    def verdict_times(self, worker: str = "") -> list[float]:
        """When each verdict was first seen: everybody's, or those of one worker."""
        seen = list(self.first_seen.items())
        return [at for uid, at in seen if worker in ("", self.rows[uid].worker)]


@dataclass
class Journal:
    """What all learners were told. ``expected``: the verdict of each submission that was acknowledged."""

    expected: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[float, Answer]] = field(default_factory=list)  # with the time at which each was asked for

    def between(self, began: float, ended: float) -> list[Answer]:
        """The answers to what was asked in this time."""
        return [answer for at, answer in list(self.answers) if began <= at < ended]


class Learner(threading.Thread):
    """Submits again and again, with at most two submissions in progress."""

    numbers = itertools.count()

    def __init__(self, address: str, token: str, journal: Journal, witness: Witness) -> None:
        super().__init__(daemon=True)
        self.address, self.token, self.journal, self.witness = address, token, journal, witness
        self.stop_event = threading.Event()
        self.own: list[str] = []
        self.asked_at: float | None = None  # while a request has no answer yet

    def run(self) -> None:
        while not self.stop_event.wait(1.5):
            self.own = [uid for uid in self.own if not self.witness.is_done(uid)]
            if len(self.own) < _IN_PROGRESS:
                self.submit()

    def submit(self) -> None:
        number = next(self.numbers)
        verdict, source = SOURCES[_MIX[number % len(_MIX)]]
        self.asked_at = time.monotonic()
        answer = ask(self.address, "POST", "/api/v1/submissions/", self.token, f"{source}# {number}\n")
        self.journal.answers.append((self.asked_at, answer))
        self.asked_at = None
        if answer.status == 201:
            uid = json.loads(answer.body)["uid"]
            self.journal.expected[uid] = verdict
            self.own.append(uid)
