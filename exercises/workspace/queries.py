"""An exercise with its editor."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from exercises.fleet.capacity import ExerciseRunners, has_gpu_host, runners_of
from exercises.models import Draft, Exercise, Submission
from exercises.submissions.diff import DiffLine, diff_lines
from exercises.submissions.gpu_seconds import GpuSeconds, gpu_seconds
from exercises.submissions.results import Results, submission_results
from exercises.submissions.runs import newest_submission
from exercises.submissions.source_html import learner_html
from runner.protocol import MAX_CALL_CHARS

EDITED_ELSEWHERE = "Not saved: this exercise was also edited elsewhere, at {}. Choose a version to keep."


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """The text in the editor, and its state as a draft."""

    text: str
    base: str = ""
    """The revision that the text is based on."""
    status: str = ""
    has_set_aside: bool = False
    other_revision: str = ""
    """The version that was saved elsewhere, in a conflict."""
    changes: list[DiffLine] | None = None
    """The changes from that version to the text here."""


def editor_of(draft: Draft | None, *, otherwise: str = "") -> Editor:
    """The draft, or another text if there is none."""
    if draft is None:
        return Editor(text=otherwise)
    return Editor(
        text=draft.source,
        base=str(draft.revision),
        status=f"Saved {_at(draft.saved_at)}.",
        has_set_aside=bool(draft.set_aside),
    )


def editor_in_conflict(draft: Draft, *, source: str, base: str) -> Editor:
    """Two versions of a draft. The text stays in the editor until the learner chooses one."""
    status = EDITED_ELSEWHERE.format(_at(draft.saved_at))
    changes = diff_lines(draft.source, source)
    return Editor(text=source, base=base, status=status, other_revision=str(draft.revision), changes=changes)


def editor_refused(*, source: str, base: str, reason: str) -> Editor:
    """A text that can't be saved stays in the editor, with the reason."""
    return Editor(text=source, base=base, status=f"Not saved. {reason}")


def _at(moment: datetime) -> str:
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return f"{local:%H:%M}" if today else f"{local.day} {local:%b %Y, %H:%M}"


def draft_of(exercise: Exercise, learner: User, *, is_review: bool = False) -> Draft | None:
    return Draft.objects.filter(exercise=exercise, learner=learner, is_review=is_review).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An exercise with a learner's editor and newest verdict."""

    editor: Editor
    call: str
    """The call of the learner's newest run."""
    max_call_chars: int
    results: Results | None
    runners: ExerciseRunners
    max_per_minute: int
    max_at_once: int
    offers_partial_solution: bool
    """Whether the learner can start from one: until they pass."""
    gpu: GpuSeconds | None
    """The learner's remaining GPU time today; None for an exercise or a site that never runs code on a GPU."""
    earlier_pass: Submission | None = None
    """The submission that passed, in a review."""

    @property
    def earlier_html(self) -> SafeString:
        """The highlighted code of the earlier pass."""
        run = self.earlier_pass
        return learner_html(run.source, run.source_html) if run else SafeString()


def workspace(exercise: Exercise, learner: User, *, editor: Editor | None = None, is_review: bool = False) -> Workspace:
    """Return the workspace with the editor given, else the draft, else the newest source, else the starter.

    A review of a passed exercise has its own draft, else the starter, and shows no earlier verdict.
    """
    earlier_pass = exercise.submissions.filter(learner=learner).passes().newest_first().first() if is_review else None
    runners = runners_of(exercise)
    newest = newest_submission(exercise, learner)
    if editor is None:
        draft = draft_of(exercise, learner, is_review=earlier_pass is not None)
        last_source = newest.source if newest and not earlier_pass else exercise.starter
        editor = editor_of(draft, otherwise=last_source)
    return Workspace(
        editor=editor,
        call=(newest.newest_call or "") if newest else "",
        max_call_chars=MAX_CALL_CHARS,
        results=submission_results(newest) if newest and not earlier_pass else None,
        runners=runners,
        max_per_minute=settings.SUBMISSIONS_PER_MINUTE,
        max_at_once=settings.SUBMISSIONS_IN_PROGRESS,
        offers_partial_solution=exercise.has_partial_solution and not exercise.is_passed_by(learner),
        gpu=gpu_seconds(learner) if exercise.may_use_gpu and has_gpu_host() else None,
        earlier_pass=earlier_pass,
    )
