"""Hours from a file, and out again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.hours.days import DayIsFullError, check_day_total
from progress.hours.models import Source, StudyEntry
from progress.log_line.study_line import StudyLine

# The undo token comes back in a form, beside that form's own token.
MAX_UNDO_TOKEN_CHARS = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 10_000
MAX_ENTRIES = 20_000  # of a learner, at an import: it reads them all
IMPORTED_COLUMNS = ("day", "minutes", "kind", "topic", "note")


@dataclass(frozen=True, kw_only=True)
class HoursImport:
    """``changed_count`` entries were updated, ``skipped_count`` were here already. ``undo_token`` undoes the import."""

    added_count: int
    changed_count: int
    skipped_count: int
    undo_token: str

    @property
    def sentence(self) -> str:
        sentence = f"{_entries(self.added_count)} imported."
        if self.changed_count:
            sentence += f" {_entries(self.changed_count)} changed."
        if self.skipped_count:
            sentence += f" {self.skipped_count} {'was' if self.skipped_count == 1 else 'were'} already there."
        return sentence


def _entries(number: int) -> str:
    return "1 entry is" if number == 1 else f"{number} entries are"


EntryKey = tuple[date, int, str, str | None, str]
"""What makes two entries the same: day, minutes, kind, topic and note."""


@dataclass
class ImportPlan:
    """The lines of a file, grouped by what to do with them; ``changes`` by the uid of the entry."""

    new_lines: list[StudyLine] = field(default_factory=list)
    changes: dict[str, StudyLine] = field(default_factory=dict)
    skipped_count: int = 0


@transaction.atomic
def import_hours(*, learner: User, lines: Sequence[StudyLine]) -> HoursImport:
    """Import all lines or none. Duplicates are skipped, and a line that names an entry changes it.

    Raises RefusedError if a day would exceed 24 h, or if there are too many changes to undo.
    """
    learner.lock()
    existing = _existing_entries(learner)
    plan = _sort(lines, existing)
    if len(existing) + len(plan.new_lines) > MAX_ENTRIES:
        raise RefusedError(f"Nothing was imported. This file would take you over the limit of {MAX_ENTRIES} entries.")
    _check_days(existing, plan)
    topics = {topic.uid: topic for topic in Topic.objects.current()}
    now = timezone.now()  # the same for all, so that undoing finds them
    _add(learner, plan.new_lines, topics, now)
    earlier_values = _change(learner, plan.changes, topics)
    undo_token = make_undo_token("import", learner, {"at": now.isoformat(), "changed": earlier_values})
    if len(undo_token) > MAX_UNDO_TOKEN_CHARS:
        raise RefusedError(
            f"Nothing was imported. {len(earlier_values)} changes are too many to undo at once. Split the file."
        )
    return HoursImport(
        added_count=len(plan.new_lines),
        changed_count=len(plan.changes),
        skipped_count=plan.skipped_count,
        undo_token=undo_token,
    )


def _add(learner: User, lines: Sequence[StudyLine], topics: Mapping[str, Topic], now: datetime) -> None:
    StudyEntry.objects.bulk_create(
        (
            StudyEntry(
                learner=learner, topic=topics.get(line.topic_uid or ""), kind=line.kind, minutes=line.minutes,
                day=line.day, note=line.note, time_zone=learner.time_zone, source=Source.FILE, created_at=now,
            )
            for line in lines
        ),
        batch_size=500,
    )  # fmt: skip


def _change(learner: User, changes: Mapping[str, StudyLine], topics: Mapping[str, Topic]) -> list[list[object]]:
    """Change the entries that the lines name. Returns their earlier values, for undoing it."""
    entries = list(StudyEntry.objects.of(learner).filter(uid__in=changes))
    earlier_values = [_values_of(entry) for entry in entries]
    for entry in entries:
        line = changes[str(entry.uid)]
        entry.day, entry.minutes, entry.kind, entry.note = line.day, line.minutes, line.kind, line.note
        entry.topic = topics.get(line.topic_uid or "")
    _update(entries)
    return earlier_values


def _existing_entries(learner: User) -> dict[str, EntryKey]:
    """The learner's entries by uid, locked until the import ends. One more than the limit if there are too many."""
    entries = StudyEntry.objects.of(learner).order_by("pk").select_for_update(of=("self",))
    rows = entries.values_list("uid", "day", "minutes", "kind", "topic__uid", "note")[: MAX_ENTRIES + 1]
    return {str(uid): (day, minutes, kind, topic, note) for uid, day, minutes, kind, topic, note in rows}


def _update(entries: list[StudyEntry]) -> None:
    """Save the entries in a tenth of the time of `bulk_update`, which writes a CASE for each row and column."""
    StudyEntry.objects.bulk_create(
        entries, batch_size=500, update_conflicts=True, unique_fields=["pk"], update_fields=IMPORTED_COLUMNS
    )


def _values_of(entry: StudyEntry) -> list[object]:
    return [str(entry.uid), entry.day.isoformat(), entry.minutes, entry.kind, entry.topic_id, entry.note]


def _sort(lines: Sequence[StudyLine], existing: Mapping[str, EntryKey]) -> ImportPlan:
    """Lines that name an entry come first, so that no other line is taken for it."""
    plan, remaining = ImportPlan(), dict(existing)
    lines_without_uid: list[tuple[StudyLine, EntryKey]] = []
    for line in lines:
        key = (line.day, line.minutes, line.kind, line.topic_uid, line.note)
        entry_key = remaining.pop(line.entry, None)
        if entry_key is None:
            lines_without_uid.append((line, key))
        elif entry_key == key:
            plan.skipped_count += 1
        else:
            plan.changes[line.entry] = line
    again = Counter(remaining.values())
    for line, key in lines_without_uid:
        if again[key]:
            again[key] -= 1
            plan.skipped_count += 1
        else:
            plan.new_lines.append(line)
    return plan


def _check_days(existing: Mapping[str, EntryKey], plan: ImportPlan) -> None:
    by_day: Counter[date] = Counter()
    for uid, (day, minutes, *_) in existing.items():
        by_day[day] += 0 if uid in plan.changes else minutes
    for line in [*plan.changes.values(), *plan.new_lines]:
        try:
            check_day_total(minutes_logged=by_day[line.day], minutes=line.minutes, day=line.day)
        except DayIsFullError as error:
            raise RefusedError(f"Nothing was imported. {error}") from None
        by_day[line.day] += line.minutes


@transaction.atomic
def undo_import(*, learner: User, undo_token: str) -> int:
    """Undo an import within a day: delete what it added, restore what it changed. Returns the number of entries.

    Doing it twice takes nothing more.
    """
    values = read_undo_token("import", learner, undo_token, otherwise="Delete the entries one by one.")
    imported_entries = StudyEntry.objects.of(learner).filter(source=Source.FILE)
    deleted_count, _ = imported_entries.filter(created_at=datetime.fromisoformat(values["at"])).delete()
    earlier_values = {uid: columns for uid, *columns in values["changed"]}
    entries = list(StudyEntry.objects.of(learner).filter(uid__in=earlier_values).select_for_update())
    topics = set(Topic.objects.values_list("pk", flat=True))
    for entry in entries:
        day, entry.minutes, entry.kind, topic, entry.note = earlier_values[str(entry.uid)]
        entry.day, entry.topic_id = date.fromisoformat(day), topic if topic in topics else None
    _update(entries)
    return deleted_count + len(entries)
