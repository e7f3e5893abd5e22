"""A file with a roster of a whole cohort."""

from django import forms

from cohorts.joining.forms import DAYS
from cohorts.rosters.decoding import Encoding
from cohorts.rosters.parsing import MAX_PEOPLE

ENCODINGS = [
    ("", "find out"),
    *(
        (str(encoding), encoding.label)
        for encoding in (Encoding.UTF_8, Encoding.UTF_16, Encoding.WINDOWS, Encoding.MAC)
    ),
]


class RosterFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file", widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
        help_text="With a line of headings: email, name (or given and family name), section, role, external id. Only "
                  f"the email is needed. At most {MAX_PEOPLE:,} people.",
    )  # fmt: skip
    encoding = forms.ChoiceField(
        choices=ENCODINGS, required=False, help_text="Choose one if names look wrong after the check."
    )
    days = forms.TypedChoiceField(
        label="Invitations work for", choices=DAYS, coerce=int, initial=30, widget=forms.RadioSelect
    )
    removes_missing = forms.BooleanField(
        label="Learners who aren’t in the file leave the cohort", required=False,
        help_text="Nothing of theirs is deleted. The check lists them before anything happens.",
    )  # fmt: skip


class EncodingForm(forms.Form):
    encoding = forms.ChoiceField(choices=ENCODINGS[1:])
