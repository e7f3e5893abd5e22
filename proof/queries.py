"""Rows of a learner's evidence page: criteria with what they rest on, and further exercises passed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from cohorts.sign_offs.models import SignOffState
from cohorts.sign_offs.queries import CriterionSignOff, sign_offs_of
from curriculum.models import Checkpoint, Criterion
from exercises.models import Submission
from progress.checkpoints.badge_share import BadgeShare, share_of
from progress.checkpoints.evidence import Evidence, evidence_of, proving_exercises
from progress.checkpoints.queries import GateContent, gate_contents
from progress.checkpoints.rules import Status, criterion_status, proven_of
from progress.facts import CriterionAnswer, answers_of, first_passes_of
from proof.models import STATUS_LIST_BITS, Badge, EvidencePage, Revocation


@dataclass(frozen=True, kw_only=True)
class PassLine:
    """A passed exercise, and what graded it."""

    exercise_uid: str
    evidence: Evidence
    grader: str
    """The runner's versions: "python 3.11.7, numpy 2.4"."""
    shows_code: bool


@dataclass(frozen=True, kw_only=True)
class CriterionProof:
    """A criterion that is proven, signed off or claimed."""

    criterion: Criterion
    status: Status
    passes: Sequence[PassLine]
    at: datetime | None
    """When it was signed off or claimed."""


@dataclass(frozen=True, kw_only=True)
class CheckpointProof:
    content: GateContent
    statuses: Sequence[Status]
    criteria: Sequence[CriterionProof]
    """Those that hold."""
    has_all_proofs: bool
    """Whether everything in it that an exercise can prove is proven, and something is."""
    share: BadgeShare
    badge: Badge | None

    @property
    def checkpoint(self) -> Checkpoint:
        return self.content.checkpoint

    @property
    def sentence(self) -> str:
        return f"{proven_of(self.statuses)}."

    @property
    def proven(self) -> list[CriterionProof]:
        return [line for line in self.criteria if line.status == Status.PROVEN]

    @property
    def may_have_badge(self) -> bool:
        return self.has_all_proofs and not self.share.missing

    @property
    def badge_is_old(self) -> bool:
        """Whether more is proven now than its badge says."""
        return self.badge is not None and (
            set(self.badge.criteria) != {line.criterion.uid for line in self.proven}
            or (self.badge.passed_count or 0) < self.share.passed
        )


@dataclass(frozen=True, kw_only=True)
class LearnersEvidence:
    checkpoints: Sequence[CheckpointProof]
    others: Sequence[PassLine]
    """Passed exercises that no criterion shown names."""

    @property
    def passes(self) -> list[PassLine]:
        """Each passed exercise once, those of checkpoints first."""
        lines = [line for gate in self.checkpoints for row in gate.criteria for line in row.passes]
        return list({line.exercise_uid: line for line in (*lines, *self.others)}.values())

    @property
    def is_empty(self) -> bool:
        return not (self.checkpoints or self.others)

    def checkpoint(self, uid: str) -> CheckpointProof | None:
        return next((gate for gate in self.checkpoints if gate.checkpoint.uid == uid), None)


def evidence_for(learner: User, code_of: Collection[str]) -> LearnersEvidence:
    """Return the current evidence, without what a regrade overturned. Seven queries at most.

    Args:
        code_of: the uids of exercises that show their code.
    """
    passes = _passes_of(learner, code_of)
    answers, sign_offs = answers_of(learner), sign_offs_of(learner)
    badges = {badge.checkpoint_id: badge for badge in Badge.objects.filter(learner=learner, revoked_at=None)}
    checkpoints = [
        _checkpoint(
            content,
            [_criterion(row, passes, answers.get(row.pk), sign_offs.get(row.pk)) for row in content.criteria],
            share_of(content.checkpoint, content.exercises, passes),
            badges.get(content.checkpoint.pk),
        )
        for content in gate_contents()
    ]
    checkpoints_shown = [gate for gate in checkpoints if gate.criteria]
    used_uids = {line.exercise_uid for gate in checkpoints_shown for row in gate.criteria for line in row.passes}
    return LearnersEvidence(
        checkpoints=checkpoints_shown, others=[line for line in passes.values() if line.exercise_uid not in used_uids]
    )


def _passes_of(learner: User, code_of: Collection[str]) -> dict[int, PassLine]:
    """The newest pass of each exercise, by the exercise's primary key, newest first."""
    evidence = evidence_of(learner, first_passes_of(learner))
    rows = Submission.objects.filter(uid__in=[proof.submission_uid for proof in evidence.values()])
    facts = {str(uid): (name, versions) for uid, name, versions in rows.values_list("uid", "exercise__uid", "versions")}
    lines = {}
    for key, proof in sorted(evidence.items(), key=lambda item: item[1].passed_at, reverse=True):
        uid, versions = facts[proof.submission_uid]
        lines[key] = PassLine(
            exercise_uid=uid, evidence=proof, grader=_format_versions(versions), shows_code=uid in code_of
        )
    return lines


def _format_versions(versions: Any) -> str:
    return ", ".join(f"{name} {text}" for name, text in versions.items()) if isinstance(versions, dict) else ""


def _checkpoint(
    content: GateContent, lines: Sequence[CriterionProof], share: BadgeShare, badge: Badge | None
) -> CheckpointProof:
    provable = [line for line in lines if line.passes or _is_provable(line.criterion)]
    return CheckpointProof(
        content=content,
        statuses=[line.status for line in lines],
        criteria=[line for line in lines if line.status.holds],
        has_all_proofs=bool(provable) and all(line.passes for line in provable),
        share=share,
        badge=badge,
    )


def _criterion(
    criterion: Criterion,
    passes: Mapping[int, PassLine],
    answer: CriterionAnswer | None,
    sign_off: CriterionSignOff | None,
) -> CriterionProof:
    proofs = [passes[exercise.pk] for exercise in proving_exercises(criterion) if exercise.pk in passes]
    status = criterion_status(answer=answer.answer if answer else None, is_proven=bool(proofs))
    if sign_off and sign_off.state == SignOffState.APPROVED:
        status = status.with_sign_off
    at = sign_off.at if sign_off and status == Status.SIGNED_OFF else answer.marked_at if answer else None
    return CriterionProof(criterion=criterion, status=status, passes=proofs, at=at)


def _is_provable(criterion: Criterion) -> bool:
    return any(exercise.is_offered and not exercise.is_beta for exercise in proving_exercises(criterion))


def code_choices(evidence: LearnersEvidence) -> Iterable[tuple[str, str]]:
    """The passed exercises, as a form offers them."""
    return [(line.exercise_uid, line.evidence.title) for line in evidence.passes]


def public_page(token: str) -> EvidencePage | None:
    """The page with this link. None if there is none, or it is turned off."""
    return EvidencePage.objects.public().select_related("learner").filter(token=token).first() if token else None


def shown_code(page: EvidencePage, slug: str) -> tuple[PassLine, Submission] | None:
    """A passed exercise whose code the page shows, with the submission. None if it doesn't."""
    lines = _passes_of(page.learner, page.exercises_with_code).values()
    line = next((line for line in lines if line.evidence.slug == slug and line.shows_code), None)
    if line is None:
        return None
    rows = Submission.objects.select_related("exercise").filter(learner=page.learner)
    return line, rows.get(uid=line.evidence.submission_uid)


def revoked_in(number: int) -> list[int]:
    """The indices of the revoked badges in the status list with this number. One query."""
    first = number * STATUS_LIST_BITS
    rows = Revocation.objects.filter(number__gte=first, number__lt=first + STATUS_LIST_BITS)
    return [badge - first for badge in rows.order_by("number").values_list("number", flat=True)]
