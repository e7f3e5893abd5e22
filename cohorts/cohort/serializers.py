"""Cohorts, members and invitations for scripts."""

from rest_framework import serializers

from accounts.names import NameFormField
from cohorts.cohort.models import Cohort, validate_start
from lib.api.serializers import InputSerializer


class CohortSerializer(serializers.ModelSerializer[Cohort]):
    role = serializers.CharField(
        source="my_role", allow_null=True, read_only=True,
        help_text="What you are in it: lead, mentor or learner. Null for an admin who isn’t in it.",
    )  # fmt: skip

    class Meta:
        model = Cohort
        fields = ("slug", "title", "started_on", "ends_on", "max_learners", "archived_at", "role")
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
    ends_on = serializers.DateField(
        required=False, allow_null=True, validators=[validate_start],
        help_text="The site archives the cohort after this day. Null: it has no end.",
    )  # fmt: skip
    is_archived = serializers.BooleanField(required=False, help_text="Whether the cohort is archived.")
