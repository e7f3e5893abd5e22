"""Our error messages for the fields of Django's forms and of the REST API. See docs/decisions/0010.

The libraries' messages say what is wrong; these also say what to do. A field's own ``error_messages`` win.
"""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import BaseValidator
from rest_framework import fields, relations, serializers

NOT_AN_OPTION = "“%(value)s” isn’t one of the options. Choose another."
LIMITS = {
    "min_value": "Enter %(limit_value)s or more.",
    "max_value": "Enter %(limit_value)s or less.",
    "min_length": "Enter at least %(limit_value)d characters. This has %(show_value)d.",
    "max_length": "Enter at most %(limit_value)d characters. This has %(show_value)d.",
}
_DATE = "Enter a date, such as 2026-11-25."
_NUMBER = "Enter a number, such as 1.5."
_SLUG = "Send a slug: letters, digits, hyphens and underscores."
_CHOICE = {"required": "Choose an option.", "invalid_choice": NOT_AN_OPTION}
_CHOICES = {
    "required": "Choose at least one option.",
    "invalid_choice": NOT_AN_OPTION,
    "invalid_list": "Choose from the options.",
}

FORM_MESSAGES: Mapping[type, Mapping[str, str]] = {
    forms.Field: {"required": "Fill this in.", **LIMITS},
    forms.IntegerField: {"invalid": "Enter a whole number, such as 12."},
    forms.FloatField: {"invalid": _NUMBER},
    forms.DecimalField: {"invalid": _NUMBER},
    forms.DateField: {"invalid": _DATE},
    forms.DateTimeField: {"invalid": "Enter a date and a time, such as 2026-11-25 14:30."},
    forms.SplitDateTimeField: {"invalid_date": _DATE, "invalid_time": "Enter a time, such as 14:30."},
    forms.EmailField: {"invalid": "Enter an email address, such as name@example.org."},
    forms.ChoiceField: _CHOICE,
    forms.MultipleChoiceField: _CHOICES,
    forms.ModelChoiceField: _CHOICE,
    forms.ModelMultipleChoiceField: _CHOICES | {"invalid_pk_value": NOT_AN_OPTION.replace("value", "pk")},
    forms.URLField: {"invalid": "Enter an address, such as https://example.org/notes."},
    forms.JSONField: {"invalid": "Your browser’s answer was incomplete. Try again."},  # a passkey's, never typed
    forms.FileField: {
        **dict.fromkeys(("required", "invalid", "missing"), "Choose a file."),
        "empty": "This file is empty. Choose another.",
        "max_length": "The file’s name has %(length)d characters. Use at most %(max)d.",
    },
}
_OF_A_LIST = {
    "not_a_list": "Send a list, not a {input_type}.",
    "min_length": "Send at least {min_length} items.",
    "max_length": "Send at most {max_length} items.",
}

API_MESSAGES: Mapping[type, Mapping[str, str]] = {
    fields.Field: {"required": "Send this field.", "null": "Send a value, not null."},
    fields.CharField: {
        "invalid": "Send a string.",
        "blank": "Send some text. This is empty.",
        "min_length": LIMITS["min_length"],
        "max_length": LIMITS["max_length"],
    },
    fields.BooleanField: {"invalid": "Send true or false."},
    fields.IntegerField: {
        "invalid": "Send a whole number, such as 45.",
        "max_string_length": "Send a shorter number.",
        "min_value": LIMITS["min_value"],
        "max_value": LIMITS["max_value"],
    },
    fields.ListField: _OF_A_LIST,
    serializers.ListSerializer: _OF_A_LIST | {"empty": "Send at least one item."},
    fields.DateField: {
        "invalid": "Send a date as a string, such as 2026-11-25.",
        "datetime": "Send a date without a time, such as 2026-11-25.",
    },
    fields.SlugField: {"invalid": _SLUG, "invalid_unicode": _SLUG},
    fields.UUIDField: {"invalid": "Send a UUID as a string, such as the uid of another answer."},
    fields.FileField: {
        **dict.fromkeys(("invalid", "no_name"), "Send a file, as multipart/form-data."),
        "empty": "This file is empty. Send another.",
        "max_length": "The file’s name has {length} characters. Use at most {max_length}.",
    },
    fields.ChoiceField: {"invalid_choice": "“{input}” isn’t one of the options. See /api/v1/docs/."},
    relations.SlugRelatedField: {
        "does_not_exist": "“{value}” doesn’t exist. The list endpoints show the names.",
        "invalid": "Send a name as a string.",
    },
}


def reword_form_field(field: forms.Field) -> None:
    """Put our messages in place of Django's, in a form's own copy of the field."""
    _reword(field, FORM_MESSAGES)


def reword_api_field(field: Any) -> None:
    """Put our messages in place of REST framework's. A limit's message has been given to its validator already."""
    _reword(field, API_MESSAGES)
    for validator in field.validators:
        if isinstance(validator, BaseValidator):
            validator.message = LIMITS[validator.code]


def _reword(field: Any, messages: Mapping[type, Mapping[str, str]]) -> None:
    """Replace what still is the library's message. Both libraries inherit messages from a field's base classes too."""
    classes = type(field).__mro__
    library_messages = ChainMap(*(vars(base).get("default_error_messages", {}) for base in classes))
    site_messages = ChainMap(*(dict(messages.get(base, {})) for base in classes))
    field.error_messages |= {
        code: text
        for code, text in site_messages.items()
        if field.error_messages.get(code) == library_messages.get(code)
    }
