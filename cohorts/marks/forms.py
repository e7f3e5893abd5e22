"""The forms of a scheme of marks, of its rows, and of an exception."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.preferences.forms import TimeZoneSelect, time_zone_choices
from cohorts.cohort.models import EARLIEST_START, LATEST_START, Membership
from cohorts.marks.actions import RowTerms
from cohorts.marks.candidates import Key, PhaseCandidates
from cohorts.marks.exceptions import ExceptionTerms
from cohorts.marks.models import MAX_EXTRA_DAYS, MAX_POINTS, MAX_REASON_CHARS, MAX_ROWS, LateChoice, MarkRow, MarkScheme
from lib.pages.form_fields import UidField

FORMAT = "%Y-%m-%dT%H:%M"
NO_DATE = "Enter a date and a time."
WRONG_YEAR = f"Enter a date between {EARLIEST_START.year} and {LATEST_START.year}."
NO_ROWS = "Choose at least one."
UNKNOWN_ROW = "Choose from this list."
NO_LEARNERS = "Choose at least one learner."
LEARNER_LEFT = "One of these learners is no longer in the cohort. Choose again."
NO_DAYS = "Enter a number of days."
NEVER_DUE = "This row has no due date, so nothing can be late."
NOT_LATER = "The row isn’t due before that. Enter a later date."
MAX_CANVAS_ID = 2**63 - 1
ALL_ROWS = ""
DUE_CHOICES = [("never", "No due date"), ("week", "With its due week in the shared plan"), ("date", "At this time:")]
KINDS = [("days", "Some days more"), ("date", "Until a new date"), ("excused", "Excused: doesn’t count")]


class ZonedDateTimeField(forms.DateTimeField):
    """A moment on the clocks of a time zone, which isn't that of whoever fills in the form."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT)
    zone: ZoneInfo = ZoneInfo("UTC")

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            moment = super().to_python(value)
        if moment and not EARLIEST_START.year <= moment.year < LATEST_START.year:
            raise forms.ValidationError(WRONG_YEAR)
        return moment.astimezone(UTC) if moment else None

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone).strftime(FORMAT) if isinstance(value, datetime) else value


def _values(form: forms.Form, name: str) -> Sequence[str]:
    """Return what is ticked in a list that a template draws itself."""
    return form.data.getlist(name) if isinstance(form.data, QueryDict) else form.initial.get(name, ())


class SchemeForm(forms.ModelForm[MarkScheme]):
    """How a cohort is marked."""

    time_zone = forms.ChoiceField(
        choices=time_zone_choices, widget=TimeZoneSelect, help_text="The clocks that due dates go by."
    )

    class Meta:
        model = MarkScheme
        fields = (
            "is_shown", "time_zone", "percent_signed_off", "percent_claimed", "counts_partial", "late_kind",
            "late_percent", "late_cap", "late_days",
        )  # fmt: skip
        labels = {
            "is_shown": "Show learners their marks",
            "percent_signed_off": "What a sign-off counts, in percent",
            "percent_claimed": "What a claim counts, in percent",
            "counts_partial": "Count passed checks of an exercise that isn’t passed",
            "late_kind": "After the due date",
            "late_percent": "Percent deducted for each begun day",
            "late_cap": "Percent deducted at most",
            "late_days": "Days after which nothing counts",
        }
        help_texts = {
            "is_shown": "Until then only leads, mentors and admins see them.",
            "percent_signed_off": "A proof always counts 100.",
            "percent_claimed": "A claim is the learner’s word: a “yes” to a criterion, or a topic marked as done.",
            "counts_partial": "With 6 of 9 checks passed, an exercise counts two thirds.",
            "late_percent": "Only for a percentage for each begun day.",
            "late_cap": "Only for a percentage for each begun day.",
            "late_days": "Only if nothing counts after some days. 0: nothing that is late counts.",
        }
        widgets = {"late_kind": forms.RadioSelect}

    late_kind = forms.ChoiceField(label="After the due date", choices=LateChoice, widget=forms.RadioSelect)


class TermsForm(forms.Form):
    """What rows are worth, and when they are due."""

    points = forms.IntegerField(label="Points of each row", min_value=1, max_value=MAX_POINTS, initial=10)
    due = forms.ChoiceField(label="Due", choices=DUE_CHOICES, initial="never", widget=forms.RadioSelect)
    due_at = ZonedDateTimeField(label="Due date and time", required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, zone_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["due_at"]
        assert isinstance(field, ZonedDateTimeField)  # noqa: S101  for the type
        field.zone = zone
        field.help_text = f"On the clocks of {zone_name}. This whole minute is in time."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("due") == "date" and not data.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", NO_DATE)
        return data

    @property
    def terms(self) -> RowTerms:
        data = self.cleaned_data
        return RowTerms(
            points=data["points"],
            due_at=data["due_at"] if data["due"] == "date" else None,
            follows_due_week=data["due"] == "week",
        )


class AddRowsForm(TermsForm):
    """Choose rows, one by one or all exercises of a phase, with the same terms."""

    def __init__(self, *args: Any, phases: Sequence[PhaseCandidates], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phases = phases
        singles = [item for phase in phases for item in (*phase.singles, *phase.checkpoints)]
        self._keys: dict[str, list[Key]] = {item.value: [item.key] for item in singles}
        for phase in phases:
            self._keys |= {value: [item.key for item in items] for value, _, items in phase.groups}
        self.fields["rows"] = forms.MultipleChoiceField(
            choices=[(value, value) for value in self._keys],
            error_messages={"required": NO_ROWS, "invalid_choice": UNKNOWN_ROW},
        )
        self.selected = set(_values(self, "rows"))

    def clean_rows(self) -> list[Key]:
        keys = list(dict.fromkeys(key for value in self.cleaned_data["rows"] for key in self._keys[value]))
        if len(keys) > MAX_ROWS:
            raise forms.ValidationError(f"Choose at most {MAX_ROWS} at once.")
        return keys


class RowForm(TermsForm):
    """Change one row."""

    canvas_id = forms.IntegerField(
        label="Id of the assignment in Canvas", required=False, min_value=1, max_value=MAX_CANVAS_ID,
        help_text="Optional. The number at the end of the assignment’s address. The file for Canvas then fills that "
        "assignment instead of adding one.",
    )  # fmt: skip

    @staticmethod
    def initial_of(row: MarkRow) -> dict[str, Any]:
        due = "week" if row.follows_due_week else "date" if row.due_at else "never"
        return {"points": row.points, "due": due, "due_at": row.due_at, "canvas_id": row.canvas_id}


class ExceptionForm(forms.Form):
    """Who gets which exception for which row, and why."""

    uid = UidField()
    who = forms.ChoiceField(
        label="For", choices=[("some", "These learners:"), ("all", "Everybody in the cohort")], initial="some",
        widget=forms.RadioSelect,
    )  # fmt: skip
    row = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(label="What", choices=KINDS, initial="days", widget=forms.RadioSelect)
    days = forms.IntegerField(
        label="Days more", required=False, min_value=1, max_value=MAX_EXTRA_DAYS,
        help_text="Calendar days after the row’s own due date, at the same time of day.",
    )  # fmt: skip
    due_at = ZonedDateTimeField(label="New date and time", required=False)
    reason = forms.CharField(
        max_length=MAX_REASON_CHARS,
        help_text="The learners, leads, mentors and admins can read it. It stays in the history.",
    )

    def __init__(
        self, *args: Any, scheme: MarkScheme, rows: Sequence[MarkRow], members: Sequence[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._rows = {str(row.uid): row for row in rows}
        self._people = {str(member.user.uid): member.user for member in members}
        row, due_at = self.fields["row"], self.fields["due_at"]
        assert isinstance(row, forms.ChoiceField)  # noqa: S101  for the type
        assert isinstance(due_at, ZonedDateTimeField)  # noqa: S101  for the type
        row.choices = [
            (ALL_ROWS, "All rows"),
            *((uid, f"{item.title} ({item.kind})") for uid, item in self._rows.items()),
        ]
        due_at.zone, due_at.help_text = scheme.zone, f"On the clocks of {scheme.time_zone}."
        self.fields["learners"] = forms.MultipleChoiceField(
            choices=[(uid, uid) for uid in self._people], required=False,
            error_messages={"invalid_choice": LEARNER_LEFT},
        )  # fmt: skip
        self.selected = set(_values(self, "learners"))
        self.members = sorted(members, key=lambda member: str(member.user.uid) not in self.selected)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("who") == "some" and not data.get("learners") and "learners" not in self.errors:
            self.add_error("learners", NO_LEARNERS)
        kind, row = data.get("kind"), self.chosen_row
        if kind == "days" and not data.get("days") and "days" not in self.errors:
            self.add_error("days", NO_DAYS)
        if kind == "date" and not data.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", NO_DATE)
        if row and kind in ("days", "date") and not (row.due_at or row.follows_due_week):
            self.add_error("row", NEVER_DUE)
        if row and kind == "date" and row.due_at and data.get("due_at") and data["due_at"] <= row.due_at:
            self.add_error("due_at", NOT_LATER)
        return data

    @property
    def chosen_row(self) -> MarkRow | None:
        """None: all rows."""
        return self._rows.get(self.cleaned_data.get("row", ALL_ROWS))

    @property
    def learners(self) -> list[User] | None:
        """None: everybody."""
        data = self.cleaned_data
        return None if data["who"] == "all" else [self._people[uid] for uid in data["learners"]]

    @property
    def terms(self) -> ExceptionTerms:
        data = self.cleaned_data
        return ExceptionTerms(
            is_excused=data["kind"] == "excused",
            due_at=data["due_at"] if data["kind"] == "date" else None,
            extra_days=data["days"] if data["kind"] == "days" else None,
            reason=data["reason"],
        )
