"""The two cohorts of the demo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohorts.demo.people import COHORT_WEEKS, PEOPLE, SUMMER, SUMMER_WEEKS, Person
from cohorts.demo.sign_offs import SHOWINGS, SUMMER_SHOWINGS, Showing
from cohorts.demo.talks import SUMMER_TALKS, TALKS, Talk


@dataclass(frozen=True, kw_only=True)
class DemoCohort:
    slug: str
    title: str
    weeks: int
    """Since its start."""
    lead: str
    people: Sequence[Person]
    talks: Sequence[Talk]
    showings: Sequence[Showing]
    due_weeks: Mapping[int, int]
    """The due week of each phase, by the phase's number."""
    first_seed: int
    """Of its first learner. The others follow."""
    has_marks: bool = False
    sections: Sequence[str] = ()
    claim_of: str = ""
    """The learner whose question the lead is answering."""


COHORTS = (
    DemoCohort(
        slug="autumn", title="Autumn cohort", weeks=COHORT_WEEKS, lead="Emil Novak", people=PEOPLE, talks=TALKS,
        showings=SHOWINGS, due_weeks={1: 7, 2: 9, 3: 14, 4: 19, 5: 23}, first_seed=0,
        has_marks=True, sections=("Class A", "Class B"),
    ),
    DemoCohort(
        slug="summer", title="Summer cohort", weeks=SUMMER_WEEKS, lead="Ines Carvalho", people=SUMMER,
        talks=SUMMER_TALKS, showings=SUMMER_SHOWINGS, due_weeks={1: 7, 2: 9, 3: 15, 4: 20, 5: 24}, first_seed=100,
        claim_of="Quynh Tran",
    ),
)  # fmt: skip
