"""``python -m bench.load [--json]``: what a whole site answers to many people at once.

A site of its own, as in production: the web, its worker, the collector, a runner with two processes, and 1,000
signed-in learners in 50 cohorts with a lead each. Without a pause, each connection asks for its next page as soon as it
has the last one, signed in as the next person. The mix is in `PAGES`. Everything goes through the loopback interface,
and the client's own work is included: it takes about 0.3 ms for each page. ``web_cpu_ms`` is the processor time of the
web for each request, which says more than the times if the host has other work. First, everybody opens home.

1. one connection, for the unloaded times;
2. 16 connections;
3. the same, but each learner reads a page for ``--pause`` seconds on average;
4. without the pause, while ``--grading`` submissions a second are graded;
5. with ``--rows``: 16 connections with 10, 100 or 1,000 times the rows, and the seconds that each periodic task takes
   then, if they are at least `SLOW_TASK_S`.
"""

import argparse
import http.client
import itertools
import json
import os
import random
import statistics
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.growth import add_people, grow
from bench.processes import offspring
from bench.site import bench_site, wait_until

SLUG = "scaled-dot-product-attention"
CSRF = "c" * 32  # both the cookie and the header
PAGES = {  # with their weights
    "home": ("/", 10), "topic": ("/roadmap/topics/transformers/", 10), "exercise": (f"/exercises/{SLUG}/", 10),
    "hours": ("/hours/", 4), "log": ("/hours/log/", 4), "submit": (f"/exercises/{SLUG}/", 1), "grid": ("", 2),
}  # fmt: skip
MIX = [name for name, (_, weight) in PAGES.items() for _ in range(weight)]
SLOW_TASK_S = 0.1
KEPT_S = 4.0  # the web keeps an idle connection for five seconds
EXPECTED = {"log": 302}  # everything else: 200
SOURCE = Path(__file__).resolve().parent.parent / "exercises" / "catalog" / "transformers" / SLUG / "solution.py"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody whose session the client has."""

    session: str
    grid: str = ""  # the address of the lead's cohort


@dataclass(slots=True, kw_only=True)
class Answers:
    """The milliseconds of each page, in one stretch of load."""

    seconds: float = 0.0
    web_cpu_s: float = 0.0
    ms: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PAGES})
    errors: list[str] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Submissions are apart: a request for one waits until its verdict is there."""
        pages = sorted(itertools.chain.from_iterable(ms for name, ms in self.ms.items() if name != "submit"))
        by_page = {name: round(statistics.median(ms), 1) for name, ms in self.ms.items() if ms}
        requests = sum(map(len, self.ms.values()))
        return {
            "requests_per_s": round(requests / self.seconds, 1),
            "web_cpu_ms": round(self.web_cpu_s / requests * 1000, 1),
            "p50_ms": _percentile(pages, 0.5), "p95_ms": _percentile(pages, 0.95), "p99_ms": _percentile(pages, 0.99),
            "errors": len(self.errors), "by_page_p50_ms": by_page,
        }  # fmt: skip


def _percentile(times_ms: Sequence[float], share: float) -> float:
    """Return the time that this share of the times, in growing order, doesn't exceed."""
    return round(times_ms[min(int(share * len(times_ms)), len(times_ms) - 1)], 1)


class Load:
    """Sends the mix to the web at ``port``, as these people. ``web`` is the web's first process."""

    def __init__(self, port: int, web: int, learners: Sequence[SignedIn], leads: Sequence[SignedIn]) -> None:
        self.port, self.web = port, web
        self._learners, self._leads = itertools.cycle(learners), itertools.cycle(leads)
        self._learner_count = len(learners)
        self._source = SOURCE.read_text(encoding="utf-8")
        self._numbers = itertools.count()

    def open_home(self, connections: int) -> None:
        """Let everybody open their first page of the day. It writes to the database, the later ones only read."""
        visits = iter(range(self._learner_count))

        def work() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            for _ in visits:
                self.ask(connection, "home", Answers())
            connection.close()

        _at_once([work] * connections)

    def press(self, connections: int, seconds: float, mix: Sequence[str] = MIX, pause: float = 0.0) -> Answers:
        """Keep so many connections busy for so many seconds, each with a random pause before its next page.

        Args:
            pause: its mean in seconds. Pauses are distributed exponentially, as the times between requests of people
                who don't know of each other are.
        """
        answers, ends_at = Answers(), time.monotonic() + seconds
        choose = random.Random(connections)  # noqa: S311  the same pages in each run, not a secret

        def work() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            while time.monotonic() < ends_at:
                idle = choose.expovariate(1 / pause) if pause else 0.0
                time.sleep(idle)
                if idle > KEPT_S:
                    connection.close()  # the next request opens it again, as a browser would
                self.ask(connection, choose.choice(mix), answers)
            connection.close()

        cpu_before = cpu_seconds(self.web)
        _at_once([work] * connections)
        answers.seconds, answers.web_cpu_s = seconds, cpu_seconds(self.web) - cpu_before
        return answers

    def submit_steadily(self, per_second: float, seconds: float) -> Answers:
        """Submit at a pace of its own, whether or not the earlier ones have their verdict."""
        answers, pause = Answers(seconds=seconds), 1 / per_second
        starts_at = time.monotonic()

        def submit(number: int) -> None:
            time.sleep(max(0.0, starts_at + number * pause - time.monotonic()))
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.ask(connection, "submit", answers)
            connection.close()

        _at_once([lambda number=number: submit(number) for number in range(int(per_second * seconds))])  # type: ignore[misc]  # mypy can't infer a lambda's default
        return answers

    def ask(self, connection: http.client.HTTPConnection, page: str, answers: Answers) -> None:
        person = next(self._leads if page == "grid" else self._learners)
        headers = {"Cookie": f"sessionid={person.session}; csrftoken={CSRF}", "Accept-Encoding": "gzip"}
        address, body = person.grid or PAGES[page][0], None
        if page in ("log", "submit"):
            number = next(self._numbers)
            fields = {"line": "30m coding"}
            if page == "submit":
                fields = {"source": f"{self._source}# {number}\n", "mode": "submit"}
                headers["HX-Request"] = "true"
            body = urllib.parse.urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF}
        started_at = time.perf_counter()
        try:
            connection.request("POST" if body else "GET", address, body, headers)
            reply = connection.getresponse()
            reply.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            answers.errors.append(f"{page}: {error!r}")
            return
        answers.ms[page].append((time.perf_counter() - started_at) * 1000)
        if reply.status != EXPECTED.get(page, 200):
            answers.errors.append(f"{page}: {reply.status}")


def cpu_seconds(process: int) -> float:
    """The processor time of a process and its descendants so far, also of those that have ended."""
    ticks = 0
    for pid in (process, *offspring(process)):
        with suppress(OSError):  # it has ended by now, and its parent has its time
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _at_once(calls: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# ------------------------------------------------------------------ the site


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--seconds", type=float, default=20, help="of each stretch (default %(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="(default %(default)s)")
    parser.add_argument("--processes", type=int, default=1, help="of the web (default %(default)s)")
    parser.add_argument("--pause", type=float, default=1, help="seconds that a page is read for (default %(default)s)")
    parser.add_argument("--grading", type=float, default=10, help="submissions a second (default %(default)s)")
    parser.add_argument("--rows", type=int, nargs="*", default=[], help="times the rows, in growing order")
    parser.add_argument("--database", default="", help="a URL of an empty database; by default SQLite")
    parser.add_argument("--broker", default="", help="the URL of a Redis; by default the bundled Valkey")
    parser.add_argument("--cache", default="", help="the URL of a Redis; by default the bundled Valkey")
    options = parser.parse_args(argv)
    figures = {}
    for name, stretch in run(options):
        figures[name] = stretch
        if not options.json:
            sys.stdout.write(f"{name}\n" + "".join(f"    {key:18} {value}\n" for key, value in stretch.items()))
            sys.stdout.flush()
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 1 if any(stretch.get("errors") for stretch in figures.values()) else 0


def run(options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each stretch's name and figures."""
    from tests.site import free_port

    port = free_port()
    with bench_site(
        database=options.database, broker=options.broker, cache=options.cache, port=port,
        web_processes=options.processes,
    ) as supervisor:  # fmt: skip
        learners, leads = add_people()
        web = supervisor.running["web"].pid
        load = Load(port, web, [SignedIn(session_of(learner)) for learner in learners], list(_leads(leads)))
        wait_until(lambda: _answers(port))
        load.open_home(options.connections)
        load.press(options.connections, 5)  # warm up: imports, templates, compiled queries, judges
        yield "where", {"load_average": round(os.getloadavg()[0], 1), "processes": options.processes}
        yield "one connection", load.press(1, options.seconds).summary()
        yield f"{options.connections} connections", load.press(options.connections, options.seconds).summary()
        if options.pause:
            summary = load.press(options.connections, options.seconds, pause=options.pause).summary()
            yield f"{options.connections} connections, pages read for {options.pause:g} s", summary
        if options.grading:
            yield from _while_grading(load, options)
        times = 1
        for rows in options.rows:
            grow(times, rows)
            times = rows
            load.press(options.connections, 5)
            figures = load.press(options.connections, options.seconds).summary()
            yield f"{rows} times the rows", figures | {"slow_tasks_s": slow_tasks()}


def _while_grading(load: Load, options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pages while others submit. A verdict takes longer then, because pages and runner share the cores."""
    pages = [page for page in MIX if page != "submit"]
    submissions = Answers()

    def submit() -> None:
        nonlocal submissions
        submissions = load.submit_steadily(options.grading, options.seconds)

    beside = threading.Thread(target=submit)
    beside.start()
    summary = load.press(options.connections, options.seconds, pages).summary()
    beside.join()
    summary["errors"] += len(submissions.errors)
    summary["submit_p50_ms"] = _percentile(sorted(submissions.ms["submit"]), 0.5)
    yield f"{options.connections} connections, {options.grading:g} submissions a second", summary | _verdicts()


def _verdicts() -> dict[str, Any]:
    """Wait for the last ones. Our own solution that isn't passed is an error."""
    from exercises.models import Exercise, Submission

    submissions = Submission.objects.filter(exercise=Exercise.objects.get(slug=SLUG), source__startswith="import")
    wait_until(lambda: not submissions.waiting().exists())
    return {"submissions": submissions.count(), "not_passed": submissions.exclude(verdict="passed").count()}


def slow_tasks() -> dict[str, float]:
    """The seconds of each periodic task that takes long, run once here."""
    from django.conf import settings

    from config.celery import app

    app.loader.import_default_modules()
    seconds = {}
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        started_at = time.monotonic()
        app.tasks[entry["task"]].apply(throw=True)
        seconds[entry["task"]] = round(time.monotonic() - started_at, 1)
    return {name: duration for name, duration in seconds.items() if duration >= SLOW_TASK_S}


def session_of(person: Any) -> str:
    """The cookie of a new session of the person's."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.AddressBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    key: str = session.session_key or ""
    return key


def _leads(leads: Sequence[Any]) -> Iterator[SignedIn]:
    for lead in leads:
        yield SignedIn(session_of(lead), lead.memberships.get().cohort.get_absolute_url())


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
