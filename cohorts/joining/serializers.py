"""A roster for scripts: its text, and what became of each line."""

from typing import Any

from rest_framework import serializers

from cohorts.cohort.models import CohortRole
from cohorts.joining.models import INVITED_ROLES, MAX_DOMAIN_CHARS, Invitation, validate_domain
from lib.api.serializers import InputSerializer

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


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    address = serializers.CharField(read_only=True, help_text="An email address. Empty: a link for several people.")

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = (
            "uid", "role", "address", "max_uses", "uses", "domain", "needs_approval", "created_at", "expires_at",
            "delivery",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields


class NewInvitationSerializer(InputSerializer[Invitation]):
    """A link for several people."""

    role = serializers.ChoiceField(choices=INVITED_ROLES, default=CohortRole.LEARNER)
    days = serializers.IntegerField(
        min_value=1,
        max_value=Invitation.MAX_DAYS,
        default=14,
        help_text="How many days the link works. Default: 14.",
    )
    max_uses = serializers.IntegerField(
        min_value=1,
        max_value=Invitation.MAX_USES,
        default=1,
        help_text="How many people can use it. Default: 1.",
    )
    domain = serializers.CharField(
        max_length=MAX_DOMAIN_CHARS, default="", allow_blank=True, validators=[validate_domain],
        help_text="Only people with a confirmed address there can join, such as school.example. Default: everybody.",
    )  # fmt: skip
    needs_approval = serializers.BooleanField(
        default=None, allow_null=True,
        help_text="A lead accepts each person first. Default: if they become mentors and several can use the link.",
    )  # fmt: skip

    def validate_domain(self, domain: str) -> str:
        return domain.lower()


class CreatedInvitationSerializer(InvitationSerializer):
    link = serializers.CharField(read_only=True, help_text="Shown only once, because it isn’t stored.")

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "link")
        read_only_fields = fields
