"""The files of exercises that were written on the site, for those who may have them: runners, and whoever may read our
solutions.
"""

from exercises.models import Exercise, ExerciseFiles, ExerciseVersion


def files_of(exercise: Exercise) -> dict[str, str]:
    """The files that learners are graded with. Empty for an exercise of the catalogue, which runners have."""
    if not exercise.has_own_files:
        return {}
    rows = ExerciseFiles.objects.filter(version__exercise=exercise, version__digest=exercise.digest)
    files: dict[str, str] = rows.values_list("files", flat=True).get()
    return files


def files_of_version(version: ExerciseVersion) -> dict[str, str]:
    """The files of this version. Empty for one of the catalogue."""
    return next(iter(ExerciseFiles.objects.filter(version=version).values_list("files", flat=True)), {})
