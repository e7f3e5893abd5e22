"""The base class of serializers for input."""

from typing import Any, TypeVar

from rest_framework import serializers

from lib.error_messages import reword_api_field

T = TypeVar("T")


class InputSerializer(serializers.Serializer[T]):
    """A serializer whose fields answer with our error messages."""

    default_error_messages = {"invalid": "Send an object with fields, not a {datatype}."}

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            reword_api_field(field)
        return fields
