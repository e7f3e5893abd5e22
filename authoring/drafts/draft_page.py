"""The page of a draft: which changes are shown, whose they are, and what publishing them would mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from accounts.models import User
from authoring.drafts.groups import EditGroup
from authoring.drafts.queries import DraftContent
from authoring.drafts.selections import MAX_CHOSEN, SelectedChanges, Selection, author_key, select_changes
from authoring.impact.page import ImpactLine, impact_lines
from authoring.impact.rules import Impact
from authoring.impact.sentences import changes_text, nodes_text
from authoring.reviews.models import DraftReview
from authoring.schedules.models import ScheduledPublication, ScheduleOutcome
from lib.task_queue import enqueue


@dataclass(frozen=True, kw_only=True)
class AuthorLink:
    """Leads to one admin's changes, or to everybody's."""

    label: str
    query: str
    count: int
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    whole: DraftContent
    selection: Selection
    person: User

    @cached_property
    def selected(self) -> SelectedChanges:
        return select_changes(self.whole, self.selection)

    @property
    def content(self) -> DraftContent:
        return self.selected.content

    @property
    def query(self) -> str:
        return self.selection.query

    @property
    def url(self) -> str:
        address = reverse("authoring:draft_detail", args=[self.whole.roadmap.uid])
        return f"{address}?{self.query}" if self.selection else address

    @property
    def authors(self) -> Sequence[AuthorLink]:
        """Empty if there is no choice to make."""
        by_author: dict[str, list[EditGroup]] = {}
        for group in self.whole.ownership.groups:
            by_author.setdefault(author_key(group), []).append(group)
        if len(by_author) < 2 and not self.selection:
            return ()
        links = [self._link("Everybody’s", Selection(), self.whole.ownership.groups)]
        own = str(self.person.uid)
        for key, groups in sorted(by_author.items(), key=lambda item: item[0] != own):
            label = "Yours" if key == own else f"{groups[0].author_name[:1].upper()}{groups[0].author_name[1:]}’s"
            links.append(self._link(label, Selection(people=(key,)), groups))
        return links

    def _link(self, label: str, selection: Selection, groups: Sequence[EditGroup]) -> AuthorLink:
        return AuthorLink(label=label, query=selection.query, count=len(groups), is_current=selection == self.selection)

    @property
    def choices(self) -> Sequence[tuple[EditGroup, bool]]:
        """Each group that can be chosen, and whether it's selected. Empty if there is no choice to make."""
        groups = self.whole.ownership.groups
        selected = {group.key for group in self.selected.groups}
        return [(group, group.key in selected) for group in groups[:MAX_CHOSEN]] if len(groups) > 1 else ()

    @cached_property
    def impact(self) -> Impact | None:
        """The stored preview of what is selected."""
        draft = self.whole.draft
        preview = draft.previews.filter(state=self.content.state).first() if draft and self.content.changes else None
        return Impact.from_json(preview.impact) if preview else None

    @cached_property
    def lines(self) -> Sequence[ImpactLine]:
        return impact_lines(self.impact, self.person.today)

    @property
    def hidden_lines(self) -> int:
        """How many learners the lines leave out."""
        return len(self.impact.rows) - len(self.lines) if self.impact else 0

    @property
    def summary(self) -> str:
        return changes_text([{"verb": change.verb, "kind": change.kind} for change in self.content.changes])

    @property
    def new_nodes(self) -> str:
        """What learners will see of a roadmap that isn't shown yet."""
        return nodes_text(self.content.table) if self.content.shows_roadmap else ""

    @property
    def schedule_url(self) -> str:
        """Of the changes that the schedule is about."""
        selection = Selection.from_query(self.schedule.selection if self.schedule else "")
        return DraftPage(whole=self.whole, selection=selection, person=self.person).url

    @cached_property
    def reviews(self) -> Sequence[DraftReview]:
        """Those of the open draft, the newest first."""
        draft = self.whole.draft
        rows = draft.reviews.filter(version=None).select_related("asked_by", "reviewer", "answered_by") if draft else ()
        return list(rows[:20])

    @cached_property
    def schedule(self) -> ScheduledPublication | None:
        """The publication that waits, or else the last one that was due, if it wasn't published."""
        rows = ScheduledPublication.objects.filter(draft__roadmap=self.whole.roadmap).select_related("set_by")
        waiting = rows.waiting().first()
        if waiting or self.whole.draft is None:
            return waiting
        newest = rows.filter(draft=self.whole.draft).first()
        return newest if newest and newest.outcome == ScheduleOutcome.REFUSED else None

    def queue_preview(self) -> None:
        """If the broker can't be reached, the page says that it's calculating, and reloading it tries again."""
        draft = self.whole.draft
        if draft and self.content.changes and self.impact is None and not self.content.blocking_problems:
            enqueue("authoring.preview_impact", draft.pk, self.query)
