"""Which learners of a cohort somebody sees first: those of their own sections, of another one, or everybody."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, Value

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.sections.models import CohortSection

MINE, EVERYBODY, UNASSIGNED = "mine", "all", "none"
LEARNERS_PER_PAGE = 30  # each has a tick box, and a page has at most 60 tab stops
MAX_SEARCH_CHARS = 80


def read_section(text: str) -> str:
    """Return the choice of a section from an address. Empty: no choice that anybody could have made."""
    if text in (MINE, EVERYBODY, UNASSIGNED):
        return text
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


@dataclass(frozen=True, kw_only=True)
class SectionFilter:
    """The current sections of a cohort, as one of its mentors sees them."""

    sections: Sequence[CohortSection]
    mentor: int | None = None
    """The key of the reader's membership, if learners are assigned to them."""

    def __bool__(self) -> bool:
        return bool(self.sections) or self.has_own

    @property
    def has_own(self) -> bool:
        """Whether the reader has learners of their own: of their sections, or assigned to them."""
        return bool(self.own) or self.mentor is not None

    @cached_property
    def own(self) -> frozenset[int]:
        """The sections that the reader mentors."""
        return frozenset(section.pk for section in self.sections if section.is_own)

    @cached_property
    def names(self) -> dict[int | None, str]:
        return {section.pk: section.name for section in self.sections}

    def name_of(self, member: Membership) -> str:
        """The name of a learner's section; empty for none."""
        return self.names.get(member.section_id, "")

    def choice(self, text: str, *, default: str = MINE) -> str:
        """Return what is shown for a choice that `read_section` returned: without one the reader's own learners, or
        everybody if they have none.
        """
        text = text or default
        if (text == MINE and self.has_own) or text in {str(section.uid) for section in self.sections}:
            return text
        return UNASSIGNED if text == UNASSIGNED and self.sections else EVERYBODY

    def contains(self, choice: str, member: Membership) -> bool:
        """Whether a learner is among those that a `choice` shows."""
        if choice == EVERYBODY:
            return True
        if choice == MINE:
            return is_own_learner(member, self.own, self.mentor)
        if choice == UNASSIGNED:
            return member.section_id not in self.names
        return member.section_id == self._by_uid.get(choice)

    @cached_property
    def _by_uid(self) -> dict[str, int]:
        return {str(section.uid): section.pk for section in self.sections}

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices, with their labels."""
        mine = [(MINE, "my learners")] if self.has_own else []
        named = [(str(section.uid), section.name) for section in self.sections]
        none = [(UNASSIGNED, "without a section")] if self.sections else []
        return [*mine, (EVERYBODY, "everybody"), *named, *none]


def is_own_learner(member: Membership, sections: Collection[int], mentor: int | None) -> bool:
    """Whether a mentor looks after a learner first: one assigned to them, or one of their sections whom nobody else
    got. ``mentor`` is the key of their membership.
    """
    if member.mentor_id is not None:
        return member.mentor_id == mentor
    return member.section_id in sections


def sections_of(cohort: Cohort, reader: User | None = None) -> SectionFilter:
    """Return the current sections of a cohort, by name. Two queries for a reader."""
    mentor = cohort.memberships.assigned_to(reader).values_list("mentor", flat=True).first() if reader else None
    return SectionFilter(sections=list(cohort.sections.current().with_own_of(reader)), mentor=mentor)


@dataclass(frozen=True)
class OwnLearners:
    """Whom a mentor looks after first in one cohort: their sections, and the key of the membership that learners are
    assigned to.
    """

    sections: set[int] = field(default_factory=set)
    mentor: int | None = None

    def contains(self, member: Membership) -> bool:
        return is_own_learner(member, self.sections, self.mentor)


def own_learners(mentor: User) -> dict[int, OwnLearners]:
    """Return whom somebody looks after first, by cohort, where they have such learners. One query."""
    sections = CohortSection.objects.mentored_by(mentor).order_by().values_list("cohort", "pk", Value(0))
    assigned = Membership.objects.assigned_to(mentor).values_list("cohort", Value(0), "mentor")
    rows = list(sections.union(assigned))
    own = {cohort: OwnLearners(mentor=pk) for cohort, _, pk in rows if pk}
    for cohort, section, _ in rows:
        if section:
            own.setdefault(cohort, OwnLearners()).sections.add(section)
    return own


def section_list(cohort: Cohort) -> list[CohortSection]:
    """Return the current sections with ``learner_count`` and their mentors. Two queries."""
    learns = Q(members__role=CohortRole.LEARNER, members__user__is_active=True)
    sections = cohort.sections.current().annotate(learner_count=Count("members", filter=learns, distinct=True))
    return list(sections.prefetch_related("mentors__user"))


@dataclass(frozen=True, kw_only=True)
class MovePage:
    """Learners to move into a section or out of one."""

    sections: SectionFilter
    choice: str
    search: str
    page: "Page[Membership]"

    def _address(self, number: int) -> str:
        return f"?{urlencode({'section': self.choice, 'q': self.search, 'page': number})}"

    @property
    def previous_page(self) -> str:
        return self._address(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_page(self) -> str:
        return self._address(self.page.next_page_number()) if self.page.has_next() else ""


def move_page(cohort: Cohort, *, choice: str, search: str, number: str) -> MovePage:
    """Return a page of learners, by name. Four queries."""
    sections, search = sections_of(cohort), " ".join(search.split())[:MAX_SEARCH_CHARS]
    choice = sections.choice(choice, default=UNASSIGNED)
    members = cohort.memberships.learners().select_related("user").order_by("user__name", "user__email", "pk")
    if choice == UNASSIGNED:
        members = members.exclude(section__in=sections.sections)
    elif choice != EVERYBODY:
        members = members.filter(section__uid=choice)
    members = members.matching(search) if search else members
    return MovePage(
        sections=sections, choice=choice, search=search, page=Paginator(members, LEARNERS_PER_PAGE).get_page(number)
    )
