"""Threads of comments between a learner and their mentors."""

import uuid
from datetime import UTC, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Left
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.sections.models import CohortSection
from cohorts.threads.rules import LineRange, format_lines
from curriculum.models import Topic
from exercises.models import Exercise, ModeChoice, Submission, SubmissionQuerySet
from lib.model_fields import RenderedNoteField, version_of
from lib.uids import UidModel, UidQuerySet

About = Topic | Exercise | Submission | None
WHOLE_ROADMAP = "The roadmap in general"


def open_to_mentor(learner: User, cohort: Cohort) -> SubmissionQuerySet:
    """Select the learner's runs that the cohort's mentors may see: all submissions, and the try runs that the learner
    asked about in this cohort.
    """
    requests = Thread.objects.filter(learner=learner, cohort=cohort, is_request=True, submission__isnull=False)
    runs = Submission.objects.filter(learner=learner)
    return runs.filter(Q(mode=ModeChoice.SUBMIT) | Q(pk__in=requests.values("submission"))).select_related(
        "exercise", "learner"
    )


def runs_to_ask_about(learner: User) -> SubmissionQuerySet:
    """Select the learner's own submissions and try runs."""
    return Submission.objects.filter(learner=learner).with_checks().select_related("exercise", "learner")


def subject(about: About) -> Topic | Exercise | None:
    """Return the topic or the exercise; of a run, its exercise."""
    return about.exercise if isinstance(about, Submission) else about


def title_column(thread: str = "") -> Coalesce:
    """Return the expression for `Thread.title` in a query. ``thread`` is the lookup of the thread."""
    names = ("topic__title", "exercise__title", "submission__exercise__title")
    return Coalesce(*(thread + name for name in names), Value(WHOLE_ROADMAP))


def in_quotes(title: str) -> str:
    """Return a title_column as part of a sentence, as `Thread.quoted_title` does."""
    return title.lower() if title == WHOLE_ROADMAP else f"“{title}”"


class ThreadQuerySet(UidQuerySet["Thread"]):
    def visible_to(self, user: User) -> Self:
        """Select a learner's own; for a mentor those of their cohorts, as long as the learner is in that cohort; for an
        admin all.
        """
        if user.manages_people:
            return self
        still_learns = Membership.objects.learners().filter(cohort=OuterRef("cohort"), user=OuterRef("learner"))
        return self.filter(Q(learner=user) | Q(Exists(still_learns), cohort__in=Cohort.objects.visible_to(user)))

    def about_exercise(self, slug: str) -> Self:
        """Select those about an exercise or a submission to it."""
        return self.filter(Q(exercise__slug=slug) | Q(submission__exercise__slug=slug))

    def about_topic(self, uid: str) -> Self:
        """Select those about a topic, one of its exercises, or a submission to one."""
        exercises = Exercise.objects.filter(topics__in=Topic.objects.filter(uid=uid))
        return self.filter(Q(topic__uid=uid) | Q(exercise__in=exercises) | Q(submission__exercise__in=exercises))

    def about_whole_roadmap(self) -> Self:
        """Select those about nothing in particular."""
        return self.filter(topic=None, exercise=None, submission=None)

    def with_subject(self) -> Self:
        """Select what the threads are about, without the code of a run."""
        rows = self.select_related("topic", "exercise", "submission__exercise", "submission__learner")
        return rows.defer("submission__source", "submission__output")

    def with_newest(self) -> Self:
        """Annotate when the newest comment was written, and whether by a mentor. This decides whose turn it is."""
        newest = Comment.objects.filter(thread=OuterRef("pk")).order_by("-written_at", "-pk")
        return self.annotate(
            newest_at=Subquery(newest.values("written_at")[:1]),
            newest_from_mentor=Subquery(newest.values("from_mentor")[:1]),
        )

    def with_waiting_since(self) -> Self:
        """Annotate the time of the first comment since a mentor wrote or somebody settled the thread. Asking again
        doesn't make a question younger.
        """
        comments = Comment.objects.filter(thread=OuterRef("pk"))
        newest_answer = comments.filter(from_mentor=True).order_by("-written_at").values("written_at")[:1]
        never = Value(datetime(1970, 1, 1, tzinfo=UTC))
        closed_at = Greatest(Coalesce(Subquery(newest_answer), never), Coalesce("settled_at", never))
        rows = self.annotate(closed_at=closed_at)
        open_comments = comments.filter(from_mentor=False, written_at__gte=OuterRef("closed_at")).order_by("written_at")
        return rows.annotate(waiting_since=Subquery(open_comments.values("written_at")[:1]))

    def with_beginning(self) -> Self:
        """Annotate the beginning of the first comment, which tells threads about one exercise apart."""
        first = Comment.objects.filter(thread=OuterRef("pk")).order_by("written_at", "pk")
        return self.annotate(beginning=Subquery(first.values(begins=Left("text", 160))[:1]))

    def with_subject_title(self) -> Self:
        """Annotate the title, so that no subject with its long texts has to be read."""
        return self.annotate(subject_title=title_column())

    def waiting_for_mentor(self) -> Self:
        """Select those in which the learner wrote last, and that nobody has settled since. Call `with_newest` first."""
        return self.filter(newest_from_mentor=False).filter(Q(settled_at=None) | Q(settled_at__lt=F("newest_at")))

    def looked_after_by(self, mentor: User) -> Self:
        """Select those of the open cohorts that somebody leads or mentors. Being an admin makes nobody a mentor."""
        staff = Membership.objects.staff().filter(user=mentor, cohort__archived_at=None)
        learns = Membership.objects.learners().filter(cohort=OuterRef("cohort"), user=OuterRef("learner"))
        return self.filter(Exists(learns), cohort__in=staff.values("cohort"))

    def to_review_by(self, mentor: User) -> Self:
        """Select those that wait for an answer of this mentor or a colleague, the longest waiting first."""
        rows = self.looked_after_by(mentor).with_newest().waiting_for_mentor()
        return rows.with_waiting_since().longest_waiting_first()

    def answered_since(self, moment: datetime, *, by: User | None = None) -> Self:
        """Select those in which a mentor, or this one, has answered a learner's text since then."""
        asked = Comment.objects.filter(
            thread=OuterRef("thread"), from_mentor=False, written_at__lt=OuterRef("written_at")
        )
        answers = Comment.objects.filter(Exists(asked), thread=OuterRef("pk"), from_mentor=True, written_at__gte=moment)
        return self.filter(Exists(answers.filter(mentor=by) if by else answers))

    def in_own_sections_of(self, mentor: User) -> Self:
        """Select those of the mentor's own learners, and of cohorts where the mentor has none.

        `is_own_learner` says the same of one learner.
        """
        own, assigned = CohortSection.objects.mentored_by(mentor), Membership.objects.assigned_to(mentor)
        is_own = Q(pk__in=assigned) | Q(mentor=None, section__in=own)
        learns = Membership.objects.filter(is_own, cohort=OuterRef("cohort"), user=OuterRef("learner"))
        has_none = ~Q(cohort__in=own.values("cohort")) & ~Q(cohort__in=assigned.values("cohort"))
        return self.filter(Exists(learns) | has_none)

    def without_those_for_another(self, mentor: User) -> Self:
        """Leave out those whose learner wants another mentor's answer, where the cohort has another mentor."""
        answers = Comment.objects.filter(
            thread=OuterRef("pk"), mentor=mentor, written_at__lt=OuterRef("another_asked_at")
        )
        others = Membership.objects.staff().filter(cohort=OuterRef("cohort")).exclude(user=mentor)
        return self.exclude(Exists(answers) & Exists(others))

    def longest_waiting_first(self, *groups: str) -> Self:
        """Order by how long they wait, within these columns. Call `with_waiting_since` first, and for a group by title
        `with_subject_title`.
        """
        return self.order_by(*groups, "waiting_since", "pk")

    def longest_waiting_last(self) -> Self:
        """Order by how long they wait. Call `with_waiting_since` first."""
        return self.order_by("-waiting_since", "-pk")

    def newest_first(self) -> Self:
        """Order by the newest comment. Call `with_newest` first."""
        return self.order_by("-newest_at", "-pk")


class Thread(UidModel):
    """A conversation of a learner and a cohort's mentors about one subject. If the learner began it, it is a help
    request.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="threads")
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads",
        help_text="Its mentors read the thread. Empty: only the learner and the admins do.",
    )  # fmt: skip
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads")
    is_request = models.BooleanField(help_text="The learner asked; else a mentor began it.")
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="A later comment opens it again.")
    nudged_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the learner was last reminded of an answer."
    )
    another_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the learner asked for another mentor. Empty once a mentor has answered."
    )

    objects: ClassVar[ThreadQuerySet] = ThreadQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    newest_at: datetime  # these two only on rows from with_newest
    newest_from_mentor: bool
    beginning: str  # only on rows from with_beginning
    subject_title: str  # only on rows from with_subject_title
    waiting_since: datetime  # only on rows from with_waiting_since

    class Meta:
        indexes = [models.Index(fields=["learner", "-opened_at"], name="thread_of_learner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(topic=None, exercise=None)
                | Q(topic=None, submission=None)
                | Q(exercise=None, submission=None),
                name="thread_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:thread_detail", args=[self.uid])

    @property
    def about(self) -> About:
        return self.topic or self.exercise or self.submission

    @property
    def title(self) -> str:
        item = subject(self.about)
        return item.title if item else WHOLE_ROADMAP

    @property
    def quoted_title(self) -> str:
        """The title as part of a sentence."""
        item = subject(self.about)
        return f"“{item.title}”" if item else WHOLE_ROADMAP.lower()


class Rating(models.TextChoices):
    """The learner's rating of an answer."""

    HELPFUL = "helpful", "helpful"
    NOT_YET = "not_yet", "not yet"


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(thread__in=Thread.objects.visible_to(user))

    def waiting_for_learner(self) -> Self:
        """Select mentors' comments that are the last of a thread which nobody has settled since."""
        written_at, pk = OuterRef("written_at"), OuterRef("pk")
        later = Comment.objects.filter(thread=OuterRef("thread"))
        later = later.filter(Q(written_at__gt=written_at) | Q(written_at=written_at, pk__gt=pk))
        is_open = Q(thread__settled_at=None) | Q(thread__settled_at__lt=F("written_at"))
        return self.filter(~Exists(later), is_open, from_mentor=True)

    def written_with(self, comment: "Comment") -> Self:
        """Select what was sent together with a comment, and the comment itself."""
        rows = self.filter(thread=comment.thread_id, written_at=comment.written_at)
        return rows.filter(from_mentor=comment.from_mentor, mentor=comment.mentor_id).order_by("pk")


class Comment(models.Model):
    """A comment in a thread, as a whole or on lines of its submission. Those that were sent together have one time."""

    MAX_CHARS = 4_000

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    from_mentor = models.BooleanField()
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments",
        help_text="Who wrote it, if a mentor did; nobody any more when they have deleted their account.",
    )  # fmt: skip
    text = models.TextField(validators=[MaxLengthValidator(MAX_CHARS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    first_line = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="The first line of the thread’s submission that it is about; empty if it is about no line.",
    )  # fmt: skip
    last_line = models.PositiveIntegerField(null=True, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    rating = models.CharField(max_length=7, choices=Rating, blank=True, default="", help_text="By the learner.")

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("written_at", "pk")
        indexes = [models.Index(fields=["thread", "-written_at"], name="comment_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(from_mentor=True) | Q(mentor=None), name="only_a_mentor_s_names_one"),
            models.CheckConstraint(
                condition=Q(first_line=None, last_line=None)
                | Q(
                    first_line__isnull=False, first_line__gte=1, last_line__isnull=False, last_line__gte=F("first_line")
                ),
                name="comment_lines_are_a_range",
            ),
            models.CheckConstraint(
                condition=Q(rating="") | Q(from_mentor=True), name="only_a_mentor_s_comment_has_a_rating"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def version(self) -> str:
        return version_of(self.text)

    @property
    def lines(self) -> LineRange | None:
        return None if self.first_line is None or self.last_line is None else (self.first_line, self.last_line)

    @property
    def lines_text(self) -> str:
        """Which lines it is about: line 3, lines 3–5."""
        return format_lines(self.lines) if self.lines else ""

    def is_by(self, user: User) -> bool:
        return self.mentor_id == user.pk if self.from_mentor else self.thread.learner_id == user.pk
