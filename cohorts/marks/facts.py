"""What the learners of a cohort have shown for the rows of a scheme. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count, Q

from cohorts.marks.rules import EvidenceKind, MarkEvidence, SubmissionName
from cohorts.marks.subjects import Part, Subjects
from cohorts.sign_offs.queries import sign_off_times_in
from exercises.models import EarlierVerdict, ModeChoice, Submission, VerdictChoice
from progress.checkpoints.models import CriterionMark
from progress.topic.models import MarkState, TopicMark

NAME = ("exercise__slug", "uid")
UNCOUNTED_VERDICTS = ("", VerdictChoice.PASSED, VerdictChoice.INTERNAL)


class Run(NamedTuple):
    """A submission that counts, in whole or in part."""

    at: datetime
    name: SubmissionName
    share: Fraction = Fraction(1)


@dataclass(kw_only=True)
class LearnerFacts:
    """What one learner has shown, by primary keys."""

    passes: dict[int, Run] = field(default_factory=dict)
    """The first pass of each exercise."""
    overturned: dict[int, datetime] = field(default_factory=dict)
    """When they sent the pass of an exercise that a stricter version overturned."""
    partial_runs: dict[int, list[Run]] = field(default_factory=lambda: defaultdict(list))
    """Submissions that didn't pass, each with more passed checks than those before."""
    claims: dict[int, datetime] = field(default_factory=dict)
    """When they answered a criterion with yes."""
    sign_offs: Mapping[int, datetime] = field(default_factory=dict)
    """When they requested a sign-off that a mentor gave."""
    topic_claims: dict[int, datetime] = field(default_factory=dict)
    """When they marked a topic as done."""

    def evidence_of(self, part: Part) -> Sequence[MarkEvidence]:
        """Return what they have shown for a part of a row.

        A pass that follows an overturned one counts as sent with that one: it was in time by the rules of then. A
        sign-off confirms a claim, as on all pages, so it counts as long as the learner's answer is yes.
        """
        evidence = [
            MarkEvidence(kind=EvidenceKind.PROVEN, at=min(run.at, self.overturned.get(pk, run.at)), submission=run.name)
            for pk in part.exercises
            if (run := self.passes.get(pk))
        ]
        if part.takes_partial:
            evidence += [
                MarkEvidence(kind=EvidenceKind.PARTIAL, at=run.at, share=run.share, submission=run.name)
                for pk in part.exercises
                for run in self.partial_runs.get(pk, ())
            ]
        if part.criterion and (claimed_at := self.claims.get(part.criterion)):
            evidence.append(MarkEvidence(kind=EvidenceKind.CLAIMED, at=claimed_at))
            if signed_off_at := self.sign_offs.get(part.criterion):
                evidence.append(MarkEvidence(kind=EvidenceKind.SIGNED_OFF, at=signed_off_at))
        if part.topic and (done_at := self.topic_claims.get(part.topic)):
            evidence.append(MarkEvidence(kind=EvidenceKind.CLAIMED, at=done_at))
        return evidence

    def has_lost_pass(self, part: Part) -> bool:
        """Whether a pass of theirs was overturned, and none has come since."""
        return any(pk in self.overturned and pk not in self.passes for pk in part.exercises)


def facts_of(subjects: Subjects, learners: Sequence[int]) -> dict[int, LearnerFacts]:
    """Read the facts of these learners, by primary key. Five queries, one more where passed checks count in part."""
    facts = {learner: LearnerFacts() for learner in learners}
    _read_runs(facts, subjects, learners)
    if subjects.partial_exercises:
        _read_partial_runs(facts, subjects, learners)
    claims = CriterionMark.objects.filter(
        learner__in=learners, criterion__in=subjects.criteria, answer=CriterionMark.Answer.YES
    )
    for learner, criterion, at in claims.values_list("learner_id", "criterion_id", "marked_at"):
        facts[learner].claims[criterion] = at
    for learner, times in sign_off_times_in(subjects.scheme.cohort_id, learners).items():
        facts[learner].sign_offs = times
    marks = TopicMark.objects.filter(
        learner__in=learners, topic__in=subjects.topics, subtopic=None, state__in=(MarkState.DONE, MarkState.REVIEW)
    )
    for learner, topic, at in marks.values_list("learner_id", "topic_id", "marked_at"):
        facts[learner].topic_claims[topic] = at
    return facts


def _read_runs(facts: Mapping[int, LearnerFacts], subjects: Subjects, learners: Sequence[int]) -> None:
    passes = Submission.objects.filter(learner__in=learners, exercise__in=subjects.exercises).passes()
    rows = passes.order_by("created_at", "pk").values_list("learner_id", "exercise_id", "created_at", *NAME)
    for learner, exercise, at, slug, uid in rows:
        facts[learner].passes.setdefault(exercise, Run(at, SubmissionName(slug, uid)))
    overturned = EarlierVerdict.objects.filter(
        ~Q(submission__verdict=VerdictChoice.PASSED),
        verdict=VerdictChoice.PASSED,
        submission__mode=ModeChoice.SUBMIT,
        submission__learner__in=learners,
        submission__exercise__in=subjects.exercises,
    ).order_by("submission__created_at", "pk")
    columns = ("submission__learner_id", "submission__exercise_id", "submission__created_at")
    for learner, exercise, at in overturned.values_list(*columns):
        facts[learner].overturned.setdefault(exercise, at)


def _read_partial_runs(facts: Mapping[int, LearnerFacts], subjects: Subjects, learners: Sequence[int]) -> None:
    runs = Submission.objects.filter(
        learner__in=learners, exercise__in=subjects.partial_exercises, mode=ModeChoice.SUBMIT
    ).exclude(verdict__in=UNCOUNTED_VERDICTS)
    passed = Count("checks", filter=Q(checks__verdict=VerdictChoice.PASSED))
    rows = (
        runs.order_by("created_at", "pk")
        .values_list("learner_id", "exercise_id", "created_at", *NAME)
        .annotate(passed=passed, total=Count("checks"))
        .filter(passed__gt=0)
    )
    for learner, exercise, at, slug, uid, passed_count, total in rows:
        better = facts[learner].partial_runs[exercise]
        share = Fraction(passed_count, total)
        if not better or share > better[-1].share:
            better.append(Run(at, SubmissionName(slug, uid), share))


def lost_passes(facts: LearnerFacts, parts: Iterable[Part]) -> list[str]:
    """Return the titles of the parts whose pass was overturned."""
    return [part.title for part in parts if facts.has_lost_pass(part)]
