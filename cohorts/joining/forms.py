"""A link that lets people join, and a roster."""

from typing import Any

from django import forms
from django.core import signing

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.joining.models import INVITED_ROLES, MAX_DOMAIN_CHARS, Invitation, validate_domain
from cohorts.joining.roster import RosterError, read_roster
from cohorts.rosters.decoding import decode
from notices.mail import can_mail

DAYS = [(3, "3 days"), (14, "14 days"), (30, "30 days"), (90, "90 days")]
APPROVAL = [("", "if they become mentors and several can use the link"), ("yes", "always"), ("no", "never")]
NO_MAIL = " This site can’t send email, so only a sign-in provider or an admin can confirm addresses."
_SALT = "cohorts.roster"
_MAX_AGE_SECONDS = 24 * 60 * 60


class InvitationForm(forms.Form):
    role = forms.ChoiceField(
        label="Invite as", choices=INVITED_ROLES, initial=CohortRole.LEARNER, widget=forms.RadioSelect
    )
    days = forms.TypedChoiceField(label="Works for", choices=DAYS, coerce=int, initial=14, widget=forms.RadioSelect)


class LinkForm(InvitationForm):
    max_uses = forms.IntegerField(
        label="How many people can use it", min_value=1, max_value=Invitation.MAX_USES, initial=30
    )
    needs_approval = forms.TypedChoiceField(
        label="A lead accepts people first", choices=APPROVAL, coerce=lambda choice: choice == "yes", empty_value=None,
        required=False, initial="", widget=forms.RadioSelect,
    )  # fmt: skip
    domain = forms.CharField(
        label="Only for email addresses at", required=False, max_length=MAX_DOMAIN_CHARS + 1,
        help_text="Such as school.example. People must have confirmed their address. Empty: at any.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_mail():
            self.fields["domain"].help_text += NO_MAIL

    def clean_domain(self) -> str:
        domain: str = self.cleaned_data["domain"].lower().removeprefix("@")
        if domain:
            validate_domain(domain)
        return domain


class RosterForm(InvitationForm):
    """Addresses, pasted or in a file. The cleaned data holds the ``lines``."""

    text = forms.CharField(
        label="Email addresses", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One per line, or the lines of a CSV file with a column “email”. At most 500 people.",
    )  # fmt: skip
    file = forms.FileField(
        label="Or a CSV file", required=False, widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"})
    )
    field_order = ("text", "file", "role", "days")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        try:
            data["lines"] = read_roster(decode(file.read()).text if file else data.get("text", ""))
        except RosterError as error:
            self.add_error("file" if file else "text", str(error))
        return data


class ConfirmForm(forms.Form):
    """The roster that somebody has seen, signed, so that what is applied is what was shown."""

    roster = forms.CharField()

    def clean_roster(self) -> dict[str, Any]:
        try:
            roster: dict[str, Any] = signing.loads(self.cleaned_data["roster"], salt=_SALT, max_age=_MAX_AGE_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError("This roster is older than a day. Paste it again.") from None
        return roster


def sign_roster(person: User, cohort: Cohort, addresses: list[str], role: str, days: int) -> str:
    roster = {"person": str(person.uid), "cohort": cohort.slug, "addresses": addresses, "role": role, "days": days}
    return signing.dumps(roster, salt=_SALT, compress=True)
