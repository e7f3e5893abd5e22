"""Exercises mirror the folders of the catalogue, and the files that admins write on the site."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from curriculum.models import Criterion, Topic, VersionedQuerySet
from exercises.fleet.models import DeviceChoice
from exercises.fleet.queues import package_set, queue_label, queues_of
from exercises.submissions.models import Submission

DEFAULT_DIFFICULTY = 2
LONG_TEXTS = ("statement", "statement_html", "hints_html", "starter", "partial_solution")
"""The columns that only an exercise's own page needs."""


class StageChoice(models.TextChoices):
    """An exercise's place in its lifecycle. docs/decisions/0022-exercise-lifecycle.md gives the reasons."""

    WIP = "wip", "in progress"  # only admins see it
    BETA = "beta", "beta"  # learners see it, marked. It counts, and nothing requires it
    ACTIVE = "active", "active"
    DEPRECATED = "deprecated", "deprecated"  # no longer offered; passes stay


class OriginChoice(models.TextChoices):
    """Where an exercise's files are. docs/decisions/0047-exercises-written-on-the-site.md gives the reasons."""

    CATALOGUE = "catalogue", "the catalogue"  # in a folder, which runners have as well
    SITE = "site", "this site"  # in the database, and jobs carry them


class ExerciseQuerySet(VersionedQuerySet):
    def get_by_natural_key(self, uid: str) -> "Exercise":
        row: Exercise = self.get(uid=uid)
        return row

    def with_folder(self) -> Self:
        """Exercises that still have a folder. A retired one keeps its submissions."""
        return self.filter(retired=False)

    def of_catalogue(self) -> Self:
        return self.filter(origin=OriginChoice.CATALOGUE)

    def open(self) -> Self:
        """Those that learners can open and submit."""
        return self.with_folder().exclude(stage=StageChoice.WIP)

    def open_to(self, person: User) -> Self:
        """Admins can also try those that are in progress."""
        return self.with_folder() if person.edits_curriculum else self.open()

    def on_offer(self) -> Self:
        """Those that lists offer to learners."""
        return self.with_folder().filter(stage__in=(StageChoice.BETA, StageChoice.ACTIVE))

    def counting(self) -> Self:
        """Those that count towards a topic, and that a checkpoint relies on. A beta is optional."""
        return self.with_folder().filter(stage=StageChoice.ACTIVE)

    def without_texts(self) -> Self:
        """Defer the columns that only an exercise's own page needs."""
        return self.defer(*LONG_TEXTS)

    def in_order(self) -> Self:
        """Order by main topic, the shortest first."""
        return self.order_by(*self.model.ORDER)

    def with_state_of(self, learner: User) -> Self:
        """Annotate ``is_passed`` and ``is_begun`` for this learner, in the same query."""
        runs = Submission.objects.filter(exercise=OuterRef("pk"), learner=learner)
        return self.annotate(is_passed=Exists(runs.passes()), is_begun=Exists(runs))

    def in_state(self, progress: str) -> Self:
        """Filter rows from with_state_of by their ``progress``."""
        return self.filter(is_passed=progress == "passed", is_begun=progress != "open")


class Exercise(models.Model):
    """What learners may know of an exercise: nothing here gives its answer away."""

    origin = models.CharField(
        max_length=9, choices=OriginChoice, default=OriginChoice.CATALOGUE, db_default=OriginChoice.CATALOGUE
    )
    uid = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    section = models.CharField(max_length=80, help_text="The folder it lies in.")
    order = models.PositiveSmallIntegerField(
        default=0, help_text="The place in the roadmap of the topic it names first."
    )
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=240)
    statement = models.TextField()
    statement_html = models.TextField(editable=False)
    hints_html = models.JSONField(default=list, blank=True, help_text="HTML of each hint, weakest first.")
    starter = models.TextField()
    partial_solution = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="What a learner can start from instead: our solution without its main steps. Empty: there is none.",
    )
    stars = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(help_text="How long it usually takes.")
    difficulty = models.PositiveSmallIntegerField(
        default=DEFAULT_DIFFICULTY, db_default=DEFAULT_DIFFICULTY, help_text="1 to 3, the author’s estimate."
    )
    measured_difficulty = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 to 3, by the attempts it took; empty until enough learners have passed it."
    )
    entry = models.JSONField(default=list, help_text="The functions the learner writes.")
    forbidden = models.JSONField(
        default=list, db_default=[], blank=True, help_text="What the learner’s code may not use."
    )
    device = models.CharField(max_length=3, choices=DeviceChoice, default=DeviceChoice.CPU)
    needs = models.JSONField(default=list, blank=True, help_text="Values of runner.protocol.Need.")
    limits = models.JSONField(default=dict)
    digest = models.CharField(max_length=16, help_text="Names the exact content of the version that is live.")
    version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number of the version that is live; empty while none ever was."
    )
    folder_digest = models.CharField(
        max_length=16, blank=True, default="", db_default="", help_text="The version in the folder, as read last."
    )
    stage = models.CharField(
        max_length=10, choices=StageChoice, default=StageChoice.ACTIVE, db_default=StageChoice.ACTIVE
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What replaces a deprecated exercise.",
    )
    retired = models.BooleanField(default=False)
    topics = models.ManyToManyField(Topic, related_name="exercises", blank=True)
    criteria = models.ManyToManyField(Criterion, related_name="exercises", blank=True)

    ORDER = ("order", "minutes", "title")

    objects: ClassVar[ExerciseQuerySet] = ExerciseQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    # Only on rows from with_state_of.
    is_passed: bool
    is_begun: bool

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exercises:exercise_detail", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.uid,)

    @property
    def difficulty_level(self) -> int:
        """1 to 3: as measured, or the author's estimate until then."""
        return self.measured_difficulty or self.difficulty

    @property
    def progress(self) -> str:
        """How far the learner of with_state_of is: passed, begun or open."""
        return "passed" if self.is_passed else "begun" if self.is_begun else "open"

    def is_passed_by(self, learner: User) -> bool:
        """Whether the learner has passed it, and so may see our own solution, which would spoil it earlier."""
        return self.submissions.filter(learner=learner).passes().exists()

    @property
    def has_partial_solution(self) -> bool:
        return self.partial_solution != ""

    @property
    def is_offered(self) -> bool:
        return not self.retired and self.stage in (StageChoice.BETA, StageChoice.ACTIVE)

    @property
    def is_wip(self) -> bool:
        return self.stage == StageChoice.WIP

    @property
    def is_beta(self) -> bool:
        return self.stage == StageChoice.BETA

    @property
    def is_deprecated(self) -> bool:
        return self.stage == StageChoice.DEPRECATED

    @property
    def is_being_checked(self) -> bool:
        """Whether its folder, or its author, has a newer version that isn't live."""
        return not self.retired and self.folder_digest not in ("", self.digest)

    @property
    def has_own_files(self) -> bool:
        """Whether its files are in the database. No runner has them, so jobs carry them."""
        return self.origin != OriginChoice.CATALOGUE

    @property
    def is_on_hold(self) -> bool:
        """Whether nothing is graded until the newer version is live, because runners have no other."""
        return self.is_being_checked and not self.has_own_files

    @property
    def section_title(self) -> str:
        return self.section.replace("-", " ").capitalize().replace(" ml", " ML")

    @property
    def queues(self) -> dict[str, str]:
        """The queue of each device that it may run on: cpu, gpu."""
        return queues_of(self.device, self.needs, self.limits)

    @property
    def queue(self) -> str:
        """The queue of its jobs. One for either device uses the CPU's unless `choose_queue` finds a GPU free."""
        return next(iter(self.queues.values()))

    @property
    def needs_nothing(self) -> bool:
        """Whether any runner can grade it."""
        return self.queue == DeviceChoice.CPU

    @property
    def package_set(self) -> str:
        """The name of the packages that its course declares; empty for none."""
        return package_set(self.queue)

    @property
    def needs_hardware(self) -> bool:
        """Whether it needs a host that not every site can have. Packages can be installed on any."""
        return not (self.needs_nothing or self.package_set)

    @property
    def may_use_gpu(self) -> bool:
        return self.device != DeviceChoice.CPU

    @property
    def host_label(self) -> str:
        """The hardware that it runs on: CPU, CPU or GPU, GPU with Triton."""
        *others, last = [queue_label(queue) for queue in self.queues.values()]
        return " or ".join([*(label.removesuffix(last.removeprefix("GPU")) for label in others), last])
