"""What learners' hours and submissions tell the authors. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from accounts.models import Background
from authoring.usage.rules import CheckCount, differs
from cohorts.needs.activity import LEARNER_FAILURES
from curriculum.models import Roadmap, Topic
from exercises.models import CheckResult, ModeChoice, Submission, SubmissionQuerySet
from lib.durations import HoursRange
from progress.hours.models import StudyEntry
from progress.topic.experience import experience_of
from progress.topic.models import MarkState, TopicMark

PERIOD = timedelta(days=365)
MAX_SUBMISSIONS = 20_000  # counted, the newest first: a request may use a second of a processor
MAX_ROWS = 15  # of each ranking
MIN_LEARNERS = 2  # who sent the same wrong answer


@dataclass(frozen=True, kw_only=True)
class MeasuredTopic:
    """A topic whose estimate doesn't fit what learners needed."""

    uid: str
    title: str
    background: str
    estimate: HoursRange
    hours_needed: HoursRange
    learners: int

    @property
    def background_text(self) -> str:
        return "as a refresher" if self.background == Background.REFRESHER else "from scratch"


@dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """A mistake that the judge recognised, or code without one that several learners sent."""

    exercise: str
    slug: str
    text: str
    learners: int
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class UsagePage:
    topics: Sequence[MeasuredTopic]
    checks: Sequence[CheckCount]
    mistakes: Sequence[WrongAnswer]
    unnamed_answers: Sequence[WrongAnswer]


def usage_page(roadmap: Roadmap, *, now: datetime) -> UsagePage:
    """Eight queries."""
    submissions = _newest_submissions(now)
    return UsagePage(
        topics=_measured_topics(roadmap),
        checks=_checks(submissions),
        mistakes=_mistakes(submissions),
        unnamed_answers=_unnamed_answers(submissions),
    )


def _newest_submissions(now: datetime) -> SubmissionQuerySet:
    """Return the newest submissions of the last twelve months, without try runs."""
    rows = Submission.objects.filter(mode=ModeChoice.SUBMIT, created_at__gte=now - PERIOD)
    keys = list(rows.order_by("-created_at").values_list("pk", flat=True)[MAX_SUBMISSIONS - 1 : MAX_SUBMISSIONS])
    return rows.filter(pk__gte=keys[0]) if keys else rows


def _measured_topics(roadmap: Roadmap) -> list[MeasuredTopic]:
    """Topics that at least five learners of a background finished, and for which they needed something else."""
    done_marks = TopicMark.objects.filter(
        learner=OuterRef("learner"),
        topic=OuterRef("topic"),
        subtopic=None,
        state__in=(MarkState.DONE, MarkState.REVIEW),
    )
    entries = StudyEntry.objects.filter(
        Exists(done_marks), topic__section__roadmap=roadmap, topic__retired=False
    ).order_by()
    minutes: dict[tuple[int, str], list[int]] = defaultdict(list)
    for topic, background, _, total in entries.values_list("topic_id", "learner__background", "learner_id").annotate(
        Sum("minutes")
    ):
        minutes[topic, background or Background.FROM_SCRATCH].append(total)
    topics = Topic.objects.defer("body", "body_html").in_bulk({topic for topic, _ in minutes})
    rows = [_measured_topic(topics[topic], background, totals) for (topic, background), totals in minutes.items()]
    return sorted(filter(None, rows), key=lambda row: -row.learners)[:MAX_ROWS]


def _measured_topic(topic: Topic, background: str, minutes: Sequence[int]) -> MeasuredTopic | None:
    estimate = topic.hours_for(background)
    experience = experience_of(minutes, estimate)
    if not estimate or not experience or not differs(experience.hours, estimate):
        return None
    return MeasuredTopic(
        uid=topic.uid, title=topic.title, background=background, estimate=estimate, hours_needed=experience.hours,
        learners=experience.learners,
    )  # fmt: skip


def _checks(submissions: SubmissionQuerySet) -> list[CheckCount]:
    """Checks that nearly everybody fails, or that nobody fails. Those that the code never reached don't count."""
    rows = CheckResult.objects.filter(submission__in=submissions, ms__gt=0).order_by()
    counts = rows.values_list("submission__exercise__title", "submission__exercise__slug", "name").annotate(
        runs=Count("pk"), failures=Count("pk", filter=Q(verdict__in=LEARNER_FAILURES)), title=Max("title")
    )
    checks = [
        CheckCount(exercise=exercise, slug=slug, title=title, runs=runs, failures=failures)
        for exercise, slug, _, runs, failures, title in counts
    ]
    remarkable = [check for check in checks if check.text]
    return sorted(remarkable, key=lambda check: (-check.failure_rate, -check.runs))[:MAX_ROWS]


def _mistakes(submissions: SubmissionQuerySet) -> list[WrongAnswer]:
    rows = submissions.exclude(mistake="").order_by().values_list("exercise__title", "exercise__slug", "mistake")
    counts = rows.annotate(learners=Count("learner", distinct=True), text=Max("mistake_message"))
    return [
        WrongAnswer(exercise=exercise, slug=slug, text=text, learners=learners)
        for exercise, slug, _, learners, text in counts.order_by("-learners", "mistake")[:MAX_ROWS]
    ]


def _unnamed_answers(submissions: SubmissionQuerySet) -> list[WrongAnswer]:
    """The same code of several learners, failed and not recognised: an author can add it as a mistake."""
    failures = submissions.filter(verdict__in=LEARNER_FAILURES, mistake="", normal_digest__gt="").order_by()
    groups = failures.values("exercise__title", "exercise__slug", "normal_digest").annotate(
        learners=Count("learner", distinct=True), newest=Max("pk")
    )
    rows = list(groups.filter(learners__gte=MIN_LEARNERS).order_by("-learners", "normal_digest")[:MAX_ROWS])
    sources: Mapping[int, Submission] = Submission.objects.only("source").in_bulk([row["newest"] for row in rows])
    return [
        WrongAnswer(
            exercise=row["exercise__title"], slug=row["exercise__slug"], text="", learners=row["learners"],
            source=sources[row["newest"]].source,
        )
        for row in rows
    ]  # fmt: skip
