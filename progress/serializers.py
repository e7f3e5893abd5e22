from datetime import date
from typing import Any

from rest_framework import serializers

from curriculum.models import Topic
from progress.log_line import NOTE_LENGTH, DayOutOfReachError, LogLineError, StudyLine, check_bounds, parse_log_line
from progress.models import Kind, StudyEntry, Timer
from progress.queries.outline import topic_names


class StudyEntrySerializer(serializers.ModelSerializer[StudyEntry]):
    topic: "serializers.SlugRelatedField[Topic]" = serializers.SlugRelatedField(slug_field="uid", read_only=True)

    class Meta:
        model = StudyEntry
        fields = ("uid", "day", "minutes", "kind", "topic", "note", "source", "time_zone", "created_at")
        read_only_fields = fields


class NewStudyEntrySerializer(serializers.Serializer[StudyLine]):
    """Either `line`, as in the study log, or the fields. `topic` is a uid; beside a line it is the default.

    Needs `today`, the learner's day, in its context. The validated data holds the `study`.
    """

    line = serializers.CharField(required=False, max_length=300, help_text="Such as “yesterday 45m coding attention”.")
    minutes = serializers.IntegerField(required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    day = serializers.DateField(required=False, help_text="Today, unless given.")
    topic = serializers.CharField(required=False, max_length=120)
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        today: date = self.context["today"]
        kept = self.kept()
        try:
            if "line" in attrs:
                study = _from_line(attrs, today, kept.get("day"))
            else:
                study = _from_fields(kept | attrs, today, kept.get("day"))
        except LogLineError as error:
            wrong = "day" if isinstance(error, DayOutOfReachError) else "minutes"
            raise serializers.ValidationError({"line" if "line" in attrs else wrong: [str(error)]}) from error
        return {"study": study}

    def kept(self) -> dict[str, Any]:
        """The fields that hold where none was sent."""
        return {}


class ChangedStudyEntrySerializer(NewStudyEntrySerializer):
    """Either `line`, which replaces all that was there, or the fields that change. Needs the `entry` in its context."""

    day = serializers.DateField(required=False)
    topic = serializers.CharField(required=False, allow_null=True, max_length=120, help_text="A uid; null: none.")

    def kept(self) -> dict[str, Any]:
        entry: StudyEntry = self.context["entry"]
        topic = entry.topic.uid if entry.topic else None
        return {"topic": topic} | {name: getattr(entry, name) for name in ("minutes", "kind", "day", "note")}


class TimerSerializer(serializers.ModelSerializer[Timer]):
    topic: "serializers.SlugRelatedField[Topic]" = serializers.SlugRelatedField(slug_field="uid", read_only=True)
    minutes = serializers.IntegerField(read_only=True, help_text="So far.")

    class Meta:
        model = Timer
        fields = ("topic", "kind", "started_at", "minutes")


class NewTimerSerializer(serializers.Serializer[Timer]):
    topic = serializers.SlugRelatedField(
        "uid", queryset=Topic.objects.all(), required=False, allow_null=True, help_text="A topic’s uid."
    )
    kind = serializers.ChoiceField(Kind.choices, default=Kind.CODING)


class StopTimerSerializer(serializers.Serializer[Timer]):
    minutes = serializers.IntegerField(
        required=False, min_value=1, help_text="How much of it was study. Not given: what the timer counted."
    )


class TimerAskSerializer(serializers.Serializer[Any]):
    """It ran so long that it was perhaps forgotten, or hours were logged meanwhile: stop it again with `minutes`."""

    detail = serializers.CharField()
    ran = serializers.IntegerField(help_text="Minutes.")
    logged = serializers.IntegerField(help_text="Minutes that were logged while it ran.")
    likely = serializers.IntegerField(help_text="Minutes that no entry holds yet.")


class RefusedSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()


def _from_line(attrs: dict[str, Any], today: date, keeps: date | None) -> StudyLine:
    topics = topic_names()
    return parse_log_line(attrs["line"], topics=topics, today=today, default_topic=attrs.get("topic"), keeps=keeps)


def _from_fields(attrs: dict[str, Any], today: date, keeps: date | None) -> StudyLine:
    missing = [name for name in ("minutes", "kind") if name not in attrs]
    if missing:
        raise serializers.ValidationError({name: ["Give this, or a line."] for name in missing})
    day = attrs.get("day", today)
    check_bounds(attrs["minutes"], day, today=today, keeps=keeps)
    return StudyLine(attrs["minutes"], attrs["kind"], day, attrs.get("topic"), attrs.get("note", ""))
