"""Tell learners what a new version of the roadmap means for them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authoring.drafts.changes import changes_between
from authoring.drafts.nodes import table_of
from authoring.impact.actions import impact_of
from authoring.impact.marks import NewMark
from authoring.impact.rules import Impact, LearnerImpact, StateChange
from authoring.impact.sentences import learner_sentence
from authoring.versions.models import RoadmapVersion
from notices.actions import notify, retract_unread
from notices.models import Notice, NoticeKind


def send_version_notices() -> None:
    """Notify learners of each new version. A person gets one notice for each, however often this runs.

    Whoever hasn't read about the day's earlier versions is told of all of them at once: edits that cancel each other
    out mean nothing.
    """
    for version in RoadmapVersion.objects.filter(told_at=None).select_related("roadmap").order_by("pk"):
        earlier = _earlier_today(version)
        behind = _people_behind(earlier) if earlier else set()
        impact = Impact.from_json(version.impact) or _impact(version)
        _notify(version, [row for row in impact.rows if row.learner not in behind], version.changes)
        if behind:
            _notify_of_all(version, earlier, behind)
        RoadmapVersion.objects.filter(pk=version.pk).update(told_at=timezone.now(), new_marks=[])


def _earlier_today(version: RoadmapVersion) -> Sequence[RoadmapVersion]:
    """The versions of the same day before this one, the oldest first, that learners have been told of."""
    rows = RoadmapVersion.objects.filter(roadmap=version.roadmap, number__lt=version.number, published_by__isnull=False)
    return list(rows.filter(published_at__date=version.published_at.date()).exclude(told_at=None).order_by("number"))


def _people_behind(versions: Sequence[RoadmapVersion]) -> set[int]:
    """Those who haven't read, and weren't mailed, any of the notices about these versions."""
    notices = Notice.objects.filter(kind=NoticeKind.CURRICULUM, key__in=[_key(version) for version in versions])
    told = set(notices.values_list("person", flat=True))
    return told - set(
        notices.exclude(pk__in=notices.unread().exclude(mail=Notice.Mail.SENT)).values_list("person", flat=True)
    )


def _notify_of_all(version: RoadmapVersion, earlier: Sequence[RoadmapVersion], people: set[int]) -> None:
    """Replace their notices by one about what all of the day's versions mean together, if it's anything."""
    for person in User.objects.filter(pk__in=people):
        for row in earlier:
            retract_unread(kind=NoticeKind.CURRICULUM, key=_key(row), person=person)
    before, after = table_of(_predecessor(earlier[0]).document), table_of(version.document)
    now = {row.learner: row for row in impact_of(version.roadmap, before=before, after=after, now=timezone.now()).rows}
    impacts = [Impact.from_json(row.impact) for row in (*earlier, version)]
    told = [row for impact in impacts if impact for row in impact.rows]
    rows = [_joined([row for row in told if row.learner == pk], now.get(pk)) for pk in people]
    changes = [asdict(change) for change in changes_between(before, after)]
    _notify(version, [row for row in rows if row and row.is_affected], changes)


def _joined(rows: Sequence[LearnerImpact], now: LearnerImpact | None) -> LearnerImpact | None:
    """What several versions mean for one learner together. None: nothing.

    Hours and topics are joined from what each version did when it was published: a topic that one of them has finished
    stays finished, so comparing the first and the last roadmap now would hide it. ``now`` is that comparison, which
    knows the questions and checkpoints: an answer counts again where a question got its earlier words back.
    """
    if not rows:
        return now
    added = [sum(row.added_hours[end] for row in rows) for end in (0, 1)]
    low, high = rows[-1].hours_after
    states: dict[str, StateChange] = {}
    for change in (change for row in rows for change in row.states if not change.is_checkpoint):
        first = states.get(change.title, change)
        states[change.title] = replace(change, before=first.before)
    changed_states = [change for change in states.values() if change.before != change.after]
    changed_states += [change for change in (now.states if now else ()) if change.is_checkpoint]
    is_moved = any(added) or changed_states
    return LearnerImpact(
        learner=rows[0].learner, hours_before=(low - added[0], high - added[1]), hours_after=(low, high),
        finish_before=rows[0].finish_before if is_moved else rows[-1].finish_after, finish_after=rows[-1].finish_after,
        states=changed_states, questions=now.questions if now else (), reopened=now.reopened if now else (),
    )  # fmt: skip


def _notify(version: RoadmapVersion, rows: Sequence[LearnerImpact], changes: Sequence[Mapping[str, Any]]) -> None:
    people = User.objects.in_bulk([row.learner for row in rows])
    now = timezone.now()
    for row in rows:
        person = people.get(row.learner)
        if person and person.is_active:
            notify(
                person=person,
                kind=NoticeKind.CURRICULUM,
                key=_key(version),
                sentence=learner_sentence(changes, row, now.astimezone(person.zone).date()),
                link=reverse("authoring:version_detail", args=[version.roadmap.uid, version.number]),
            )


def _key(version: RoadmapVersion) -> str:
    return f"version-{version.pk}"


def _predecessor(version: RoadmapVersion) -> RoadmapVersion:
    return RoadmapVersion.objects.get(roadmap=version.roadmap, number=version.number - 1)


def _impact(version: RoadmapVersion) -> Impact:
    """The impact, computed now where there was no preview, as for a rollback: with the marks of then."""
    after = table_of(version.document)
    before = table_of(_predecessor(version).document)
    newer = RoadmapVersion.objects.filter(roadmap=version.roadmap, number__gt=version.number).order_by("number")
    later_marks = [mark for marks in newer.values_list("new_marks", flat=True) for mark in marks]
    impact = impact_of(
        version.roadmap, before=before, after=after, now=timezone.now(),
        new_marks=[NewMark(**mark) for mark in version.new_marks],
        later_marks=[NewMark(**mark) for mark in later_marks],
    )  # fmt: skip
    version.impact = impact.as_json()
    version.save(update_fields=["impact"])
    return impact
