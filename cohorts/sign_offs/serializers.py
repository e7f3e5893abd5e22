"""Requests for a sign-off and the decisions about them, for scripts."""

from __future__ import annotations

import uuid

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cohorts.cohort.models import Cohort
from cohorts.sign_offs.files import MAX_FILE_BYTES, SUFFIXES_TEXT, EvidenceError, read_file
from cohorts.sign_offs.models import OUTCOMES, SignOff, SignOffDecision, version_of_sign_off
from lib.api.serializers import InputSerializer


class DecisionSerializer(serializers.ModelSerializer[SignOffDecision]):
    mentor = serializers.CharField(
        source="mentor.name", default=None, allow_null=True, read_only=True, help_text="Null: a former mentor."
    )

    class Meta:
        model = SignOffDecision
        fields = ("outcome", "text", "mentor", "criterion_text", "decided_at")
        read_only_fields = fields


class SignOffSerializer(serializers.ModelSerializer[SignOff]):
    cohort = serializers.CharField(source="cohort.slug", default=None, allow_null=True, read_only=True)
    learner = serializers.UUIDField(source="learner.uid", read_only=True)
    learner_name = serializers.CharField(source="learner.name", read_only=True)
    criterion = serializers.CharField(source="criterion.uid", read_only=True)
    state = serializers.CharField(read_only=True, help_text="waiting, approved, missing or revoked.")
    file_name = serializers.SerializerMethodField(help_text="Of its file, which `file/` returns.")

    class Meta:
        model = SignOff
        fields: tuple[str, ...] = (
            "uid", "cohort", "learner", "learner_name", "criterion", "criterion_text", "text", "link", "file_name",
            "requested_at", "withdrawn_at", "state",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields

    def get_file_name(self, sign_off: SignOff) -> str | None:
        try:
            return sign_off.file.name
        except ObjectDoesNotExist:
            return None


class SignOffDetailSerializer(SignOffSerializer):
    decisions = DecisionSerializer(many=True, read_only=True, help_text="Oldest first.")
    version = serializers.SerializerMethodField(help_text="Send it as `base` with a decision.")

    class Meta(SignOffSerializer.Meta):
        fields = (*SignOffSerializer.Meta.fields, "decisions", "version")
        read_only_fields = fields

    def get_version(self, sign_off: SignOff) -> str:
        decisions = list(sign_off.decisions.all())
        return version_of_sign_off(decisions[-1] if decisions else None, sign_off.criterion)


@extend_schema_field({"type": "string", "format": "binary", "nullable": True})
class UploadField(serializers.FileField):
    """A file to send. For the schema, the library's own field is the address of one to read."""


class NewSignOffSerializer(InputSerializer[SignOff]):
    """A text, a link or a file, or several of them."""

    criterion = serializers.CharField(max_length=100, help_text="The uid of a criterion that no exercise proves.")
    cohort = serializers.SlugField(max_length=Cohort._meta.get_field("slug").max_length)
    text = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=SignOff.MAX_CHARS, trim_whitespace=False
    )
    link = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=SignOff.MAX_LINK_CHARS,
        validators=[URLValidator(schemes=["http", "https"])],
    )  # fmt: skip
    file = UploadField(
        required=False, default=None, allow_null=True,
        help_text=f"{SUFFIXES_TEXT}, at most {MAX_FILE_BYTES // 2**20} MiB. Send the request as multipart/form-data.",
    )  # fmt: skip
    uid = serializers.UUIDField(
        required=False,
        default=uuid.uuid4,
        help_text="A UUID of your choice. Sending the same one twice makes one request.",
    )

    def validate_file(self, file: UploadedFile[bytes] | None) -> tuple[str, bytes] | None:
        """Its name and content."""
        try:
            return read_file(file) if file else None
        except EvidenceError as error:
            raise serializers.ValidationError(str(error)) from None


class NewDecisionSerializer(InputSerializer[SignOffDecision]):
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    text = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=SignOffDecision.MAX_CHARS, trim_whitespace=False,
        help_text="What is missing, or why you revoke it. Optional if you approve.",
    )  # fmt: skip
    base = serializers.CharField(max_length=16, help_text="The version that you read.")
