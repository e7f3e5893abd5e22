"""Runs one fault after another, and measures how long the site needs afterwards."""

import json
import random
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.chaos.faults import Fault, faults_of, rounds
from bench.chaos.invariants import Auditor
from bench.chaos.people import Crowd
from bench.chaos.report import Incident
from bench.chaos.site import ChaosSite

LOOK_EVERY_S = 0.2
QUIET_S = (2.0, 5.0)  # between the recovery from a fault and the next one
RECOVERY_S = 120.0  # after which the next fault begins anyway
MUST_SAY_AFTER_S = 3.0  # a shorter outage may end between two questions of a load balancer


@dataclass(slots=True, kw_only=True)
class Director:
    site: ChaosSite
    crowd: Crowd
    auditor: Auditor
    choose: random.Random
    incidents: list[Incident] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    slowest_s: float = 0.0
    troubles: list[str] = field(default_factory=list)
    stop_event: threading.Event = field(default_factory=threading.Event)

    def warm_up(self) -> None:
        """Wait for the first page and the first verdicts."""
        self.crowd.fault = "warming up"
        self._until(lambda: len(self.auditor.verdicts) >= 5, 120)

    def run(self, *, minutes: float, faults: int, kinds: list[str]) -> None:
        """One fault after another: so many at least, spread over the time."""
        possible, self.reasons = faults_of(self.site)
        by_name = {fault.name: fault for fault in possible}
        if not kinds:
            order: Iterator[Fault] = rounds(possible, self.choose)
        else:
            self.reasons = {name: self.reasons[name] for name in kinds if name in self.reasons}
            order = iter([by_name[name] for name in kinds if name not in self.reasons])
        asking = threading.Thread(target=self._ask_readyz, daemon=True)
        asking.start()
        began_at, every_s = time.monotonic(), minutes * 60 / faults
        for number, fault in enumerate(order):
            if number >= faults and time.monotonic() > began_at + minutes * 60:
                break
            self._cause(fault, has_backlog=not kinds)
            spare_s = began_at + (number + 1) * every_s - time.monotonic()
            time.sleep(1 if kinds else max(self.choose.uniform(*QUIET_S), spare_s))
        self.stop_event.set()
        asking.join(60)

    def _cause(self, fault: Fault, *, has_backlog: bool) -> None:
        incident = Incident(name=fault.name, seconds=self.choose.uniform(*fault.seconds))
        self.incidents.append(incident)
        before = Counter(self.crowd.ledger.replies.get(fault.name, {}))
        self.crowd.fault, self.troubles = fault.name, []
        with fault.begin(self.site, self.choose):
            time.sleep(incident.seconds)
            incident.troubles = sorted(set(self.troubles))
        self._recover(incident, has_backlog=has_backlog)
        incident.replies = dict(Counter(self.crowd.ledger.replies.get(fault.name, {})) - before)
        must_say = fault.problem and incident.seconds >= MUST_SAY_AFTER_S
        incident.has_said = not must_say or fault.problem in incident.troubles or "no answer" in incident.troubles
        self._audit()
        findings = self.auditor.findings
        sys.stderr.write(
            f"{len(self.incidents):3} {fault.name:20} {incident.seconds:5.1f} s  page {incident.page_s}  "
            f"verdict {incident.verdict_s}  backlog {incident.backlog_s}  {incident.troubles}  "
            f"found {findings.total}+{len(findings.our_fault)}, unclear {len(self.crowd.ledger.unclear)}\n"
        )

    def _recover(self, incident: Incident, *, has_backlog: bool) -> None:
        """Wait until pages, new submissions and old ones are answered, and note when each was.

        The old ones only with ``has_backlog``: a short run waits for them once, at its end.
        """
        ended_at = time.monotonic()
        deadline = ended_at + RECOVERY_S
        while time.monotonic() < deadline and incident.is_open(has_backlog=has_backlog):
            time.sleep(LOOK_EVERY_S)
            waiting = self._waiting()
            now = time.monotonic()
            if incident.page_s is None and self.crowd.ledger.good_at > ended_at:
                incident.page_s = round(self.crowd.ledger.good_at - ended_at, 2)
            if waiting is None:
                continue
            if incident.backlog_s is None and not any(at <= ended_at for at in waiting.values()):
                incident.backlog_s = round(now - ended_at, 2)
            if incident.verdict_s is None and self._has_verdict_since(ended_at, waiting):
                incident.verdict_s = round(now - ended_at, 2)

    def _waiting(self) -> dict[str, float] | None:
        """When those without a verdict were acknowledged. None while the database can't be asked.

        Code that kills its judge is left out: it is tried three times, and would be slow without a fault, too.
        """
        from django.db import DatabaseError, close_old_connections, connection

        try:
            receipts = self.auditor.waiting()
        except DatabaseError:
            connection.close()
            close_old_connections()
            return None
        now = time.monotonic()
        waiting = {uid: receipt.at for uid, receipt in receipts.items() if receipt.verdict != "internal"}
        self.slowest_s = max([self.slowest_s, *(now - at for at in waiting.values())])
        return waiting

    def _has_verdict_since(self, ended_at: float, waiting: dict[str, float]) -> bool:
        with self.crowd.ledger.writing() as ledger:
            return any(receipt.at > ended_at and uid not in waiting for uid, receipt in ledger.submissions.items())

    def _audit(self) -> None:
        from django.db import DatabaseError, connection

        for _ in range(10):
            try:
                self.auditor.audit()
            except DatabaseError:
                connection.close()
                time.sleep(1)
            else:
                return
        self.auditor.findings.losses.add("the database could not be read for ten seconds")

    def calm(self, patience_s: float) -> None:
        """Wait for the last verdicts, then for late reports."""
        self._until(lambda: self._waiting() == {} and not self.auditor.waiting(), patience_s)
        time.sleep(2)
        self._audit()
        for uid, receipt in self.auditor.waiting().items():
            sentence = f"submission {uid} has had no verdict for {time.monotonic() - receipt.at:.0f} s"
            self.auditor.findings.losses.add(sentence)

    def _until(self, is_true: Any, patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        while not is_true() and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY_S)
            self._waiting()

    def _ask_readyz(self) -> None:
        """Ask as a load balancer does, and keep what it says."""
        url = f"http://127.0.0.1:{self.site.port}/readyz"
        while not self.stop_event.wait(0.5):
            self.troubles.extend(_troubles(url))


def _troubles(url: str) -> list[str]:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own address
            return []
    except urllib.error.HTTPError as error:
        body = error.read()
        try:
            return list(json.loads(body)["troubles"])
        except (ValueError, KeyError):
            return [f"status {error.code}"]
    except OSError:
        return ["no answer"]
