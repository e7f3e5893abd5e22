from collections.abc import Sequence
from typing import Any

from django import forms

from cohorts.cohort.models import Cohort
from cohorts.threads.models import Comment
from cohorts.threads.queries import Readers
from cohorts.threads.rules import LineRange
from lib.pages.form_fields import MarkdownFormField, UidField

MAX_LINE = 100_000  # more than a submission can have
NO_READER = "Choose who should read your question."


class CommentForm(forms.Form):
    """A comment's text. The form has a ``uid`` from the start, so sending it twice writes it once.

    ``base`` is the version that a change is based on.
    """

    text = MarkdownFormField(max_characters=Comment.MAX_CHARS, noun="a text here")
    first_line = forms.IntegerField(label="From line", required=False, min_value=1, max_value=MAX_LINE)
    last_line = forms.IntegerField(label="to line", required=False, min_value=1, max_value=MAX_LINE)
    uid = UidField()
    base = forms.CharField(required=False)

    def chosen_lines(self) -> LineRange | None:
        """The lines of a valid form, whichever end was typed first. One number is one line."""
        numbers = [self.cleaned_data[name] for name in ("first_line", "last_line")]
        ends = sorted(number for number in numbers if number is not None)
        return (ends[0], ends[-1]) if ends else None


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


class AskForm(ReadersForm, CommentForm):
    """A learner's question."""
