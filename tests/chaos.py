"""`make chaos`: submissions under a storm of `kill -9`, and what became of them.

A site of its own (database, Valkey with its append-only file, the web's worker, two runners) under a supervisor that
restarts what dies, as systemd or Docker would: it ends the whole group of a dead process before it starts it again.
Everything is real. Only the times are short, by LONGEST_JOB_S.
"""

import argparse
import ctypes
import json
import math
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LONGEST_JOB_S = 8
PR_SET_CHILD_SUBREAPER = 36
RIGHT = "def row_means(x):\n    return x.sum(axis=1) / x.shape[1]\n"
SOURCES = {  # by the verdict that each must get
    "passed": (
        RIGHT,
        "import numpy as np\ndef row_means(x):\n    return np.array([sum(row) / len(row) for row in x])\n",
    ),
    "failed": (
        "def row_means(x):\n    return x.sum(axis=1)\n",
        "def row_means(x):\n    return x.sum(axis=0) / len(x)\n",
    ),
    "timeout": ("def row_means(x):\n    while True: pass\n", "import time\ntime.sleep(60)\n"),
    "error": ("import os\nos.kill(os.getppid(), 9)\n", "import os\ndef row_means(x):\n    os.fork()\n"),
}
MIX = ("passed", "passed", "failed", "passed", "timeout", "failed", "passed", "error")
VICTIMS = ("runner child", "runner child", "sandboxd", "zygote", "zygote", "cell", "cell", "runner-1", "runner-2",
           "web", "reports", "valkey", "valkey")  # fmt: skip
# Words of the command line, and how many forks and wrappers with the same words are above the one that is meant: a
# zygote is under sandboxd, which is told how to start one, and bubblewrap's two; a cell is under the zygote.
PARTS = {"runner child": ("runner.worker", 0), "sandboxd": ("sandbox.daemon", 0), "zygote": ("harness.zygote", 3),
         "cell": ("harness.zygote", 4)}  # fmt: skip


# ------------------------------------------------------------------ processes


def processes() -> dict[int, tuple[int, str]]:
    """The parent and the command line of every process, by pid."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            found[int(folder.name)] = parent, command or (folder / "comm").read_text().strip()
    return found


def offspring(of: int) -> dict[int, str]:
    """All descendants of a process, with their command lines."""
    every = processes()
    found: dict[int, str] = {}
    front = {of}
    while front:
        front = {pid for pid, (parent, _) in every.items() if parent in front and pid not in found}
        found |= {pid: every[pid][1] for pid in front}
    return found


class Supervisor:
    """Starts the site's processes, and starts them again when they die."""

    def __init__(self, commands: dict[str, str], logs: Path, environment: dict[str, str]) -> None:
        self.commands, self.logs, self.environment = commands, logs, environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: Counter[str] = Counter()

    def tend(self) -> None:
        for name, command in self.commands.items():
            process = self.running.get(name)
            if process is not None and process.poll() is None:
                continue
            if process is not None:
                self.restarts[name] += 1
                self.end_group(process.pid)
            with (self.logs / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    shlex.split(command), cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )

    @staticmethod
    def end_group(group: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    def kill(self, victim: str, choose: random.Random) -> str:
        """`kill -9` one process of that kind. Return its kind, or nothing if there is none now."""
        candidates = [self.running[victim].pid] if victim in self.running else self.of_a_runner(*PARTS[victim])
        if not candidates:
            return ""
        with suppress(ProcessLookupError):
            os.kill(choose.choice(candidates), signal.SIGKILL)
        return victim

    def of_a_runner(self, words: str, depth: int) -> list[int]:
        """What descends from a runner with these words in its command, so deep among its like."""
        every = processes()
        theirs = {pid for name in ("runner-1", "runner-2") for pid in offspring(self.running[name].pid)}
        found = {pid for pid in theirs if pid in every and words in every[pid][1]}
        level = {pid for pid in found if every[pid][0] not in found}
        for _ in range(depth):
            level = {pid for pid in found if every[pid][0] in level}
        return sorted(level)

    def stop(self) -> None:
        """Stop everything with SIGTERM, the broker last, as an operator would."""
        for name in reversed(self.commands):
            process = self.running[name]
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            self.end_group(process.pid)
            process.wait(5)


# ------------------------------------------------------------------ the site


def environment_of(var: Path, catalog: Path) -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return outside | {
        "DESCENT_VAR": str(var),
        "DESCENT_CATALOG": str(catalog),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LONGEST_JOB_S": str(LONGEST_JOB_S),
        "LOG_LEVEL": "WARNING",
    }


def write_catalog(root: Path) -> None:
    """The runner's toy exercise, with a shorter time limit and a check that one answer kills."""
    from runner.tests.toy import DEADLY_CHECKS, FILES, write_exercise

    head = FILES["exercise.md"].replace("wall_s = 2.0", "wall_s = 0.5")
    write_exercise(root, exercise_md=head, checks_py=DEADLY_CHECKS)


def make_site() -> tuple[Any, Any]:
    """The exercise and its learner in a fresh database."""
    from django.conf import settings
    from django.core.management import call_command

    from accounts.models import User
    from exercises.actions.catalogue import fields_of
    from exercises.grading import read_catalog
    from exercises.models import Exercise

    call_command("migrate", verbosity=0)
    settings.SUBMISSIONS_PER_MINUTE = settings.SUBMISSIONS_IN_PROGRESS = settings.FAILED_ATTEMPTS_PER_HOUR = 100_000
    [folder] = read_catalog(settings.EXERCISE_CATALOG)
    exercise = Exercise.objects.create(uid=folder.spec.uid, digest=folder.digest, **fields_of(folder))
    return exercise, User.objects.create_user("ada@example.org", "a long enough password", name="Ada")


def commands() -> dict[str, str]:
    from django.conf import settings

    from config.devserver import register_runner, valkey_command

    celery = f"{shlex.quote(sys.executable)} -m celery -A %s worker --without-gossip --without-mingle -l WARNING"
    beat = shlex.quote(str(settings.VAR / "beat"))
    runners = {}
    for name in ("one", "two"):  # each a host with a key and a user on the broker of its own
        key = settings.VAR / name
        register_runner(key)
        command = f"{celery % 'runner.worker'} -Q cpu,cpu-regrade -c 1 -n {name}@%h"
        runners[name] = f"env RUNNER_KEY_FILE={shlex.quote(str(key))} {command}"
    return {
        "valkey": valkey_command(settings.VALKEY_SOCKET),
        "web": f"{celery % 'config'} -n web@%h -Q web -c 1 -B -s {beat}",
        "reports": f"{shlex.quote(sys.executable)} manage.py take_reports",
        "runner-1": runners["one"],
        "runner-2": runners["two"],
    }


# ------------------------------------------------------------------ the storm


@dataclass(slots=True, kw_only=True)
class Outcome:
    """How the submissions ended. Empty lists and zeros are good."""

    submissions: int
    seconds: float = 0.0
    kills: dict[str, int] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    unfinished: int = 0
    internal: int = 0
    wrong: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    recorded_twice: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)


class Storm:
    def __init__(self, supervisor: Supervisor, choose: random.Random) -> None:
        self.supervisor, self.choose = supervisor, choose
        self.expected: dict[str, str] = {}  # the verdict that each submission must get
        self.kills: Counter[str] = Counter()
        self.first: dict[str, tuple[Any, ...]] = {}  # what each submission was told first
        self.changed: set[str] = set()

    def watch(self) -> int:
        """Restart dead processes, record reports, and return how many submissions still wait."""
        from exercises.models import Submission

        self.supervisor.tend()
        rows = Submission.objects.values_list("uid", "state", "verdict", "graded_at")
        for uid, state, *told in rows:
            if state == "done" and self.first.setdefault(str(uid), tuple(told)) != tuple(told):
                self.changed.add(str(uid))
        return sum(state != "done" for _, state, *_ in rows)

    def rage(self, learners: Iterator[tuple[str, str]], per_second: float, every_s: float | None) -> None:
        """Let learners submit and kill something every so often, until everything was sent and most of it graded, and
        until something of every kind was killed.

        ``every_s`` None is a quarter of the time that this host takes from the start to the first verdict, for where
        that is long, so is the time in which what was killed comes back.
        """
        began = submit_at = time.monotonic()
        strike_at, victims = math.inf, self.victims()
        learners_left = True
        while self.watch() > len(self.expected) / 10 or learners_left or set(VICTIMS) - set(self.kills):
            now = time.monotonic()
            if learners_left and now >= submit_at:
                submit_at += 1 / per_second
                learners_left = self.expect(next(learners, None))
            if strike_at == math.inf and self.first:
                strike_at = now  # the first verdict is there: everything is up
                every_s = every_s or (now - began) / 4
            if now >= strike_at:
                hit = self.supervisor.kill(next(victims), self.choose)
                self.kills[hit or "nobody"] += 1
                strike_at = now + (every_s or 0) * self.choose.uniform(0.5, 1.5)
            time.sleep(0.02)

    def victims(self) -> Iterator[str]:
        """Kinds of victims in rounds, in each of which every one has its turn."""
        while True:
            yield from self.choose.sample(VICTIMS, len(VICTIMS))

    def expect(self, submitted: tuple[str, str] | None) -> bool:
        if submitted is not None:
            self.expected[submitted[0]] = submitted[1]
        return submitted is not None

    def calm(self, patience_s: float) -> int:
        """Wait for the rest, then for late reports. Return how many never ended."""
        deadline = time.monotonic() + patience_s
        while (waiting := self.watch()) and time.monotonic() < deadline:
            time.sleep(0.1)
        quiet_until = time.monotonic() + 2
        while time.monotonic() < quiet_until:
            self.watch()
            time.sleep(0.2)
        return waiting


def submissions(exercise: Any, learner: Any, count: int) -> Iterator[tuple[str, str]]:
    """Submit. Return the uid and the verdict that it must get."""
    from exercises.actions import submit
    from runner.tests.toy import POISON

    for number in range(count):
        verdict = MIX[number % len(MIX)] if number % 100 != 50 else "internal"
        source = POISON if verdict == "internal" else SOURCES[verdict][number // len(MIX) % 2]
        source += f"# {number}\n"
        yield str(submit(exercise=exercise, learner=learner, source=source, mode="submit").uid), verdict


def judge(storm: Storm, outcome: Outcome) -> None:
    from exercises.models import Submission

    rows = list(Submission.objects.prefetch_related("checks"))
    outcome.verdicts = dict(Counter(row.verdict or row.state for row in rows))
    outcome.attempts = dict(sorted(Counter(row.attempts for row in rows).items()))
    outcome.internal = sum(row.is_our_fault and storm.expected[str(row.uid)] != "internal" for row in rows)
    outcome.changed = sorted(storm.changed)
    for row in rows:
        wanted = storm.expected[str(row.uid)]
        if row.is_done and row.verdict != wanted and not (row.is_our_fault and row.attempts == 3):
            outcome.wrong.append(f"{row.uid}: {row.verdict} after {row.attempts}, not {wanted}: {row.message}")
        names = [check.name for check in row.checks.all()]
        if len(names) != len(set(names)):
            outcome.recorded_twice.append(str(row.uid))


def leftovers() -> Iterator[str]:
    """Processes that still run after everything was stopped. Orphans become our children, since we are their reaper."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not offspring(os.getpid()):
            return
        time.sleep(0.1)
    for pid, command in offspring(os.getpid()).items():
        yield f"{pid}: {command}"
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def run(count: int, seed: int, per_second: float, every_s: float | None, patience_s: float) -> Outcome:
    import django

    django.setup()
    from django.conf import settings

    from config.devserver import valkey_answers

    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    exercise, learner = make_site()
    supervisor = Supervisor(commands(), settings.VAR, dict(os.environ))
    storm = Storm(supervisor, random.Random(seed))  # noqa: S311 - repeatable, not secret
    outcome, began = Outcome(submissions=count), time.monotonic()
    try:
        supervisor.tend()
        while not valkey_answers(settings.VALKEY_SOCKET):
            time.sleep(0.02)
        storm.rage(submissions(exercise, learner, count), per_second, every_s)
        outcome.unfinished = storm.calm(patience_s)
    finally:
        supervisor.stop()
    outcome.seconds = round(time.monotonic() - began, 1)
    outcome.kills, outcome.restarts = dict(storm.kills), dict(supervisor.restarts)
    judge(storm, outcome)
    outcome.left_behind = list(leftovers())
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--rate", type=float, default=4.0, help="submissions per second")
    parser.add_argument("--every", type=float, help="seconds between kills, on average")
    parser.add_argument("--patience", type=float, default=120, help="seconds to wait for the last ones")
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="descent-chaos-"))
    write_catalog(var / "catalog")
    os.environ.clear()
    os.environ.update(environment_of(var, var / "catalog"))
    outcome = run(options.submissions, options.seed, options.rate, options.every, options.patience)
    answer = {"seed": options.seed, "logs": str(var)} | {name: getattr(outcome, name) for name in Outcome.__slots__}
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    fine = outcome.internal <= options.submissions / 10 and not (
        outcome.unfinished or outcome.wrong or outcome.changed or outcome.recorded_twice or outcome.left_behind
    )
    if fine:
        shutil.rmtree(var, ignore_errors=True)  # otherwise its logs and its database tell the rest
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
