"""Facts about one learner. Everything else (done, hours left, ready) is derived in rules.py and queries.py."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from curriculum.fields import RenderedNoteField, version_of
from curriculum.models import Criterion, Subtopic, Topic
from exercises.models import Exercise


class Kind(models.TextChoices):
    CODING = "coding", "coding"
    READING = "reading", "reading"
    WATCHING = "watching", "watching"


class Source(models.TextChoices):
    """How we know the time: the learner wrote it, the timer counted it, exercises showed it, or a file had it."""

    TYPED = "typed", "typed"
    TIMER = "timer", "timer"
    RUNS = "runs", "seen at the exercises"
    FILE = "file", "from a file"


class StudyEntryQuerySet(models.QuerySet["StudyEntry"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def newest_first(self) -> Self:
        return self.order_by("-day", "-created_at")


class StudyEntry(models.Model):
    """Minutes of study on a day of the learner's own calendar."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_entries")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="study_entries")
    kind = models.CharField(max_length=8, choices=Kind)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(24 * 60)])
    day = models.DateField()
    time_zone = models.CharField(max_length=64, help_text="The learner's zone when it was logged.")
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=5, choices=Source, default=Source.TYPED)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[StudyEntryQuerySet] = StudyEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "study entries"
        indexes = [
            # What the sums of a page read, so that years of entries are added up from the indexes alone.
            models.Index(fields=["learner", "topic", "kind", "day", "minutes"], name="study_sums"),
            models.Index(fields=["learner", "day", "kind", "minutes"], name="study_days"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=24 * 60), name="study_minutes_in_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min {self.kind} on {self.day}"


class Timer(models.Model):
    """A running timer; at most one for each learner. It lives here, so it survives reloads and other devices."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="timer")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CODING)
    started_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.learner} since {self.started_at:%H:%M}"

    @property
    def minutes(self) -> int:
        """Whole minutes so far."""
        return max(0, int((timezone.now() - self.started_at).total_seconds() // 60))

    @property
    def clock(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours}:{minutes:02}"

    @property
    def over_limit(self) -> bool:
        """It has run so long that it was perhaps forgotten: stopping it asks how much was study."""
        return self.minutes > settings.TIMER_ASK_AFTER_HOURS * 60


def validate_weekdays(text: str) -> None:
    """Digits from 1, Monday, to 7, Sunday, rising, each at most once."""
    if not text or not set(text) <= set("1234567") or list(text) != sorted(set(text)):
        raise ValidationError("Choose at least one day of the week.")


class StudyPlanManager(models.Manager["StudyPlan"]):
    def get_by_natural_key(self, uid: str) -> "StudyPlan":
        return self.get(uid=uid)


class StudyPlan(models.Model):
    """How much a learner means to study, from when on. The rest (schedule, finish, ahead or behind) is derived."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_plan")
    start = models.DateField()
    minutes_a_day = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(16 * 60)])
    weekdays = models.CharField(max_length=7, validators=[validate_weekdays], help_text="1 is Monday.")
    feed_token = models.CharField(max_length=43, blank=True, editable=False, help_text="Empty: no calendar feed.")

    objects: ClassVar[StudyPlanManager] = StudyPlanManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed_token"], condition=~Q(feed_token=""), name="one_plan_for_each_feed")
        ]

    def __str__(self) -> str:
        return f"{self.minutes_a_day} min on days {self.weekdays} from {self.start}"

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    @property
    def minutes_by_weekday(self) -> tuple[int, ...]:
        """Monday first."""
        return tuple(self.minutes_a_day if day in self.weekdays else 0 for day in "1234567")


class StudyPause(models.Model):
    """Days on which a learner does not mean to study, both ends included."""

    plan = models.ForeignKey(StudyPlan, on_delete=models.CASCADE, related_name="pauses")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        ordering = ("first",)
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="pause_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


class MarkState(models.TextChoices):
    DOING = "doing", "doing"
    DONE = "done", "done"
    SKIPPED = "skipped", "skipped"
    REVIEW = "review", "to review"


class TopicMark(models.Model):
    """What the learner says of a topic or of one of its subtopics. No mark means: to do."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="topic_marks")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="marks")
    subtopic = models.ForeignKey(Subtopic, null=True, blank=True, on_delete=models.CASCADE, related_name="marks")
    state = models.CharField(max_length=7, choices=MarkState)
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "topic"], condition=Q(subtopic=None), name="one_mark_for_each_topic"
            ),
            models.UniqueConstraint(fields=["learner", "subtopic"], name="one_mark_for_each_subtopic"),
        ]

    def __str__(self) -> str:
        return f"{self.subtopic or self.topic}: {self.state}"


class Note(models.Model):
    """What a learner writes down for themselves on a topic or on one of its parts. Nobody else ever sees it."""

    MOST_CHARACTERS = 10_000

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="notes")
    subtopic = models.ForeignKey(Subtopic, null=True, blank=True, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(validators=[MaxLengthValidator(MOST_CHARACTERS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "topic"], condition=Q(subtopic=None), name="one_note_for_each_topic"
            ),
            models.UniqueConstraint(fields=["learner", "subtopic"], name="one_note_for_each_subtopic"),
        ]

    def __str__(self) -> str:
        return f"Note on {self.subtopic or self.topic}"

    @property
    def of(self) -> Topic | Subtopic:
        return self.subtopic or self.topic

    @property
    def version(self) -> str:
        return version_of(self.text)


class CriterionMark(models.Model):
    """The learner's own word on a checkpoint criterion. Evidence needs no mark: it is a passed exercise."""

    class Answer(models.TextChoices):
        YES = "yes", "yes"
        NOT_YET = "not_yet", "not yet"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="criterion_marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="marks")
    answer = models.CharField(max_length=7, choices=Answer)
    note = models.TextField(blank=True, max_length=2000, help_text="Only you and your mentor see it.")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "criterion"], name="one_mark_for_each_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.answer}"


class Recall(models.IntegerChoices):
    """How well something came back, in FSRS's numbers."""

    FORGOTTEN = 1, "Not any more"
    EFFORT = 2, "With effort"
    RECALLED = 3, "Yes"
    AT_ONCE = 4, "At once"


class ReviewCard(models.Model):
    """Something once proven or attested that comes back. It begins with the first answer; until then it is derived."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_cards")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.CASCADE, related_name="review_cards")
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.CASCADE, related_name="review_cards"
    )
    card = models.JSONField(help_text="As the scheduler keeps it.")
    due_at = models.DateTimeField()
    reviewed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["learner", "due_at"], name="review_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(exercise__isnull=False, criterion__isnull=True)
                | Q(exercise__isnull=True, criterion__isnull=False),
                name="review_of_one_thing",
            ),
            models.UniqueConstraint(fields=["learner", "exercise"], name="one_review_card_for_each_exercise"),
            models.UniqueConstraint(fields=["learner", "criterion"], name="one_review_card_for_each_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise or self.criterion}, due {self.due_at:%Y-%m-%d}"
