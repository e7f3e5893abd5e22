"""Report what is wrong on a page, withdraw a report, and answer reports."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authoring.drafts.actions import check_may_edit
from authoring.faults.models import FaultKind, FaultReport, FaultState
from authoring.versions.models import RoadmapVersion
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from lib.errors import RefusedError
from lib.task_queue import enqueue
from notices.actions import notify
from notices.models import NoticeKind

MAX_A_DAY = 10
TOO_MANY_TODAY = f"You can send {MAX_A_DAY} reports a day. Send this one tomorrow."
ALREADY_ANSWERED = "Somebody is looking into this already, so it can’t be withdrawn."


@dataclass(frozen=True, kw_only=True)
class FaultPage:
    """The subject of a report: a topic, or an exercise with or without a verdict on it."""

    topic: Topic | None = None
    exercise: Exercise | None = None
    submission: Submission | None = None

    @property
    def title(self) -> str:
        return str(self.topic.title if self.topic else self.exercise)

    @property
    def url(self) -> str:
        if self.topic:
            return reverse("progress:topic_detail", args=[self.topic.uid])
        page = self.submission or self.exercise
        return page.get_absolute_url() if page else ""

    @property
    def version(self) -> str:
        """The published version of the roadmap, or the start of the exercise's digest."""
        if self.topic:
            newest = RoadmapVersion.objects.filter(roadmap=self.topic.section.roadmap_id)
            return str(newest.values_list("number", flat=True).first() or "")
        digest = (self.submission.digest if self.submission else "") or (self.exercise.digest if self.exercise else "")
        return digest[:8]


@transaction.atomic
def report_fault(*, person: User, page: FaultPage, kind: FaultKind, text: str, uid: UUID) -> FaultReport:
    """Send a report to the admins. ``uid`` identifies it: sending the same one twice makes one.

    Raises RefusedError: the person has sent too many today.
    """
    person.lock()  # two at once would both count too few
    if report := FaultReport.objects.filter(uid=uid, reporter=person).first():
        return report  # a second click
    yesterday = timezone.now() - timedelta(days=1)
    if FaultReport.objects.filter(reporter=person, created_at__gt=yesterday).count() >= MAX_A_DAY:
        raise RefusedError(TOO_MANY_TODAY)
    return FaultReport.objects.create(
        uid=uid, reporter=person, kind=kind, text=text, version=page.version,
        topic=page.topic, exercise=page.exercise, submission=page.submission,
    )  # fmt: skip


def withdraw_fault(*, person: User, report: FaultReport) -> None:
    """Delete a report of one's own. Raises RefusedError if an admin has answered it."""
    if report.reporter_id != person.pk:
        raise PermissionDenied
    if not FaultReport.objects.filter(pk=report.pk, state=FaultState.OPEN, answered_at=None).delete()[0]:
        raise RefusedError(ALREADY_ANSWERED)


@transaction.atomic
def answer_faults(
    *, person: User, reports: Collection[FaultReport], state: FaultState, answer: str = "", fixed_in: str = ""
) -> int:
    """Give reports a state and an answer, and let a worker tell their reporters. Returns how many changed."""
    check_may_edit(person)
    values = {"state": state, "answer": answer, "fixed_in": fixed_in if state == FaultState.FIXED else ""}
    rows = FaultReport.objects.filter(pk__in=[report.pk for report in reports]).exclude(**values)
    count = rows.update(**values, answered_at=timezone.now(), answered_by=person, is_told=False)
    if count:
        transaction.on_commit(partial(enqueue, "authoring.tell_reporters"))
    return count


def send_answer_notices() -> None:
    """Notify those whose report was answered, once for each answer."""
    rows = FaultReport.objects.filter(is_told=False).select_related("reporter", "topic", "exercise")
    for report in rows.order_by("pk").iterator():
        with transaction.atomic():
            is_mine = FaultReport.objects.filter(pk=report.pk, is_told=False, answered_at=report.answered_at)
            if is_mine.update(is_told=True):  # otherwise another worker has told them, or the answer is newer
                _tell(report)


def _tell(report: FaultReport) -> None:
    if report.reporter.is_active:
        notify(
            person=report.reporter,
            kind=NoticeKind.FAULT,
            key=f"{report.uid} {report.answered_at:%Y-%m-%d %H:%M:%S.%f}",
            sentence=sentence_of(report),
            link=reverse("authoring:fault_list"),
        )


def sentence_of(report: FaultReport) -> str:
    """Return the notice for its reporter."""
    page = report.page_title
    sentences = {
        FaultState.OPEN: f"Your report about “{page}” is open again.",
        FaultState.FIXING: f"We’re fixing what you reported about “{page}”.",
        FaultState.FIXED: f"What you reported about “{page}” is fixed in version {report.fixed_in}.",
        FaultState.DECLINED: f"We won’t change what you reported about “{page}”.",
    }
    return f"{sentences[FaultState(report.state)]} {report.answer}".strip()
