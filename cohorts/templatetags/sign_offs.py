"""Sign-offs on the pages of an app that knows none."""

from typing import Protocol, Self, TypeVar

from django import template

from cohorts.person_context import PersonContext
from cohorts.sign_offs.queries import CriterionSignOff
from curriculum.models import Criterion

register = template.Library()


class TakesSignOffs(Protocol):
    """A checkpoint, on its page or in a list."""

    def with_sign_offs(self, signed_off: frozenset[int]) -> Self: ...


T = TypeVar("T", bound=TakesSignOffs)


@register.filter
def sign_off_of(mentoring: PersonContext, criterion: Criterion) -> CriterionSignOff | None:
    """The learner's newest sign-off request for the criterion."""
    return mentoring.sign_offs.get(criterion.pk)


@register.filter
def with_sign_offs(checkpoint: T, mentoring: PersonContext | None) -> T:
    """The checkpoint as the learner sees it. A visitor has no sign-offs."""
    return checkpoint.with_sign_offs(mentoring.signed_off) if mentoring else checkpoint
