"""How every form renders, ours and the libraries'."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BoundField, Field
from django.forms.forms import BaseForm
from django.forms.renderers import TemplatesSetting

from lib.error_messages import reword_form_field


class FocusedBoundField(BoundField):
    """Gives our error messages to the field, and the focus to the first field with an error.

    An error of the whole form puts the focus on the first field, which then refers to the error.
    """

    def __init__(self, form: BaseForm, field: Field, name: str) -> None:
        super().__init__(form, field, name)
        reword_form_field(field)  # before the form is validated: that asks for its bound fields

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        return attrs | {"autofocus": True} if self._has_focus else attrs

    @property
    def aria_describedby(self) -> str | None:
        ids = super().aria_describedby
        if self._has_focus and NON_FIELD_ERRORS in self.form.errors:
            return " ".join(filter(None, ("form_error", ids)))
        return ids

    @property
    def _has_focus(self) -> bool:
        if not self.form.is_bound or not self.form.errors:
            return False
        names = [field.name for field in self.form.visible_fields()]
        return self.name == next((name for name in names if name in self.form.errors), names[0] if names else None)


class Renderer(TemplatesSetting):
    bound_field_class = FocusedBoundField
