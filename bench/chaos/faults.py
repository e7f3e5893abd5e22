"""Faults of the site: each is a context manager that begins it and, at the end of the block, ends it."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from bench.chaos.site import PARTS, ChaosSite

CLOCK_S = 600.0
SLOW_SYNC_S = 0.5
Begin = Callable[[ChaosSite, random.Random], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """``seconds`` are the shortest and the longest time that it lasts. ``problem`` is what /readyz must say of it."""

    name: str
    begin: Begin
    seconds: tuple[float, float] = (0.0, 0.0)
    problem: str = ""


@contextmanager
def killing(site: ChaosSite, choose: random.Random, target: str) -> Iterator[None]:
    """SIGKILL. The supervisor starts the process again when the block ends, as systemd does after RestartSec.

    PostgreSQL gets an immediate stop half of the time.
    """
    pids = site.pids_of(target)
    number = choose.choice((signal.SIGKILL, signal.SIGQUIT)) if target == "database" else signal.SIGKILL
    if target not in PARTS:
        site.supervisor.pauses[target] = time.monotonic() + 60
        pids = pids[:1]
    if pids:
        _send(number, [choose.choice(pids)])
    try:
        yield
    finally:
        site.supervisor.pauses.pop(target, None)


@contextmanager
def freezing(site: ChaosSite, choose: random.Random, target: str) -> Iterator[None]:
    """SIGSTOP for a process and its descendants, then SIGCONT."""
    pids = site.pids_of(target)
    if target in PARTS:
        pids = [choose.choice(pids)] if pids else []
    _send(signal.SIGSTOP, pids)
    try:
        yield
    finally:
        _send(signal.SIGCONT, pids)


def _send(number: int, pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


@contextmanager
def killing_backend(site: ChaosSite, choose: random.Random) -> Iterator[None]:
    """A connection's process of PostgreSQL, which then ends all others and recovers."""
    if pids := site.pids_of("database")[1:]:
        _send(signal.SIGKILL, [choose.choice(pids)])
    yield


@contextmanager
def killing_many(site: ChaosSite, choose: random.Random) -> Iterator[None]:
    """One process after another, faster than they come back."""
    targets = choose.sample([*site.supervisor.commands, *PARTS], 5)
    for target in targets:
        with killing(site, choose, target):
            time.sleep(choose.uniform(0.1, 0.5))
    yield


@contextmanager
def filling_disk(site: ChaosSite, choose: random.Random) -> Iterator[None]:
    ballast = site.disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(2**16))
        with ballast.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(512))
        yield
    finally:
        ballast.unlink(missing_ok=True)


@contextmanager
def changing_host(site: ChaosSite, choose: random.Random, *, clock_s: float = 0, delay_s: float = 0) -> Iterator[None]:
    site.set_host(clock_s=clock_s, delay_s=delay_s)
    try:
        yield
    finally:
        site.set_host()


@contextmanager
def locking_database(site: ChaosSite, choose: random.Random) -> Iterator[None]:
    """Hold what every writer needs, in a connection of our own."""
    from django.db import connections

    connection = connections.create_connection("default")
    if connection.vendor == "sqlite":
        connection.settings_dict = connection.settings_dict | {"CONN_MAX_AGE": 0}
    try:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("LOCK TABLE exercises_submission, progress_studyentry IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        connection.rollback()
        connection.close()


@contextmanager
def emptying_broker(site: ChaosSite, choose: random.Random) -> Iterator[None]:
    """FLUSHALL while jobs are queued, running and reported: what an operator might do, or a broker without a disk."""
    from lib import broker

    with suppress(*broker.CONNECTION_ERRORS):
        broker.client().flushall()
    yield


def faults_of(site: ChaosSite) -> tuple[list[Fault], dict[str, str]]:
    """The faults that are possible here, and the reason for each that isn't."""
    commands = site.supervisor.commands
    problems = {"broker": "the broker", "database": "the database", "cache": "the cache"}
    faults = []
    for target in commands:
        kill, freeze = partial(killing, target=target), partial(freezing, target=target)
        problem = problems.get(target, "")
        faults.append(Fault(name=f"kill {target}", begin=kill, seconds=(0, 5), problem=problem))
        faults.append(Fault(name=f"freeze {target}", begin=freeze, seconds=(3, 10)))
    faults += [Fault(name=f"kill {part}", begin=partial(killing, target=part)) for part in PARTS]
    faults.append(Fault(name="freeze sandboxd", begin=partial(freezing, target="sandboxd"), seconds=(3, 10)))
    faults += [
        Fault(name="kill five", begin=killing_many),
        Fault(name="lock the database", begin=locking_database, seconds=(15, 25)),
        Fault(name="empty the broker", begin=emptying_broker),
    ]
    if "database" in commands:
        faults.append(Fault(name="kill a backend", begin=killing_backend))
    reasons = {}
    if site.has_disk:
        faults.append(Fault(name="fill the disk", begin=filling_disk, seconds=(3, 12)))
    else:
        reasons["fill the disk"] = "only root can mount a small disk"
    if site.has_host:
        changes = {
            "slow disk": partial(changing_host, delay_s=SLOW_SYNC_S),
            "clock ahead": partial(changing_host, clock_s=CLOCK_S),
            "clock behind": partial(changing_host, clock_s=-CLOCK_S),
        }
        faults += [Fault(name=name, begin=change, seconds=(3, 12)) for name, change in changes.items()]
    else:
        reasons |= dict.fromkeys(("slow disk", "clock ahead", "clock behind"), "there is no C compiler")
    return faults, reasons


def rounds(faults: list[Fault], choose: random.Random) -> Iterator[Fault]:
    """Every fault once in a random order, then again."""
    while True:
        yield from choose.sample(faults, len(faults))
