from rest_framework import serializers

from exercises.models import Draft
from exercises.workspace.actions import Choice
from lib.api.problems import ProblemSerializer
from lib.api.serializers import InputSerializer


class DraftSerializer(serializers.ModelSerializer[Draft]):
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]  # DRF calls its own argument so

    class Meta:
        model = Draft
        fields = ("source", "revision", "saved_at", "set_aside")
        read_only_fields = fields


class NewDraftSerializer(InputSerializer[Draft]):
    """A draft and the revision that it is based on. exercises.workspace.actions decides whether it is saved."""

    source = serializers.CharField(trim_whitespace=False, allow_blank=True)  # type: ignore[assignment]  # DRF calls its own argument so
    base = serializers.CharField(
        max_length=36,
        allow_blank=True,
        default="",
        help_text="The revision you read last. Empty if there was none.",
    )
    browser = serializers.CharField(
        max_length=36,
        allow_blank=True,
        default="",
        help_text="A name you choose for this device. The device that wrote last can write again without a base.",
    )
    choice = serializers.ChoiceField(
        Choice.choices,
        required=False,
        help_text="The text to put there instead of the source. We keep what it replaces.",
    )


class DraftConflictSerializer(ProblemSerializer):
    """Two devices differ. Put again with `theirs.revision` as the base and a choice between the two."""

    yours = serializers.CharField(help_text="The source you sent. Empty if you sent none.")
    theirs = DraftSerializer()
