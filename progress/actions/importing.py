"""Hours from a file, and out again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.errors import RefusedError
from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from curriculum.models import Topic
from progress import rules
from progress.log_line import StudyLine
from progress.models import Source, StudyEntry

MOST_RECEIPT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 10_000  # it comes back in a form, beside that form's token
CHANGED = ("day", "minutes", "kind", "topic", "note")


@dataclass(frozen=True)
class Imported:
    """``changed`` were here as something else, ``skipped`` as they are; ``receipt`` undoes it."""

    added: int
    changed: int
    skipped: int
    receipt: str

    @property
    def sentence(self) -> str:
        said = f"{_entries(self.added)} in."
        if self.changed:
            said += f" {_entries(self.changed)} changed."
        if self.skipped:
            said += f" {self.skipped} {'was' if self.skipped == 1 else 'were'} there already."
        return said


def _entries(number: int) -> str:
    return "1 entry is" if number == 1 else f"{number} entries are"


@dataclass
class _Sorted:
    """The lines of a file, by what has to be done with them."""

    new: list[StudyLine] = field(default_factory=list)
    changed: list[tuple[StudyEntry, StudyLine]] = field(default_factory=list)
    skipped: int = 0


@transaction.atomic
def import_hours(*, learner: User, lines: Sequence[StudyLine]) -> Imported:
    """All of them or, where a day would get longer than a day or nothing could be undone, none. What is there already
    is skipped, and a line that names an entry changes it.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    entries = list(StudyEntry.objects.of(learner).select_related("topic"))
    found = _sort(lines, entries)
    _check_days(entries, found)
    topics = {topic.uid: topic for topic in Topic.objects.current()}
    now = timezone.now()  # one moment for all: by it they are found again
    StudyEntry.objects.bulk_create(
        (
            StudyEntry(
                learner=learner, topic=topics.get(line.topic_uid or ""), kind=line.kind, minutes=line.minutes,
                day=line.day, note=line.note, time_zone=learner.time_zone, source=Source.FILE, created_at=now,
            )
            for line in found.new
        ),
        batch_size=500,
    )  # fmt: skip
    before = [_kept(entry) for entry, _ in found.changed]
    for entry, line in found.changed:
        entry.day, entry.minutes, entry.kind, entry.note = line.day, line.minutes, line.kind, line.note
        entry.topic = topics.get(line.topic_uid or "")
    StudyEntry.objects.bulk_update([entry for entry, _ in found.changed], CHANGED, batch_size=100)
    receipt = write_receipt("import", learner, {"at": now.isoformat(), "changed": before})
    if len(receipt) > MOST_RECEIPT:
        raise RefusedError(f"Nothing was imported. {len(before)} changes at once could not be undone. Split the file.")
    return Imported(len(found.new), len(found.changed), found.skipped, receipt)


def _kept(entry: StudyEntry) -> list[object]:
    return [str(entry.uid), entry.day.isoformat(), entry.minutes, entry.kind, entry.topic_id, entry.note]


Same = tuple[date, int, str, str | None, str]


def _same(entry: StudyEntry) -> Same:
    return (entry.day, entry.minutes, entry.kind, entry.topic.uid if entry.topic else None, entry.note)


def _sort(lines: Sequence[StudyLine], entries: Iterable[StudyEntry]) -> _Sorted:
    """Lines that name an entry come first, so that no other line is taken for it."""
    found, mine = _Sorted(), {str(entry.uid): entry for entry in entries}
    unnamed: list[tuple[StudyLine, Same]] = []
    for line in lines:
        same = (line.day, line.minutes, line.kind, line.topic_uid, line.note)
        entry = mine.pop(line.entry, None)
        if entry is None:
            unnamed.append((line, same))
        elif _same(entry) == same:
            found.skipped += 1
        else:
            found.changed.append((entry, line))
    there = Counter(_same(entry) for entry in mine.values())
    for line, same in unnamed:
        if there[same]:
            there[same] -= 1
            found.skipped += 1
        else:
            found.new.append(line)
    return found


def _check_days(entries: Iterable[StudyEntry], found: _Sorted) -> None:
    by_day: Counter[date] = Counter()
    for entry in entries:
        by_day[entry.day] += entry.minutes
    for entry, _ in found.changed:
        by_day[entry.day] -= entry.minutes
    for line in [*(line for _, line in found.changed), *found.new]:
        try:
            rules.check_day_total(logged=by_day[line.day], minutes=line.minutes, day=line.day)
        except rules.DayIsFullError as error:
            raise RefusedError(f"Nothing was imported. {error}") from None
        by_day[line.day] += line.minutes


@transaction.atomic
def undo_import(*, learner: User, receipt: str) -> int:
    """Take an import back within a day: what came goes, what was changed is as before. How many entries that were.

    Doing it twice takes nothing more.
    """
    kept = read_receipt("import", learner, receipt, otherwise="Delete the entries one by one.")
    imported = StudyEntry.objects.of(learner).filter(source=Source.FILE)
    gone, _ = imported.filter(created_at=datetime.fromisoformat(kept["at"])).delete()
    before = {uid: values for uid, *values in kept["changed"]}
    entries = list(StudyEntry.objects.of(learner).filter(uid__in=before))
    topics = set(Topic.objects.values_list("pk", flat=True))
    for entry in entries:
        day, entry.minutes, entry.kind, topic, entry.note = before[str(entry.uid)]
        entry.day, entry.topic_id = date.fromisoformat(day), topic if topic in topics else None
    StudyEntry.objects.bulk_update(entries, CHANGED, batch_size=100)
    return gone + len(entries)
