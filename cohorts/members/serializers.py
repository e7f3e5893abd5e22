"""Members of a cohort for scripts."""

from rest_framework import serializers

from cohorts.cohort.models import CohortRole, Membership
from lib.api.serializers import InputSerializer


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
