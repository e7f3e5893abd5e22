"""A roster for scripts: its text, and what became of each line."""

from typing import Any

from rest_framework import serializers

from cohorts.models import INVITED_ROLES, CohortRole, Invitation
from lib.serializers import InputSerializer

MAX_CHARS = 200_000


class NewRosterSerializer(InputSerializer[Any]):
    text = serializers.CharField(
        max_length=MAX_CHARS, trim_whitespace=False,
        help_text="One address per line, or the lines of a CSV file with a column “email”. At most 500 people.",
    )  # fmt: skip
    role = serializers.ChoiceField(choices=INVITED_ROLES, default=CohortRole.LEARNER)
    days = serializers.IntegerField(
        min_value=1, max_value=Invitation.MAX_DAYS, default=14,
        help_text="How many days the invitations work. Default: 14.",
    )  # fmt: skip
    dry_run = serializers.BooleanField(default=False, help_text="Only say what would happen.")


class RosterLineSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Of the line.")
    text = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(allow_blank=True, help_text="Why this person isn’t invited. Empty if they are.")


class RosterLinkSerializer(serializers.Serializer[Any]):
    address = serializers.CharField()
    link = serializers.CharField()


class RosterResultSerializer(serializers.Serializer[Any]):
    invitations = serializers.IntegerField(help_text="How many people were invited. 0 after a dry run.")
    lines = RosterLineSerializer(many=True)
    links = RosterLinkSerializer(
        many=True, help_text="Only if the site can’t send email. Shown only once, because they aren’t stored."
    )
