"""A cohort is learners who started together and the mentors who look after them; a thread is what the two write."""

import uuid
from datetime import UTC, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Left
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from curriculum.fields import RenderedNoteField, version_of
from curriculum.models import Topic
from curriculum.questions import Blank
from exercises.models import Exercise, Mode, Submission, SubmissionQuerySet


class CohortQuerySet(models.QuerySet["Cohort"]):
    def get_by_natural_key(self, slug: str) -> "Cohort":
        return self.get(slug=slug)

    def visible_to(self, user: User) -> Self:
        """Mentors see the cohorts they look after, admins all of them, learners none."""
        if user.is_admin:
            return self
        if not user.is_mentor:
            return self.none()
        looked_after = Membership.objects.filter(user=user, role=Membership.Role.MENTOR)
        return self.filter(pk__in=looked_after.values("cohort"))

    def with_counts(self) -> Self:
        """Annotate ``learners``, the number of those who learn in it."""
        learns = Q(memberships__role=Membership.Role.LEARNER, memberships__user__is_active=True)
        return self.annotate(learners=Count("memberships", filter=learns, distinct=True))


class Cohort(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=80)
    started_on = models.DateField()

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    learners: int  # only on rows from with_counts

    class Meta:
        ordering = ("-started_on", "title")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:cohort_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def learners(self) -> Self:
        """Those who learn and whose account is open."""
        return self.filter(role=Membership.Role.LEARNER, user__is_active=True)

    def mentors_of(self, learner: User | Blank) -> Self:
        """Those who look after a learner, in any cohort that the learner is in."""
        learns = Membership.objects.filter(user=learner, role=Membership.Role.LEARNER)
        mentors = self.filter(role=Membership.Role.MENTOR, user__is_active=True).exclude(user__role=Role.LEARNER)
        return mentors.filter(cohort__in=learns.values("cohort"))

    def looked_after_by(self, user: User) -> Self:
        """The learners whom a mentor sees."""
        return self.learners().filter(cohort__in=Cohort.objects.visible_to(user))


class Membership(models.Model):
    class Role(models.TextChoices):
        LEARNER = "learner", "learner"
        MENTOR = "mentor", "mentor"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=7, choices=Role, default=Role.LEARNER)
    joined_on = models.DateField(default=timezone.localdate)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="one_membership_for_each_cohort")]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort}"

    def clean(self) -> None:
        if self.role == self.Role.MENTOR and self.user_id and not self.user.is_mentor:
            raise ValidationError({"role": f"The account of {self.user} is a learner’s. Make it a mentor’s first."})


About = Topic | Exercise | Submission | None
WHOLE_WAY = "The way as a whole"


def open_to_mentor(learner: User) -> SubmissionQuerySet:
    """The runs of a learner that their mentor sees: try runs are shown as long as the learner asks about them."""
    asked = Thread.objects.filter(learner=learner, is_request=True, submission__isnull=False)
    runs = Submission.objects.filter(learner=learner)
    return runs.filter(Q(mode=Mode.SUBMIT) | Q(pk__in=asked.values("submission"))).select_related("exercise", "learner")


def subject(about: About) -> Topic | Exercise | None:
    """What has a name: of a run its exercise."""
    return about.exercise if isinstance(about, Submission) else about


class ThreadQuerySet(models.QuerySet["Thread"]):
    def get_by_natural_key(self, uid: str) -> "Thread":
        return self.get(uid=uid)

    def visible_to(self, user: User) -> Self:
        """One's own; to a mentor those of the learners they look after, to an admin all."""
        if user.is_admin:
            return self
        own = Q(learner=user)
        return self.filter(own | Q(learner__in=Membership.objects.looked_after_by(user).values("user")))

    def with_subject(self) -> Self:
        """With what they are about, without a run's code."""
        rows = self.select_related("topic", "exercise", "submission__exercise", "submission__learner")
        return rows.defer("submission__source", "submission__output")

    def with_newest(self) -> Self:
        """Annotate when the newest comment was written, and whether by a mentor: whose turn it is follows from that."""
        newest = Comment.objects.filter(thread=OuterRef("pk")).order_by("-written_at", "-pk")
        return self.annotate(
            newest_at=Subquery(newest.values("written_at")[:1]),
            newest_from_mentor=Subquery(newest.values("from_mentor")[:1]),
        )

    def with_waiting_since(self) -> Self:
        """Annotate when the first text was written that no mentor answered yet and nobody settled: to ask again makes a
        question no younger.
        """
        mine = Comment.objects.filter(thread=OuterRef("pk"))
        answered = mine.filter(from_mentor=True).order_by("-written_at").values("written_at")[:1]
        never = Value(datetime(1970, 1, 1, tzinfo=UTC))
        closed = Greatest(Coalesce(Subquery(answered), never), Coalesce("settled_at", never))
        rows = self.annotate(closed_at=closed)
        unanswered = mine.filter(from_mentor=False, written_at__gte=OuterRef("closed_at")).order_by("written_at")
        return rows.annotate(waiting_since=Subquery(unanswered.values("written_at")[:1]))

    def with_beginning(self) -> Self:
        """Annotate how the first comment begins: threads about one exercise are told apart by it."""
        first = Comment.objects.filter(thread=OuterRef("pk")).order_by("written_at", "pk")
        return self.annotate(beginning=Subquery(first.values(begins=Left("text", 160))[:1]))

    def waiting_for_mentor(self) -> Self:
        """Of `with_newest`: those in which the learner wrote last, and nobody settled it since."""
        return self.filter(newest_from_mentor=False).filter(Q(settled_at=None) | Q(settled_at__lt=F("newest_at")))

    def longest_waiting_last(self) -> Self:
        """Of `with_waiting_since`."""
        return self.order_by("-waiting_since", "-pk")

    def newest_first(self) -> Self:
        """Of `with_newest`."""
        return self.order_by("-newest_at", "-pk")


class Thread(models.Model):
    """What a learner and their mentors write about one thing. A help request is one that the learner began."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="threads")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads")
    is_request = models.BooleanField(help_text="The learner asked; else a mentor began it.")
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="A later comment opens it again.")

    objects: ClassVar[ThreadQuerySet] = ThreadQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    newest_at: datetime  # these two only on rows from with_newest
    newest_from_mentor: bool
    beginning: str  # only on rows from with_beginning
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

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    @property
    def about(self) -> About:
        return self.topic or self.exercise or self.submission

    @property
    def title(self) -> str:
        named = subject(self.about)
        return named.title if named else WHOLE_WAY

    @property
    def called(self) -> str:
        """The title within a sentence."""
        named = subject(self.about)
        return f"“{named.title}”" if named else WHOLE_WAY.lower()


class CommentQuerySet(models.QuerySet["Comment"]):
    def waiting_for_learner(self, *, since: datetime | Blank) -> Self:
        """What a mentor wrote since then, below which nobody wrote, in threads that nobody settled after it."""
        written, pk = OuterRef("written_at"), OuterRef("pk")
        later = Comment.objects.filter(thread=OuterRef("thread"))
        later = later.filter(Q(written_at__gt=written) | Q(written_at=written, pk__gt=pk))
        unsettled = Q(thread__settled_at=None) | Q(thread__settled_at__lt=F("written_at"))
        return self.filter(~Exists(later), unsettled, from_mentor=True, written_at__gt=since)


class Comment(models.Model):
    """One text in a thread."""

    MOST_CHARACTERS = 4_000

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    from_mentor = models.BooleanField()
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments",
        help_text="Who wrote it, if a mentor did; nobody any more when they have deleted their account.",
    )  # fmt: skip
    text = models.TextField(validators=[MaxLengthValidator(MOST_CHARACTERS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_manager()  # type: ignore[assignment]  # as above

    class Meta:
        ordering = ("written_at", "pk")
        indexes = [models.Index(fields=["thread", "-written_at"], name="comment_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(from_mentor=True) | Q(mentor=None), name="only_a_mentor_s_names_one")
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def version(self) -> str:
        return version_of(self.text)

    def is_by(self, user: User) -> bool:
        return self.mentor_id == user.pk if self.from_mentor else self.thread.learner_id == user.pk
