"""Cohorts, members and invitations for scripts."""

from rest_framework import serializers

from accounts.names import NameFormField
from cohorts.models import INVITED_ROLES, Cohort, CohortRole, Invitation, Membership
from cohorts.models.cohort import validate_start
from lib.serializers import InputSerializer


class CohortSerializer(serializers.ModelSerializer[Cohort]):
    role = serializers.CharField(
        source="my_role", allow_null=True, read_only=True,
        help_text="What you are in it: lead, mentor or learner. Null for an admin who isn’t in it.",
    )  # fmt: skip

    class Meta:
        model = Cohort
        fields = ("slug", "title", "started_on", "max_learners", "archived_at", "role")
        read_only_fields = fields


class NewCohortSerializer(InputSerializer[Cohort]):
    title = serializers.CharField(max_length=80)
    started_on = serializers.DateField(validators=[validate_start])
    max_learners = serializers.IntegerField(
        min_value=1,
        max_value=Cohort.MAX_LEARNERS,
        default=500,
        help_text="Places for learners. Default: 500.",
    )

    def validate_title(self, title: str) -> str:
        return str(NameFormField(max_length=80).clean(title))


class ChangedCohortSerializer(NewCohortSerializer):
    """The fields that change."""

    max_learners = serializers.IntegerField(min_value=1, max_value=Cohort.MAX_LEARNERS, required=False)
    is_archived = serializers.BooleanField(required=False, help_text="Whether the cohort is archived.")


class MemberSerializer(serializers.ModelSerializer[Membership]):
    uid = serializers.UUIDField(source="user.uid", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("uid", "name", "email", "role", "joined_on")
        read_only_fields = fields


class RoleSerializer(InputSerializer[Membership]):
    role = serializers.ChoiceField(choices=CohortRole.choices)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    address = serializers.CharField(read_only=True, help_text="An email address. Empty: a link for several people.")

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ("uid", "role", "address", "max_uses", "uses", "created_at", "expires_at", "delivery")
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


class CreatedInvitationSerializer(InvitationSerializer):
    link = serializers.CharField(read_only=True, help_text="Shown only once, because it isn’t stored.")

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "link")
        read_only_fields = fields
