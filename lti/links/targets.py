"""What a link may lead to: a roadmap, a checkpoint or an exercise. A platform's course says "exercise:dropout"."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from curriculum.models import Checkpoint, CheckpointKind, Roadmap
from exercises.models import Exercise

Subject = Roadmap | Checkpoint | Exercise
KINDS = ("roadmap", "checkpoint", "exercise")
MAX_FOUND = 40
MAX_QUERY_CHARS = 80


@dataclass(frozen=True, kw_only=True)
class Target:
    kind: str
    key: str
    title: str
    subject: Subject
    place: str = ""
    """Where it is, for people."""

    @property
    def text(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def is_scored(self) -> bool:
        return self.kind != "roadmap"

    @property
    def url(self) -> str:
        return url_of(self.subject)


def url_of(subject: Subject) -> str:
    if isinstance(subject, Exercise):
        return subject.get_absolute_url()
    if isinstance(subject, Checkpoint):
        return reverse("progress:checkpoint_detail", args=[subject.uid])
    return reverse("progress:roadmap_detail", args=[subject.uid])


def find_target(text: str) -> Target | None:
    """The target of this name, if people can still open it."""
    kind, _, key = text.partition(":")
    match kind:
        case "exercise":
            exercise = Exercise.objects.without_texts().filter(slug=key).first()
            return _of_exercise(exercise) if exercise and exercise.is_offered else None
        case "checkpoint":
            checkpoint = _checkpoints().filter(uid=key).first()
            return _of_checkpoint(checkpoint) if checkpoint else None
        case "roadmap":
            roadmap = Roadmap.objects.filter(uid=key, retired=False).first()
            return _of_roadmap(roadmap) if roadmap else None
    return None


def search_targets(query: str) -> Sequence[Target]:
    """The targets whose title contains the words, at most MAX_FOUND of each kind. Three queries."""
    words = " ".join(query.split())[:MAX_QUERY_CHARS]
    roadmaps = Roadmap.objects.filter(retired=False, title__icontains=words)
    checkpoints = _checkpoints().filter(title__icontains=words).order_by("phase__roadmap", "phase__number", "pk")
    exercises = Exercise.objects.without_texts().on_offer().filter(title__icontains=words).order_by("title")
    return [
        *map(_of_roadmap, roadmaps[:MAX_FOUND]),
        *map(_of_checkpoint, checkpoints[:MAX_FOUND]),
        *map(_of_exercise, exercises[:MAX_FOUND]),
    ]


def _checkpoints() -> "QuerySet[Checkpoint]":
    rows: QuerySet[Checkpoint] = Checkpoint.objects.filter(retired=False, phase__retired=False)
    return rows.exclude(kind=CheckpointKind.ASSESSMENT).select_related("phase__roadmap")


def _of_roadmap(roadmap: Roadmap) -> Target:
    return Target(kind="roadmap", key=roadmap.uid, title=roadmap.title, subject=roadmap)


def _of_checkpoint(checkpoint: Checkpoint) -> Target:
    place = f"{checkpoint.phase.roadmap}, {checkpoint.phase}"
    return Target(kind="checkpoint", key=checkpoint.uid, title=checkpoint.title, subject=checkpoint, place=place)


def _of_exercise(exercise: Exercise) -> Target:
    return Target(kind="exercise", key=exercise.slug, title=exercise.title, subject=exercise)
