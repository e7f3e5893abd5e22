"""Promises that hold whatever happened: nothing acknowledged is lost, duplicated or wrong."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from bench.chaos.ledger import Ledger, SubmissionReceipt


@dataclass(slots=True, kw_only=True)
class Findings:
    """Each list has a sentence for each case. Empty lists are good.

    Attributes:
        losses: what was acknowledged and isn't there, or never got a verdict.
        duplicates: what is there twice, or was recorded twice.
        wrong: a verdict, entry or answer that isn't the right one, or that changed later.
        our_fault: submissions that ended as our fault although their code is innocent. They cost the learner nothing.
    """

    losses: set[str] = field(default_factory=set)
    duplicates: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    our_fault: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        return len(self.losses) + len(self.duplicates) + len(self.wrong)


class Auditor:
    """Compares the database with the ledger, again and again. It remembers the first verdict of each submission."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.findings = ledger, Findings()
        self.verdicts: dict[str, tuple[Any, ...]] = {}

    def waiting(self) -> dict[str, SubmissionReceipt]:
        """The acknowledged submissions that have no verdict yet."""
        from exercises.models import Submission

        self._follow()
        with self.ledger.writing() as ledger:
            receipts = {uid: each for uid, each in ledger.submissions.items() if uid not in self.verdicts}
        if receipts:
            rows = set(map(str, Submission.objects.filter(uid__in=list(receipts)).values_list("uid", flat=True)))
            self.findings.losses |= {f"submission {uid} is not in the database" for uid in receipts.keys() - rows}
        return receipts

    def _follow(self) -> None:
        from exercises.models import Submission

        rows = Submission.objects.filter(state="done").values_list("uid", "verdict", "graded_at", "attempt")
        for uid, *verdict in rows:
            if self.verdicts.setdefault(str(uid), tuple(verdict)) != tuple(verdict):
                self.findings.wrong.add(f"submission {uid} changed from {self.verdicts[str(uid)]} to {verdict}")

    def audit(self) -> Findings:
        """Compare everything. People may be at work meanwhile."""
        self.waiting()
        self._audit_submissions()
        self._audit_entries()
        self._audit_answers()
        return self.findings

    def _audit_submissions(self) -> None:
        from exercises.models import CheckResult, EarlierVerdict, Submission

        with self.ledger.writing() as ledger:
            receipts, marks = dict(ledger.submissions), set(ledger.marks)
        rows = Submission.objects.values_list("uid", "source", "state", "verdict", "attempts", "learner__email")
        mark_counts: Counter[str] = Counter()
        for uid, source, state, verdict, attempts, learner in rows:
            mark = source[source.rindex("# ") :]
            mark_counts[mark] += 1
            if mark not in marks:
                self.findings.wrong.add(f"submission {uid} was never sent")
            receipt = receipts.get(str(uid))
            if receipt and (receipt.mark != mark or receipt.learner != learner):
                self.findings.wrong.add(f"submission {uid} has another source or learner")
            if receipt and state == "done" and verdict != receipt.verdict:
                sentence = f"submission {uid}: {verdict} after {attempts} attempts, not {receipt.verdict}"
                (self.findings.our_fault if verdict == "internal" else self.findings.wrong).add(sentence)
        self.findings.duplicates |= {
            f"{mark} is there {count} times" for mark, count in mark_counts.items() if count > 1
        }
        names = Counter(CheckResult.objects.values_list("submission__uid", "name"))
        self.findings.duplicates |= {
            f"check {name} of {uid} is there twice" for (uid, name), n in names.items() if n > 1
        }
        again = EarlierVerdict.objects.values_list("submission__uid", flat=True)
        self.findings.duplicates |= {f"submission {uid} was graded twice" for uid in again}

    def _audit_entries(self) -> None:
        from progress.hours.models import StudyEntry

        with self.ledger.writing() as ledger:
            receipts = dict(ledger.entries)
        rows = list(StudyEntry.objects.values_list("uid", "learner__email", "note", "minutes"))
        entries = {str(uid): tuple(values) for uid, *values in rows}
        self.findings.losses |= {f"entry {uid} is not in the database" for uid in receipts.keys() - entries.keys()}
        for uid in receipts.keys() & entries.keys():
            receipt = receipts[uid]
            if entries[uid] != (receipt.learner, receipt.note, receipt.minutes):
                self.findings.wrong.add(f"entry {uid} is {entries[uid]}, not {receipt}")
        notes = Counter(note for _, _, note, _ in rows)
        self.findings.duplicates |= {f"“{note}” is logged {count} times" for note, count in notes.items() if count > 1}

    def _audit_answers(self) -> None:
        from progress.checkpoints.models import CriterionMark

        with self.ledger.writing() as ledger:
            answers, pending = dict(ledger.answers), set(ledger.asking)
        rows = CriterionMark.objects.values_list("learner__email", "criterion__uid", "answer")
        marks = {(learner, criterion): answer for learner, criterion, answer in rows}
        with self.ledger.writing() as ledger:
            moving = pending | ledger.asking | {key for key, value in answers.items() if ledger.answers[key] != value}
        for key, value in answers.items():
            if key not in moving and marks.get(key, "") != value:
                self.findings.wrong.add(f"answer {key} is {marks.get(key, '')!r}, not {value!r}")

    def audit_exports(self, learners: list[str]) -> None:
        """The archives of these learners have exactly what was acknowledged to them, and what the database has."""
        for learner in learners:
            self.findings.wrong |= set(self._export_differences(learner))

    def _export_differences(self, email: str) -> Iterator[str]:
        from accounts.models import User
        from personal_data.export import write_archive

        learner = User.objects.get(email=email)
        file = BytesIO()
        write_archive(learner, file)
        archive = zipfile.ZipFile(file)
        if damage := archive.testzip():
            yield f"{damage} in the archive of {email} is damaged"
        [document] = [name for name in archive.namelist() if name.endswith(".json")]
        rows = json.loads(archive.read(document))["rows"]
        verdicts = {row["fields"]["uid"]: row["fields"]["verdict"] for row in _of(rows, "exercises.submission")}
        entries = {row["fields"]["uid"] for row in _of(rows, "progress.studyentry")}
        receipts = {uid: each for uid, each in self.ledger.submissions.items() if each.learner == email}
        for uid in receipts:
            verdict = self.verdicts.get(uid)
            if uid not in verdicts or (verdict and verdicts[uid] != verdict[0]):
                yield f"the archive of {email} has {verdicts.get(uid)!r} for submission {uid}, not {verdict}"
        uids = {uid for uid, entry in self.ledger.entries.items() if entry.learner == email}
        yield from (f"the archive of {email} lacks entry {uid}" for uid in uids - entries)


def _of(rows: list[dict[str, Any]], model: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["model"] == model]
