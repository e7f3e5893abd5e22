"""Projects: what a learner builds on their own hardware, hands in as files, and has assessed by a rubric.

The projects themselves are folders, see `catalogue`. A row names its project by slug.
"""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.sign_offs.files import FILE_TYPES, MAX_FILE_BYTES, MAX_NAME_CHARS, suffix_of
from exercises.models import RunnerHost
from lib.model_fields import RenderedNoteField
from lib.uids import UidModel, UidQuerySet
from projects.catalogue import Milestone, Project, projects

GIVE_UP_AFTER = timedelta(minutes=2)  # a check takes a second; the learner has long been asked to try again
MAX_SLUG_CHARS = 80


class WorkState(models.TextChoices):
    DRAFT = "draft", "in progress"
    WAITING = "waiting", "waiting for a mentor"
    SELF_ASSESSED = "self_assessed", "self-assessed"  # nobody else can assess it
    APPROVED = "approved", "signed off"
    MISSING = "missing", "something is missing"

    @property
    def is_open(self) -> bool:
        """Whether the learner may change the work."""
        return self in (WorkState.DRAFT, WorkState.MISSING)


class ProjectWorkQuerySet(UidQuerySet["ProjectWork"]):
    def visible_to(self, user: User) -> Self:
        """Select a learner's own; for a mentor what learners of their cohorts have handed in; for an admin of people
        all that is handed in.
        """
        own = Q(learner=user)
        if user.manages_people:
            return self.filter(own | Q(handed_in_at__isnull=False))
        still_learns = Membership.objects.learners().filter(cohort=OuterRef("cohort"), user=OuterRef("learner"))
        of_learners = Q(Exists(still_learns), cohort__in=Cohort.objects.visible_to(user), handed_in_at__isnull=False)
        return self.filter(own | of_learners)

    def handed_in(self, cohort: Cohort) -> Self:
        """Select what current learners of the cohort have handed in to its mentors."""
        learners = cohort.memberships.learners().values("user")
        return self.filter(cohort=cohort, learner__in=learners, handed_in_at__isnull=False)

    def waiting(self) -> Self:
        """Select what mentors have still to assess: they haven't decided about the version that was handed in."""
        newest = ProjectReview.objects.decisions().filter(work=OuterRef("pk")).values("version")[:1]
        decided_version = Coalesce(Subquery(newest), Value(""))
        return self.filter(~Q(version=decided_version), handed_in_at__isnull=False)

    def public(self) -> Self:
        """Select what its learner shows on their evidence page."""
        return self.filter(is_public=True, handed_in_at__isnull=False)


class ProjectWork(UidModel):
    """A learner's work on a project. Once it is handed in, it doesn't change until it is taken back, or a mentor says
    that something is missing.
    """

    MAX_CHARS = 20_000

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_works")
    project = models.SlugField(max_length=MAX_SLUG_CHARS, help_text="The name of its folder.")
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="project_works",
        help_text="Its mentors assess it. Empty: nobody but the learner does.",
    )  # fmt: skip
    started_on = models.DateField(default=timezone.localdate, help_text="From which the milestones are counted.")
    report = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_CHARS)], help_text="Markdown with LaTeX.")
    report_html = RenderedNoteField("report")
    self_levels: Any = models.JSONField(
        default=dict, blank=True, help_text="The learner’s own level for each criterion."
    )
    handed_in_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the learner still works on it.")
    version = models.CharField(
        max_length=16, blank=True, default="", help_text="Of the report and the files, as handed in last."
    )
    is_public = models.BooleanField(default=False, help_text="Whether the learner’s evidence page shows it.")

    objects: ClassVar[ProjectWorkQuerySet] = ProjectWorkQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("started_on", "pk")
        constraints = [models.UniqueConstraint(fields=["learner", "project"], name="one_work_for_each_project")]
        indexes = [models.Index(fields=["cohort", "handed_in_at"], name="project_work_oldest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page for whoever assesses it. Its learner works on the page of the project."""
        return reverse("projects:work_detail", args=[self.uid])

    @property
    def offered_project(self) -> Project | None:
        """The project. None: the site no longer offers it."""
        return projects().get(self.project)

    @property
    def title(self) -> str:
        return self.offered_project.title if self.offered_project else self.project

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    def due_on(self, milestone: Milestone) -> date:
        return self.started_on + timedelta(days=milestone.days)

    def state(self, decision: "ProjectReview | None") -> WorkState:
        """The state by the newest decision of a mentor. It counts for the version that the mentor read only."""
        if not self.is_handed_in:
            return WorkState.DRAFT
        if decision and decision.version == self.version:
            return WorkState(decision.outcome)
        return WorkState.WAITING if self.cohort_id else WorkState.SELF_ASSESSED


class MilestoneMark(models.Model):
    """That a learner has reached a milestone."""

    work = models.ForeignKey(ProjectWork, on_delete=models.CASCADE, related_name="milestones")
    milestone = models.SlugField(max_length=MAX_SLUG_CHARS)
    reached_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "milestone"], name="one_mark_for_each_milestone")]

    def __str__(self) -> str:
        return f"{self.work}: {self.milestone}"


class ProjectFileQuerySet(UidQuerySet["ProjectFile"]):
    def without_content(self) -> Self:
        return self.defer("content")


class ProjectFile(UidModel):
    """A file of a work. It is in the database, so that it goes with its row and into every backup."""

    MAX_TOTAL_BYTES = 40 * 2**20  # of one learner

    work = models.ForeignKey(ProjectWork, on_delete=models.CASCADE, related_name="files")
    slot = models.SlugField(max_length=MAX_SLUG_CHARS, help_text="The file of the project that it is.")
    name = models.CharField(max_length=MAX_NAME_CHARS)
    content = models.BinaryField(max_length=MAX_FILE_BYTES)
    size = models.PositiveIntegerField(validators=[MaxValueValidator(MAX_FILE_BYTES)])
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ProjectFileQuerySet] = ProjectFileQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "slot"], name="one_file_for_each_slot")]

    def __str__(self) -> str:
        return self.name

    @property
    def suffix(self) -> str:
        return suffix_of(self.name)

    @property
    def neutral_name(self) -> str:
        """A name for readers who mustn't learn who the learner is: theirs may hold a name."""
        return f"{self.slot}{self.suffix}"

    @property
    def media_type(self) -> str:
        file_type = FILE_TYPES.get(self.suffix)
        return file_type.media_type if file_type else "application/octet-stream"

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @staticmethod
    def bytes_of(learner: User) -> int:
        total = ProjectFile.objects.filter(work__learner=learner).aggregate(total=Sum("size"))["total"]
        return total or 0


class FileCheckQuerySet(models.QuerySet["FileCheck"]):
    def waiting(self) -> Self:
        return self.filter(report__isnull=True)

    def under_way(self) -> Self:
        """Those that a runner may still be about to answer."""
        return self.waiting().filter(created_at__gt=timezone.now() - GIVE_UP_AFTER)


class FileCheck(models.Model):
    """A runner's check of the files of a work. Only the newest is shown."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(ProjectWork, on_delete=models.CASCADE, related_name="checks")
    attempt = models.UUIDField(default=uuid.uuid4, unique=True)
    files = models.CharField(max_length=16, help_text="The digest of the files that it is about.")
    digest = models.CharField(max_length=16, help_text="The digest of the project’s checks.")
    queue = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    graded_at = models.DateTimeField(null=True, blank=True)
    report: Any = models.JSONField(null=True, blank=True, help_text="As recorded; empty while it waits.")
    host = models.ForeignKey(RunnerHost, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[FileCheckQuerySet] = FileCheckQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("created_at", "pk")
        indexes = [models.Index(fields=["created_at"], name="file_check_age")]

    def __str__(self) -> str:
        return f"{self.work}, checked at {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_waiting(self) -> bool:
        return self.report is None and timezone.now() - self.created_at < GIVE_UP_AFTER


class ReviewKind(models.TextChoices):
    MENTOR = "mentor", "a mentor’s assessment"
    PEER = "peer", "a peer review"


class MentorDecision(models.TextChoices):
    APPROVED = "approved", "signed off"
    MISSING = "missing", "something is missing"


class ProjectReviewQuerySet(UidQuerySet["ProjectReview"]):
    def decisions(self) -> Self:
        """Select the assessments of mentors, the newest first."""
        return self.filter(kind=ReviewKind.MENTOR).order_by("-submitted_at", "-pk")

    def of_peers(self) -> Self:
        return self.filter(kind=ReviewKind.PEER)

    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)


class ProjectReview(UidModel):
    """What somebody else says of a handed-in work, by its rubric. It counts for the version that they read."""

    MAX_CHARS = 4_000
    PEER_DAYS = timedelta(days=7)  # to write a peer review; then another peer may get the work

    work = models.ForeignKey(ProjectWork, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=6, choices=ReviewKind)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="project_reviews", help_text="Nobody any more when they have deleted their account.",
    )  # fmt: skip
    version = models.CharField(max_length=16, help_text="The version of the work that it is about.")
    levels: Any = models.JSONField(default=dict, blank=True, help_text="The level for each criterion of the rubric.")
    text = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_CHARS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    outcome = models.CharField(max_length=8, choices=MentorDecision, blank=True, help_text="A mentor’s decision.")
    assigned_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a peer still has to write it.")

    objects: ClassVar[ProjectReviewQuerySet] = ProjectReviewQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("assigned_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["work", "reviewer", "version"],
                condition=Q(kind="peer"),
                name="one_peer_review_for_each_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.work}: {self.get_kind_display()}"

    @property
    def lapses_at(self) -> datetime:
        """When another peer may get the work, if this review isn't written."""
        return self.assigned_at + self.PEER_DAYS


class PeerReviewChoice(models.Model):
    """That the learners of a cohort review each other’s work on a project."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="peer_reviews")
    project = models.SlugField(max_length=MAX_SLUG_CHARS)
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "project"], name="one_choice_of_peer_review")]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.project}"
