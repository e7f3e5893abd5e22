"""What most requests about an exercise begin with, so these queries are compiled."""

from django.http import Http404

from accounts.models import User
from exercises.models import Draft, Exercise, ModeChoice, Submission
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import CompiledQuery, Param


def exercise_or_404(slug: str, person: User) -> Exercise:
    """The exercise, for somebody who may submit it. Raises Http404 for anybody else, and if there is none."""
    exercise: Exercise | None = (_FOR_ADMINS if person.is_admin else _FOR_LEARNERS).first(slug=slug)
    if exercise is None:
        raise Http404(f"There is no exercise {slug} that {person} may open.")
    return exercise


def newest_submission(exercise: Exercise, learner: User) -> Submission | None:
    """Of any mode, with the exercise and the learner as given."""
    newest = _NEWEST.first(exercise=exercise.pk, learner=learner.pk)
    if newest is not None:
        newest.exercise, newest.learner = exercise, learner
    return newest


def newest_call(exercise: Exercise, learner: User) -> str:
    """What the learner called in their newest run; empty if there is none."""
    return next((call for (call,) in _CALL(exercise=exercise.pk, learner=learner.pk)), "")


def draft_of(exercise: Exercise, learner: User, *, is_review: bool = False) -> Draft | None:
    return _DRAFT.first(exercise=exercise.pk, learner=learner.pk, is_review=is_review)


_FOR_LEARNERS = CompiledObjects(lambda: Exercise.objects.open().filter(slug=Param("slug")))
_FOR_ADMINS = CompiledObjects(lambda: Exercise.objects.with_folder().filter(slug=Param("slug")))
_THEIRS = {"exercise": Param("exercise"), "learner": Param("learner")}
_NEWEST = CompiledObjects(lambda: Submission.objects.filter(**_THEIRS).newest_first()[:1])
_DRAFT = CompiledObjects(lambda: Draft.objects.filter(**_THEIRS, is_review=Param("is_review")))
_CALL = CompiledQuery(
    lambda: Submission.objects.filter(**_THEIRS, mode=ModeChoice.RUN).newest_first().values_list("call")[:1]
)
