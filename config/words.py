"""What is said of a value that can't be taken. The libraries say what is wrong; these sentences say what to do, on
pages, in the admin and to scripts. A field takes its own along when it is made, so config.apps reads this before.
"""

from django import forms
from django.core import validators
from django.db import models
from rest_framework import exceptions, fields, relations, serializers

NOTHING = "Fill this in."
DAY = "Write a day of the calendar, such as 2026-11-25."
NUMBER = "Write a number, such as 1.5."
NO_FILE = "Choose a file."
NOT_OFFERED = "“%(value)s” is not one of those offered. Choose one that is."
OFFERED = {"required": "Choose one.", "invalid_choice": NOT_OFFERED}
SEVERAL = {
    "required": "Choose at least one.",
    "invalid_choice": NOT_OFFERED,
    "invalid_list": "Choose from those offered.",
}
NOT_SENT = "This is missing. Send it."
TOO_LOW = "This can’t be less than %(limit_value)s."
TOO_HIGH = "This can’t be more than %(limit_value)s."
TOO_SHORT = "At least %(limit_value)d characters are needed; this has %(show_value)d."
TOO_LONG = "This has %(show_value)d characters; %(limit_value)d fit."

OF_FIELDS: dict[type, dict[str, str]] = {
    forms.Field: {"required": NOTHING},
    forms.IntegerField: {"invalid": "Write a whole number, such as 12."},
    forms.FloatField: {"invalid": NUMBER},
    forms.DecimalField: {"invalid": NUMBER},
    forms.DateField: {"invalid": DAY},
    forms.SplitDateTimeField: {"invalid_date": DAY, "invalid_time": "Write a time of day, such as 14:30."},
    forms.ChoiceField: OFFERED,
    forms.MultipleChoiceField: SEVERAL,
    forms.ModelChoiceField: OFFERED,
    forms.ModelMultipleChoiceField: SEVERAL | {"invalid_pk_value": NOT_OFFERED.replace("value", "pk")},
    forms.JSONField: {"invalid": "What the key said did not arrive whole. Try it again."},  # its browser fills this in
    forms.FileField: {
        **dict.fromkeys(("required", "invalid", "missing"), NO_FILE),
        "empty": "This file is empty. Choose another.",
        "max_length": "The file’s name has %(length)d characters; %(max)d fit. Give it a shorter one.",
    },
    models.Field: {
        **dict.fromkeys(("null", "blank"), NOTHING),
        "invalid_choice": NOT_OFFERED,
        "unique": "Another has this already. Choose one that is free.",
    },
    fields.Field: {"required": NOT_SENT, "null": "Send something here; null is nothing."},
    fields.CharField: {
        "invalid": "Send text here, in quotation marks.",
        "blank": "This is empty. Send some text.",
        "min_length": TOO_SHORT,
        "max_length": TOO_LONG,
    },
    fields.IntegerField: {
        "invalid": "Send a whole number, such as 45.",
        "max_string_length": "This number is too long. Send a shorter one.",
        "max_value": TOO_HIGH,
        "min_value": TOO_LOW,
    },
    fields.DateField: {
        "invalid": "Send a day of the calendar as text, such as 2026-11-25.",
        "datetime": "Send a day without a time, such as 2026-11-25.",
    },
    fields.ChoiceField: {"invalid_choice": "“{input}” is not one of those offered. /api/v1/docs/ names them."},
    relations.SlugRelatedField: {
        "required": NOT_SENT,
        "does_not_exist": "There is none called “{value}”. The lists name those there are.",
        "invalid": "Send a name here, as text.",
    },
    serializers.Serializer: {"invalid": "Send an object that has fields, not a {datatype}."},
}
for kind, said in OF_FIELDS.items():
    kind.default_error_messages = kind.__dict__.get("default_error_messages", {}) | said  # type: ignore[attr-defined]  # one of `type` only

OF_BOUNDS: dict[type[validators.BaseValidator], str] = {
    validators.MinValueValidator: TOO_LOW,
    validators.MaxValueValidator: TOO_HIGH,
    validators.MinLengthValidator: TOO_SHORT,
    validators.MaxLengthValidator: TOO_LONG,
}
for bound, sentence in OF_BOUNDS.items():
    bound.message = sentence
validators.EmailValidator.message = "This is not an e-mail address. Write it like name@example.org."

OF_REQUESTS: dict[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: "Sign in with a key, sent as Authorization: Token and the key. Settings make one.",
    exceptions.PermissionDenied: "This is not yours to do. Ask an admin if it should be.",
    exceptions.NotFound: "There is none of this name, or it is not yours. The lists name those there are.",
    exceptions.MethodNotAllowed: "This address takes no {method}. /api/v1/docs/ says what it takes.",
    exceptions.NotAcceptable: "Answers are JSON. Ask for application/json.",
    exceptions.UnsupportedMediaType: "Send JSON or a form; “{media_type}” is neither.",
    exceptions.Throttled: "That is more than go in an hour.",
}
for error, sentence in OF_REQUESTS.items():
    error.default_detail = sentence
exceptions.Throttled.extra_detail_singular = exceptions.Throttled.extra_detail_plural = "Go on in {wait} s."
