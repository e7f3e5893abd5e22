"""The timer in the REST API."""

from typing import Any

from rest_framework import serializers

from curriculum.models import Topic
from lib.api.problems import ProblemSerializer
from lib.api.serializers import InputSerializer
from progress.hours.models import StudyKind
from progress.timer.models import Timer


class TimerSerializer(serializers.ModelSerializer[Timer]):
    topic: "serializers.SlugRelatedField[Topic]" = serializers.SlugRelatedField(
        slug_field="uid", read_only=True, allow_null=True
    )
    minutes = serializers.IntegerField(read_only=True, help_text="So far.")

    class Meta:
        model = Timer
        fields = ("topic", "kind", "started_at", "minutes")
        read_only_fields = fields


class NewTimerSerializer(InputSerializer[Timer]):
    topic = serializers.SlugRelatedField(
        "uid", queryset=Topic.objects.all(), required=False, allow_null=True, help_text="A topic’s uid."
    )
    kind = serializers.ChoiceField(StudyKind.choices, default=StudyKind.UNSTATED)


class StopTimerSerializer(InputSerializer[Timer]):
    minutes = serializers.IntegerField(
        required=False, min_value=1, help_text="How much of it was study. Default: what the timer counted."
    )


class TimerAskSerializer(ProblemSerializer):
    """It may have been forgotten, or hours were logged meanwhile. Stop it again with `minutes`."""

    ran = serializers.IntegerField(source="minutes_run", help_text="Minutes.")

    def get_fields(self) -> dict[str, Any]:
        """``logged`` and ``likely`` are names that scripts know."""
        return super().get_fields() | {
            "logged": serializers.IntegerField(source="minutes_logged", help_text="Minutes logged while it ran."),
            "likely": serializers.IntegerField(source="minutes_unlogged", help_text="Minutes not yet in any entry."),
        }
