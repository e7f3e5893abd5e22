"""`make hosts`: a school on five hosts. Links are cut, delayed and healed and hosts killed while learners submit."""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from tests.hosts.faults import FAULTS, SAMPLE, Fault
from tests.hosts.learners import Answer, Journal, Learner, Witness, ask
from tests.hosts.network import Network, missing_right
from tests.hosts.school import BROKER, DATA, LONGEST_JOB_S, RUNNERS, WEB, School
from tests.patience import comes_true

LEARNERS = 8
RECOVERY_S = 120.0  # far longer than any recovery takes
MAX_ANSWER_S = 15.0  # of a request under a fault, on a busy machine


@dataclass(slots=True, kw_only=True)
class Recovery:
    """What happened under a fault. Seconds count from the moment at which it was healed."""

    fault: str
    began: float
    healed: float = 0.0
    down_s: float = 0.0
    waiting: list[str] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    slowest_answer_s: float = 0.0
    readyz: list[str] = field(default_factory=list)
    readyz_s: float = 0.0
    says_outage: bool = False
    verdicts_meanwhile: int = 0
    after_s: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Result:
    """How the submissions ended. Empty lists and zeros are good, ``acknowledged`` and ``recoveries`` apart."""

    logs: str
    opened_after_s: float = 0.0
    seconds: float = 0.0
    recoveries: list[Recovery] = field(default_factory=list)
    acknowledged: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    our_fault: int = 0

    @property
    def is_good(self) -> bool:
        troubles = [self.lost, self.unfinished, self.wrong, self.changed, *(one.problems for one in self.recoveries)]
        return not any(troubles) and self.our_fault <= self.acknowledged / 20


class Trial:
    """A school under faults, one after the other."""

    def __init__(self, network: Network, school: School) -> None:
        self.network, self.school = network, school
        self.journal, self.witness = Journal(), Witness(school.database)
        self.learners: list[Learner] = []

    def open(self, template: str) -> None:
        tokens = self.school.open(LEARNERS, template)
        self.witness.start()
        self.learners = [Learner(self.school.address(WEB), token, self.journal, self.witness) for token in tokens]
        self._wait(lambda: self._ready().status == 200, "the site never became ready")
        for learner in self.learners:
            learner.start()
        for name in RUNNERS:
            self._wait(partial(self._first_verdict, 0, f"cpu@{name}"), f"{name} gave no verdict")

    def endure(self, fault: Fault) -> Recovery:
        """Begin a fault, look at the site meanwhile, and heal it."""
        recovery = Recovery(fault=fault.name, began=time.monotonic())
        fault.begin(self.network)
        self._watch(fault, recovery)
        recovery.healed = time.monotonic()
        recovery.down_s = round(recovery.healed - recovery.began, 1)
        recovery.waiting = [uid for uid in list(self.journal.expected) if not self.witness.is_done(uid)]
        fault.end(self.network)
        return recovery

    def recover(self, fault: Fault, recovery: Recovery) -> None:
        """Wait until everything is as before the fault, and note how long each step took."""
        healed = recovery.healed
        steps: dict[str, Callable[[], object]] = {
            "ready": lambda: self._ready().status == 200,
            "verdict": lambda: self._first_verdict(healed, fault.worker),
            "backlog": lambda: all(map(self.witness.is_done, recovery.waiting)),
            "answers": lambda: all(learner.asked_at is None or learner.asked_at > healed for learner in self.learners),
        }
        while steps and time.monotonic() < healed + RECOVERY_S:
            for name in [name for name, holds in steps.items() if holds()]:
                recovery.after_s[name] = round(time.monotonic() - healed, 1)
                del steps[name]
            time.sleep(0.05)
        recovery.problems += [f"{name}: not within {RECOVERY_S:.0f} s" for name in steps]
        if first := self._first_verdict(healed, fault.worker):
            recovery.after_s["verdict"] = round(first - healed, 1)
        self._conclude(fault, recovery)

    def _watch(self, fault: Fault, recovery: Recovery) -> None:
        while (left := recovery.began + fault.down_s - time.monotonic()) > 0:
            if fault.is_unreachable:
                time.sleep(left)
                return
            answer = self._ready()
            recovery.readyz_s = round(max(recovery.readyz_s, answer.seconds), 1)
            recovery.says_outage |= "data-down" in ask(self.school.address(WEB), "GET", "/status/").body
            if answer.status == 503 and answer.body.startswith("{"):
                recovery.readyz = sorted({*recovery.readyz, *json.loads(answer.body).get("troubles", [])})
            time.sleep(min(1.0, max(0.0, left)))

    def _conclude(self, fault: Fault, recovery: Recovery) -> None:
        """What was answered and graded meanwhile, and what of it was bad."""
        answers = self.journal.between(recovery.began, recovery.healed)
        recovery.answers = dict(Counter(str(answer.status) for answer in answers))
        recovery.slowest_answer_s = round(max((answer.seconds for answer in answers), default=0.0), 1)
        times = self.witness.verdict_times()
        recovery.verdicts_meanwhile = sum(recovery.began < at <= recovery.healed for at in times)
        problems = [f"/readyz didn't name {name}" for name in fault.troubles if name not in recovery.readyz]
        if fault.is_outage and not recovery.says_outage:
            problems.append("/status/ reported no outage")
        if fault.grades and not recovery.verdicts_meanwhile:
            problems.append("there was no verdict meanwhile")
        if not fault.is_unreachable and recovery.slowest_answer_s > MAX_ANSWER_S:
            problems.append(f"a submission had its answer after {recovery.slowest_answer_s} s")
        bad = recovery.answers.keys() - ({"201", "429"} if fault.accepts else {"201", "429", "503"})
        if not fault.is_unreachable and bad:
            problems.append(f"answers had status {', '.join(sorted(bad))}")
        recovery.problems += problems

    def finish(self, result: Result) -> None:
        """Let the learners end, wait for the last verdicts, and compare all of them with what they should be."""
        for learner in self.learners:
            learner.stop_event.set()
        for learner in self.learners:
            learner.join()
        expected = self.journal.expected
        self._wait(lambda: all(map(self.witness.is_done, expected)), "")
        time.sleep(2)  # for late reports
        self.witness.stop_event.set()
        self.witness.join()
        rows = self.witness.rows
        result.acknowledged = len(expected)
        result.verdicts = dict(Counter(row.verdict or row.state for row in rows.values()))
        result.attempts = dict(sorted(Counter(row.attempts for row in rows.values()).items()))
        result.lost = sorted(expected.keys() - rows.keys())
        result.unfinished = sorted(uid for uid, row in rows.items() if row.state != "done")
        result.changed = sorted(self.witness.changed)
        for uid, wanted in expected.items():
            row = rows.get(uid)
            if row and row.state == "done" and row.verdict == "internal":
                result.our_fault += 1
            elif row and row.state == "done" and row.verdict != wanted:
                result.wrong.append(f"{uid}: {row.verdict}, not {wanted}: {row.message}")

    def _ready(self) -> Answer:
        return ask(self.school.address(WEB), "GET", "/readyz")

    def _first_verdict(self, moment: float, worker: str) -> float | None:
        return min((at for at in self.witness.verdict_times(worker) if at > moment), default=None)

    @staticmethod
    def _wait(holds: Callable[[], object], complaint: str) -> None:
        if not comes_true(holds, RECOVERY_S) and complaint:
            raise RuntimeError(complaint)


def run(faults: Sequence[Fault], folder: Path, options: argparse.Namespace) -> Result:
    """Open a school, let it endure the faults, and judge its verdicts. In a sample, each fault begins before the one
    before it is over.
    """
    began = time.monotonic()
    result = Result(logs=str(folder))
    with Network((DATA, BROKER, WEB, *RUNNERS), folder) as network:
        trial = Trial(network, School(network, folder))
        trial.open(options.template)
        result.opened_after_s = round(time.monotonic() - began, 1)
        for fault in faults:
            recovery = trial.endure(fault)
            result.recoveries.append(recovery)
            if not options.sample:
                trial.recover(fault, recovery)
                sys.stderr.write(_sentence(recovery))
        if options.sample:
            for fault, recovery in zip(faults, result.recoveries, strict=True):
                trial.recover(fault, recovery)
                sys.stderr.write(_sentence(recovery))
        trial.finish(result)
    result.seconds = round(time.monotonic() - began, 1)
    return result


def _sentence(recovery: Recovery) -> str:
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(recovery.answers.items()))
    lines = [
        f"{recovery.fault} ({recovery.down_s:.0f} s)",
        f"  /readyz    {', '.join(recovery.readyz) or 'ready'}; within {recovery.readyz_s} s",
        f"  /status/   {'reports an outage' if recovery.says_outage else 'reports no outage'}",
        f"  verdicts   {recovery.verdicts_meanwhile} meanwhile",
        f"  answers    {answers}; the slowest after {recovery.slowest_answer_s} s",
        f"  healed     {', '.join(f'{name} after {seconds} s' for name, seconds in recovery.after_s.items())}",
        *(f"  PROBLEM    {problem}" for problem in recovery.problems),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hosts", description=__doc__)
    parser.add_argument("--sample", action="store_true", help="one runner host killed, and one link cut")
    parser.add_argument("--only", metavar="WORDS", default="", help="the faults whose names contain this")
    parser.add_argument("--template", metavar="URL", default="", help="a database whose tables to copy")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--keep", action="store_true", help="keep the logs of a good run too")
    options = parser.parse_args()
    if reason := missing_right():
        sys.stderr.write(f"This machine can't build hosts: {reason}.\n")
        return 2
    faults = SAMPLE if options.sample else [fault for fault in FAULTS if options.only in fault.name]
    folder = Path(tempfile.mkdtemp(prefix="descent-hosts-"))
    result = run(faults, folder, options)
    sys.stdout.write(json.dumps(asdict(result), indent=2) + "\n" if options.json else _summary(result))
    if result.is_good and not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if result.is_good else 1


def _summary(result: Result) -> str:
    troubles = {name: getattr(result, name) for name in ("lost", "unfinished", "wrong", "changed")}
    lines = [
        f"{result.acknowledged} submissions were acknowledged: {result.verdicts}, attempts {result.attempts}.",
        f"Our fault: {result.our_fault}. " + " ".join(f"{name}: {len(some)}." for name, some in troubles.items()),
        *(f"  {name}: {one}" for name, some in troubles.items() for one in some),
        f"Open after {result.opened_after_s} s, {result.seconds} s in all, jobs of {LONGEST_JOB_S} s.",
    ]
    return "\n".join(lines + ([] if result.is_good else [f"Logs: {result.logs}"])) + "\n"


if __name__ == "__main__":
    sys.exit(main())
