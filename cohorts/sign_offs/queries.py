"""Sign-offs: a learner's by criterion, one with its decisions, and the list of a cohort."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, QuerySet

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffFile, SignOffState, version_of_sign_off
from curriculum.models import Criterion
from lib.compiled_queries import CompiledQuery, Param

SIGN_OFFS_PER_PAGE = 10


@dataclass(frozen=True, kw_only=True)
class CriterionSignOff:
    """A learner's request for a criterion, as the page of its checkpoint shows it."""

    uid: UUID
    state: SignOffState
    at: datetime
    """When it was decided, or requested."""
    is_reworded: bool
    """Whether the criterion has changed since."""

    @property
    def may_ask_again(self) -> bool:
        if self.state == SignOffState.APPROVED:
            return self.is_reworded
        return self.state != SignOffState.WAITING


def signed_off_in(cohort: int, learners: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return the criteria that mentors of this cohort signed off, by learner, all by primary key. One query.

    The newest request of a criterion counts. What a mentor of another cohort wrote stays there.
    """
    return {learner: frozenset(criteria) for learner, criteria in sign_off_times_in(cohort, learners).items()}


def sign_off_times_in(cohort: int, learners: Sequence[int]) -> dict[int, dict[int, datetime]]:
    """Return the same criteria with the moment at which the learner requested the sign-off. One query."""
    requests: dict[int, dict[int, tuple[str | None, datetime]]] = defaultdict(dict)
    rows = SignOff.objects.filter(learner__in=learners, cohort=cohort, withdrawn_at=None).with_outcome()
    rows = rows.order_by("requested_at", "pk")  # the newest request is the last row of its criterion
    for learner, criterion, outcome, at in rows.values_list("learner_id", "criterion_id", F("outcome"), "requested_at"):
        requests[learner][criterion] = outcome, at
    return {
        learner: {pk: at for pk, (outcome, at) in by_criterion.items() if outcome == SignOffState.APPROVED}
        for learner, by_criterion in requests.items()
    }


def criteria_of_the_roadmap() -> QuerySet[Criterion]:
    """Select the criteria that aren't retired, nor their checkpoints."""
    return Criterion.objects.current().filter(checkpoint__retired=False).select_related("checkpoint")


def sign_offs_of(learner: User) -> Mapping[int, CriterionSignOff]:
    """Return the newest request of each criterion, by primary key. One query."""
    sign_offs = {}
    for criterion, uid, outcome, decided_at, requested_at, text, then in _BY_CRITERION(learner=learner.pk):
        sign_offs[criterion] = CriterionSignOff(
            uid=uid,
            state=SignOffState(outcome) if outcome else SignOffState.WAITING,
            at=decided_at or requested_at,
            is_reworded=then is not None and then != text,
        )
    return sign_offs


@dataclass(frozen=True, kw_only=True)
class SignOffPage:
    """A request with its decisions, for its learner or a mentor."""

    sign_off: SignOff
    decisions: Sequence[SignOffDecision]
    reader: User

    @property
    def is_mine(self) -> bool:
        return self.sign_off.learner_id == self.reader.pk

    @property
    def newest(self) -> SignOffDecision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def state(self) -> SignOffState:
        return self.newest.state if self.newest else SignOffState.WAITING

    @property
    def version(self) -> str:
        return version_of_sign_off(self.newest, self.sign_off.criterion)

    @property
    def file(self) -> SignOffFile | None:
        try:
            return self.sign_off.file
        except ObjectDoesNotExist:
            return None

    @property
    def is_reworded(self) -> bool:
        """Whether the criterion has changed since the newest decision, or since it was requested."""
        then = self.newest.criterion_text if self.newest else self.sign_off.criterion_text
        return bool(then != self.sign_off.criterion.text)

    @property
    def html_at_decision(self) -> str:
        """Return the criterion as it was decided about, or requested."""
        return str(self.newest.criterion_html if self.newest else self.sign_off.criterion_html)

    @property
    def may_decide(self) -> bool:
        cohort = self.sign_off.cohort
        return not self.is_mine and not self.sign_off.withdrawn_at and not (cohort and cohort.is_archived)

    @property
    def may_ask_again(self) -> bool:
        return self.is_mine and self.state in (SignOffState.MISSING, SignOffState.REVOKED)

    @property
    def history(self) -> list[tuple[str, SignOffDecision]]:
        """(who decided, decision) of each decision, the newest first."""
        return [(self._by(decision), decision) for decision in reversed(self.decisions)]

    def _by(self, decision: SignOffDecision) -> str:
        return "You" if decision.mentor_id == self.reader.pk else str(decision.mentor or "A former mentor")


def sign_off_page(sign_off: SignOff, reader: User) -> SignOffPage:
    decisions = list(sign_off.decisions.select_related("mentor"))
    return SignOffPage(sign_off=sign_off, decisions=decisions, reader=reader)


@dataclass(frozen=True, kw_only=True)
class SignOffList:
    """The requests of a cohort that wait for a mentor, or those that are decided."""

    cohort: Cohort
    page: "Page[SignOff]"
    reader: User
    waiting_count: int
    shows_waiting: bool

    @cached_property
    def rows(self) -> list[SignOffPage]:
        return [
            SignOffPage(sign_off=sign_off, decisions=list(sign_off.decisions.all()), reader=self.reader)
            for sign_off in self.page
        ]


def sign_off_list(cohort: Cohort, reader: User, *, number: str, shows_waiting: bool) -> SignOffList:
    """Return those that wait, the oldest first; or those that are decided, the newest first."""
    rows = SignOff.objects.of_current_learners(cohort)
    waiting = rows.waiting()
    oldest_first, newest_first = waiting.order_by("requested_at", "pk"), rows.with_outcome().newest_decision_first()
    requests = oldest_first if shows_waiting else newest_first
    decisions = Prefetch("decisions", SignOffDecision.objects.select_related("mentor"))
    return SignOffList(
        cohort=cohort,
        page=Paginator(requests.with_evidence().prefetch_related(decisions), SIGN_OFFS_PER_PAGE).get_page(number),
        reader=reader,
        waiting_count=waiting.count(),
        shows_waiting=shows_waiting,
    )


def _by_criterion() -> QuerySet[SignOff, Any]:
    """Select a learner's requests. The newest is the last row of its criterion."""
    rows = SignOff.objects.filter(learner=Param("learner"), withdrawn_at=None).with_outcome()
    return rows.order_by("requested_at", "pk").values_list(
        "criterion_id", "uid", F("outcome"), F("decided_at"), "requested_at", "criterion__text", F("decided_text")
    )


_BY_CRITERION = CompiledQuery(_by_criterion)
