"""The text of an announcement, and of a new one whom it is for and when it is sent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from accounts.names import NameFormField
from cohorts.announcements.actions import Terms
from cohorts.announcements.audience import FILTERS, read_audience
from cohorts.grid.choice import GridChoice, LearnerFilter
from cohorts.grid.queries import subjects_of
from cohorts.marks.forms import NO_DATE, ZonedDateTimeField
from cohorts.sections.models import CohortSection
from cohorts.sections.queries import EVERYBODY, UNASSIGNED
from cohorts.threads.forms import CommentForm
from progress.roadmap.curriculum import Curriculum

MAX_DAYS_AHEAD = 366
TOO_FAR = f"Choose a time within {MAX_DAYS_AHEAD} days."


class AnnouncementForm(CommentForm):
    """A text with a title. The title is part of a notification, so it can hold no link and nothing invisible."""

    title = NameFormField(max_length=80, help_text="Members see it in their notification.")


class NewAnnouncementForm(AnnouncementForm):
    """Without a roadmap on the site, ``course`` is None, and it is for everybody."""

    to = forms.ChoiceField(
        label="To", required=False, initial="all", widget=forms.RadioSelect,
        choices=[("all", "Everybody in the cohort"), ("some", "Learners who match this when it’s sent:")],
    )  # fmt: skip
    show = forms.ChoiceField(
        label="Learners", required=False, choices=[(item.value, item.label) for item in FILTERS],
    )  # fmt: skip
    of = forms.ChoiceField(label="Not passed", required=False, help_text="Only for “hasn’t passed…”.")
    section = forms.ChoiceField(label="Section", required=False)
    when = forms.ChoiceField(
        label="When", required=False, initial="now", widget=forms.RadioSelect,
        choices=[("now", "Now"), ("later", "At this time:")],
    )  # fmt: skip
    send_at = ZonedDateTimeField(label="Date and time", required=False)

    def __init__(
        self, *args: Any, course: Curriculum | None, sections: Sequence[CohortSection], zone: ZoneInfo, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        send_at = self.fields["send_at"]
        assert isinstance(send_at, ZonedDateTimeField)  # noqa: S101  for the type
        send_at.zone, send_at.help_text = zone, f"On the clocks of {zone.key}."
        if course is None:
            for name in ("to", "show", "of", "section"):
                del self.fields[name]
        else:
            self._set_choices(course, sections)

    def _set_choices(self, course: Curriculum, sections: Sequence[CohortSection]) -> None:
        of, section = self.fields["of"], self.fields["section"]
        assert isinstance(of, forms.ChoiceField)  # noqa: S101  for the type
        assert isinstance(section, forms.ChoiceField)  # noqa: S101  for the type
        groups = [(phase, [(item.key, item.title) for item in items]) for phase, items in subjects_of(course)]
        of.choices = [("", "any exercise"), *groups]
        named = [(str(row.uid), row.name) for row in sections]
        section.choices = [(EVERYBODY, "everybody"), *named, (UNASSIGNED, "without a section")]
        if not sections:
            del self.fields["section"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == "later" and "send_at" not in self.errors:
            if not data.get("send_at"):
                self.add_error("send_at", NO_DATE)
            elif data["send_at"] > timezone.now() + timedelta(days=MAX_DAYS_AHEAD):
                self.add_error("send_at", TOO_FAR)
        return data

    @property
    def terms(self) -> Terms:
        data = self.cleaned_data
        choice = GridChoice.from_query({name: data.get(name) or "" for name in ("show", "of", "section")})
        return Terms(
            audience=read_audience(choice.query).query if data.get("to") == "some" else "",
            scheduled_for=data["send_at"] if data.get("when") == "later" else None,
        )


def initial_terms(query: str) -> dict[str, str]:
    """Return the fields for whom a query of the grid stands for. Without one it is everybody."""
    if not query:
        return {}
    choice = read_audience(query)
    show = choice.show if choice.show in FILTERS else LearnerFilter.ALL
    return {"to": "some", "show": show, "of": choice.of, "section": choice.section}
