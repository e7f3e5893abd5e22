"""Whom an announcement is for: everybody in the cohort, or the learners who match a filter when it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.http import QueryDict

from cohorts.cohort.models import Cohort, Membership
from cohorts.grid.choice import GridChoice, LearnerFilter
from cohorts.grid.learners import choice_subject
from cohorts.grid.queries import chosen_learners
from cohorts.sections.queries import EVERYBODY, MINE, UNASSIGNED, sections_of
from progress.roadmap.roadmaps import curriculum

OWN_FILTERS = (LearnerFilter.ATTENTION, LearnerFilter.SEEN)
"""What one mentor's reminders decide. An announcement is the cohort's."""
FILTERS = [filter_ for filter_ in LearnerFilter if filter_ not in OWN_FILTERS]
_WORDS = {
    LearnerFilter.ALL: "all learners",
    LearnerFilter.ASKS: "learners who are waiting for an answer",
    LearnerFilter.STUCK: "learners who are stuck",
    LearnerFilter.SILENT: "inactive learners",
    LearnerFilter.BEHIND: "learners who are behind plan",
    LearnerFilter.NOT_BEGUN: "learners who haven’t begun",
    LearnerFilter.NOT_PASSED: "learners who haven’t passed {}",
}


def read_audience(query: str) -> GridChoice:
    """Return the choice that a query stands for, of which only the learners count."""
    choice = GridChoice.from_query(QueryDict(query).dict())
    section = EVERYBODY if choice.section in ("", MINE) else choice.section
    show = LearnerFilter.ALL if choice.show in OWN_FILTERS else choice.show
    return replace(GridChoice(), show=show, of=choice.of if show == LearnerFilter.NOT_PASSED else "", section=section)


def audience_text(cohort: Cohort, choice: GridChoice) -> str:
    """ "learners who haven’t passed “Dropout” in Class A"."""
    subject = choice_subject(choice, curriculum(cohort.roadmap_id))
    text = _WORDS[choice.show].format(f"“{subject.title}”" if subject else "any exercise")
    sections = sections_of(cohort)
    section = sections.choice(choice.section, default=EVERYBODY)
    if section == UNASSIGNED:
        return f"{text} without a section"
    name = next((str(row) for row in sections.sections if str(row.uid) == section), "")
    return f"{text} in {name}" if name else text


def matching_members(cohort: Cohort, query: str, *, now: datetime) -> Sequence[Membership]:
    """Return the learners who match now."""
    learners = chosen_learners(cohort, read_audience(query), reader=None, now=now)
    return [entry.member for entry in learners]
