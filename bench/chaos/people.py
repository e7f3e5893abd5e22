"""Learners who submit, log time, answer criteria and read, over HTTP, whatever happens to the site."""

import http.client
import random
import re
import threading
import time
import urllib.parse
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.chaos.ledger import EntryReceipt, Ledger, SubmissionReceipt
from bench.load import CSRF, session_of

LEARNERS = 24
PAUSE_S = (1.0, 5.0)  # between two actions of a learner
PATIENCE_S = 40.0  # for an answer; longer than SQLite's busy timeout
RETRY_S = 1.0
DEEDS = ("submit",) * 5 + ("log",) * 4 + ("answer",) * 2 + ("read",) * 8
PAGES = ("/", "/exercises/row-means/", "/hours/", "/roadmap/", "/status/", "/exercises/row-means/submissions/")
POISON_EVERY = 150  # every so many submissions, one that kills its judge
SOURCES = {  # by the verdict that each must get
    "passed": (
        "def row_means(x):\n    return x.sum(axis=1) / x.shape[1]\n",
        "import numpy as np\ndef row_means(x):\n    return np.array([sum(row) / len(row) for row in x])\n",
    ),
    "failed": (
        "def row_means(x):\n    return x.sum(axis=1)\n",  # a mistake that the exercise names
        "def row_means(x):\n    return x.sum(axis=0) / x.shape[0]\n",
    ),
    "timeout": ("def row_means(x):\n    while True: pass\n", "import time\ntime.sleep(60)\n"),
    "error": ("import os\nos.kill(os.getppid(), 9)\n", "def row_means(x):\n    raise ValueError\n"),
}
MIX = ("passed", "passed", "failed", "passed", "failed", "timeout", "passed", "failed", "passed", "error")


@dataclass(slots=True, kw_only=True)
class PageReply:
    """``kind`` is "good", "clear" (503 with when to try again), "unreachable", "late", or "unclear"."""

    kind: str
    status: int = 0
    headers: Any = None
    text: str = ""


def ask(port: int, session: str, path: str, fields: dict[str, str] | None = None) -> PageReply:
    """One request of a signed-in person. ``fields`` are posted."""
    headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}"}
    body = urllib.parse.urlencode(fields) if fields is not None else None
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except TimeoutError:
        return PageReply(kind="late")
    except (OSError, http.client.HTTPException):
        return PageReply(kind="unreachable")
    finally:
        connection.close()
    return PageReply(
        kind=_kind_of(answer.status, answer.headers, text), status=answer.status, headers=answer.headers, text=text
    )


def _kind_of(status: int, headers: Any, text: str) -> str:
    if status in (200, 302, 422, 429):  # the last two are refusals: a run is still being graded, or too many were sent
        return "good"
    is_clear = status == 503 and headers.get("Retry-After") and "Traceback" not in text and "<h1>" in text
    return "clear" if is_clear else "unclear"


@dataclass(slots=True, kw_only=True)
class Crowd:
    """The people. ``fault`` names what is happening to the site at this moment, or what happened last."""

    port: int
    ledger: Ledger
    sessions: Sequence[tuple[str, str]]
    criteria: Sequence[str]
    seed: int
    fault: str = ""
    pace: float = 1.0
    stop_event: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=lambda: {"submission": 0, "entry": 0})

    def start(self) -> None:
        for number, (learner, session) in enumerate(self.sessions):
            choose = random.Random(self.seed * 1000 + number)  # noqa: S311  repeatable, not secret
            thread = threading.Thread(target=self._live, args=(learner, session, choose), daemon=True)
            self.threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Let everybody finish what they have begun: what is retried has its answer before its thread ends."""
        self.stop_event.set()
        for thread in self.threads:
            thread.join(PATIENCE_S * 2)

    def _live(self, learner: str, session: str, choose: random.Random) -> None:
        deeds = {"submit": self.submit, "log": self.log, "answer": self.answer, "read": self.read}
        while not self.stop_event.wait(choose.uniform(*PAUSE_S) / self.pace):
            deeds[choose.choice(DEEDS)](learner, session, choose)

    def request(self, session: str, path: str, fields: dict[str, str] | None = None) -> PageReply:
        """Ask, and count how it ended."""
        fault = self.fault
        reply = ask(self.port, session, path, fields)
        self.ledger.count(fault, reply.kind)
        if reply.kind == "good":
            self.ledger.good_at = time.monotonic()
        elif reply.kind == "unclear":
            title = re.search(r"<title>\s*(.*?)\s*</title>", reply.text, re.DOTALL)
            self.ledger.unclear.append(f"{fault}: {path} {reply.status} {title[1] if title else reply.text[:80]!r}")
        return reply

    def _number(self, kind: str) -> int:
        with self.ledger.writing():
            self.numbers[kind] += 1
            return self.numbers[kind]

    # What they do.

    def submit(self, learner: str, session: str, choose: random.Random) -> str:
        """Submit once. Return the uid if it was acknowledged: a person can't know what became of it otherwise."""
        from runner.tests.toy import POISON

        number = self._number("submission")
        verdict = "internal" if number % POISON_EVERY == POISON_EVERY - 1 else MIX[number % len(MIX)]
        source = POISON if verdict == "internal" else choose.choice(SOURCES[verdict])
        mark = f"# {number}\n"
        with self.ledger.writing() as ledger:
            ledger.marks.add(mark)
        reply = self.request(session, "/exercises/row-means/", {"source": source + mark, "mode": "submit"})
        match = re.search(r"/submissions/([0-9a-f-]{36})/", reply.headers["Location"] or "") if reply.headers else None
        if reply.status != 302 or not match:
            return ""
        receipt = SubmissionReceipt(learner=learner, verdict=verdict, mark=mark, at=time.monotonic())
        with self.ledger.writing() as ledger:
            ledger.submissions[match[1]] = receipt
        return match[1]

    def log(self, learner: str, session: str, choose: random.Random) -> None:
        """Log a minute or two, and send the same form again until it is acknowledged."""
        uid, minutes, number = str(uuid.uuid4()), choose.choice((1, 2)), self._number("entry")
        note = f"chapter-n{number}"
        fields = {"line": f"{minutes}m reading, {note}", "uid": uid}
        if self._insist(session, "/hours/log/", fields):
            with self.ledger.writing() as ledger:
                ledger.entries[uid] = EntryReceipt(learner, note, minutes)

    def answer(self, learner: str, session: str, choose: random.Random) -> None:
        """Answer a criterion of a checkpoint, or take the answer back, until it is acknowledged."""
        criterion = choose.choice(self.criteria)
        value = choose.choice(("yes", "yes", "not_yet", ""))
        with self.ledger.writing() as ledger:
            ledger.asking.add((learner, criterion))
        if self._insist(session, f"/checkpoints/criteria/{criterion}/", {"answer": value}):
            with self.ledger.writing() as ledger:
                ledger.answers[learner, criterion] = value
                ledger.asking.discard((learner, criterion))

    def read(self, learner: str, session: str, choose: random.Random) -> None:
        self.request(session, choose.choice(PAGES))

    def _insist(self, session: str, path: str, fields: dict[str, str]) -> bool:
        """Send a form until it is answered with a redirect. False: the people went home before."""
        deadline = None
        while (reply := self.request(session, path, fields)).status != 302:
            if reply.status == 200:
                self.ledger.unclear.append(f"{self.fault}: {path} refused {fields}")
                return False
            if self.stop_event.is_set():
                deadline = deadline or time.monotonic() + PATIENCE_S
                if time.monotonic() > deadline:
                    return False
            time.sleep(RETRY_S)
        return True


def add_learners() -> list[tuple[str, str]]:
    """Create them. Return the address and the session of each."""
    from accounts.models import User

    names = [f"learner{number}" for number in range(LEARNERS)]
    people = [User.objects.create(email=f"{name}@example.org", name=name) for name in names]
    return [(person.email, session_of(person)) for person in people]


def criteria() -> list[str]:
    """The uids of some criteria."""
    from curriculum.models import Criterion

    rows = Criterion.objects.filter(retired=False, checkpoint__retired=False).order_by("pk")
    return list(rows.values_list("uid", flat=True)[:6])
