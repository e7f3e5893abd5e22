import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cohorts.cohort.models import Cohort
from cohorts.threads.actions import MAX_REMARKS
from cohorts.threads.models import Comment
from cohorts.threads.queries import Readers
from cohorts.threads.rules import LineRange, Remark, format_lines
from lib.pages.form_fields import MarkdownFormField, UidField

MAX_LINE = 100_000  # more than a submission can have
NO_READER = "Choose who should read your question."
ADD = "add"  # the button that opens one more remark, perhaps on lines such as 3-5
EMPTY = "Write something first."
NO_LINE = "Enter the number of the line that this is about."


class CommentForm(forms.Form):
    """A comment's text. The form has a ``uid`` from the start, so sending it twice writes it once.

    ``base`` is the version that a change is based on.
    """

    text = MarkdownFormField(max_characters=Comment.MAX_CHARS, noun="a text here")
    uid = UidField()
    base = forms.CharField(required=False)

    def texts(self) -> list[tuple[str, str]]:
        """(which lines it is about, text) of the texts of a valid form that aren't empty."""
        text = self.cleaned_data["text"]
        return [("", text)] if text.strip() else []


class RemarkField(MarkdownFormField):
    widget = forms.Textarea(attrs={"rows": 3, "maxlength": Comment.MAX_CHARS})


class RemarkForm(forms.Form):
    """A text on lines of the code. Without a text it counts as empty: somebody has only clicked on a line."""

    first_line = forms.IntegerField(required=False, min_value=1, max_value=MAX_LINE)
    last_line = forms.IntegerField(required=False, min_value=1, max_value=MAX_LINE)
    text = RemarkField(max_characters=Comment.MAX_CHARS, noun="a remark")

    def __init__(self, data: Mapping[str, Any] | None, *, number: int) -> None:
        super().__init__(data, prefix=f"remark-{number}")
        self.number = number
        for field in self.fields.values():
            field.widget.attrs["form"] = "write"  # it may be moved out of the form, below its line

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.has_text and not self.errors and not self.lines:
            self.add_error("first_line", NO_LINE)
        return data

    @property
    def is_used(self) -> bool:
        """Whether anything is in its fields."""
        return any(self[name].value() not in (None, "") for name in self.fields)

    @property
    def has_text(self) -> bool:
        return bool(str(self["text"].value() or "").strip())

    @property
    def lines(self) -> LineRange | None:
        """The lines without an error, whichever end was typed first. One number is one line."""
        numbers = [self.cleaned_data.get(name) for name in ("first_line", "last_line")]
        ends = sorted(number for number in numbers if number is not None)
        return (ends[0], ends[-1]) if ends else None


class MessageForm(CommentForm):
    """A text about the whole, and remarks on lines of the code. Each may be missing if the other is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remark_forms = self._remark_forms()
        if lines := re.fullmatch(r"([1-9]\d{0,5})-([1-9]\d{0,5})", self.data.get(ADD, "")):
            self._add_remark(*lines.groups())

    def _remark_forms(self) -> list[RemarkForm]:
        data = self.data if self.is_bound else None
        return [RemarkForm(data, number=number) for number in range(1, MAX_REMARKS + 1)]

    def _add_remark(self, first: str, last: str) -> None:
        """Open a remark on these lines, as a reply to those that are there."""
        for form in self.unused_forms[:1]:
            lines = {form.add_prefix("first_line"): first, form.add_prefix("last_line"): last}
            self.data = {**dict(self.data.items()), **lines}
            self.remark_forms = self._remark_forms()

    def is_valid(self) -> bool:
        return all([super().is_valid(), *[form.is_valid() for form in self.remark_forms]])

    def texts(self) -> list[tuple[str, str]]:
        return super().texts() + [(format_lines(remark.lines), remark.text) for remark in self.remarks()]

    def remarks(self) -> list[Remark]:
        """The remarks of a valid form, in the order of their lines."""
        remarks = [
            Remark(text=form.cleaned_data["text"], lines=form.lines)
            for form in self.remark_forms
            if form.has_text and form.lines
        ]
        return sorted(remarks, key=lambda remark: remark.lines)

    @property
    def open_forms(self) -> list[RemarkForm]:
        """The remarks that the page shows: those with something in them, or an empty one, and one more on demand."""
        used = [form for form in self.remark_forms if form.is_used]
        wants_one = not used or self.data.get(ADD) == ""
        return used + self.unused_forms[:wants_one]

    @property
    def unused_forms(self) -> list[RemarkForm]:
        return [form for form in self.remark_forms if not form.is_used]


class ReadersForm(forms.Form):
    """A form for the mentors of a learner. A learner in several cohorts chooses which mentors read it."""

    readers_label = "Who should read it?"
    no_readers = NO_READER

    def __init__(self, *args: Any, readers: Sequence[Readers], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = readers
        if len(readers) > 1:
            self.fields["cohort"] = forms.ChoiceField(
                label=self.readers_label,
                choices=[(group.cohort.slug, str(group)) for group in readers],
                widget=forms.RadioSelect,
                error_messages={"required": self.no_readers},
            )

    def chosen_cohort(self) -> Cohort | None:
        """The cohort of a valid form. None: nobody would read it."""
        slug = self.cleaned_data.get("cohort")
        return next((group.cohort for group in self.readers if slug in (None, group.cohort.slug)), None)


class AskForm(ReadersForm, MessageForm):
    """A learner's question."""
