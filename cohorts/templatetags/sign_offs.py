from django import template

from cohorts.queries.learners_mentors import LearnersMentors
from cohorts.queries.sign_offs import CriterionSignOff
from curriculum.models import Criterion

register = template.Library()


@register.filter
def sign_off_of(mentoring: LearnersMentors, criterion: Criterion) -> CriterionSignOff | None:
    """The learner's newest sign-off request for the criterion."""
    return mentoring.sign_offs.get(criterion.pk)
