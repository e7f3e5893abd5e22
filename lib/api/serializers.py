"""The base class of serializers for input, and fields whose types the schema wouldn't name."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import fields, relations, serializers

from lib.error_messages import reword_api_field

T = TypeVar("T")
TEXTS = (fields.CharField, fields.ChoiceField, fields.DateField, fields.UUIDField, relations.SlugRelatedField)


class InputSerializer(serializers.Serializer[T]):
    """A serializer whose fields answer with our error messages, and take the types that the API's schema names.

    REST framework itself also takes 1 for a text, "1" for a number and "on" for true.
    """

    default_error_messages = {"invalid": "Send an object with fields, not a {datatype}."}
    all_is_text = False
    """As in a query. A form is recognised."""

    def get_fields(self) -> dict[str, Any]:
        own_fields: dict[str, Any] = super().get_fields()
        for field in own_fields.values():
            reword_api_field(field)
        return own_fields

    def to_internal_value(self, data: Any) -> Any:
        is_json = isinstance(data, dict) and not isinstance(data, MultiValueDict) and not self.all_is_text
        errors: dict[str, Any] = dict(self._type_errors(data) if is_json else ())
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            others = error.detail if isinstance(error.detail, dict) else {}
            raise serializers.ValidationError({**others, **errors}) if errors else error from None
        if errors:
            raise serializers.ValidationError(errors)
        return value

    def _type_errors(self, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, field in self.fields.items():
            value = data.get(name)
            if value is None or _has_type_of(field, value):
                continue
            try:
                field.fail("invalid_choice" if isinstance(field, fields.ChoiceField) else "invalid", input=value)
            except serializers.ValidationError as error:
                yield name, error.detail


def _has_type_of(field: fields.Field[Any, Any, Any, Any], value: object) -> bool:
    if isinstance(field, fields.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, fields.IntegerField):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str) if isinstance(field, TEXTS) else True


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class TextsByNameField(serializers.JSONField):
    """A JSON column with texts by name."""


@extend_schema_field({"type": "object", "additionalProperties": {"type": "number"}})
class NumbersByNameField(serializers.JSONField):
    """A JSON column with numbers by name."""
