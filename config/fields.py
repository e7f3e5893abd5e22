"""Forms as every page renders them."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class Field(BoundField):
    """The first field with something wrong has the focus, so that nobody looks for it, by eye or by keyboard; the first
    of all where what is wrong is the form, whose sentence is then read out with it.
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        return attrs | {"autofocus": True} if self._has_focus else attrs

    @property
    def aria_describedby(self) -> str | None:
        said = super().aria_describedby
        if self._has_focus and NON_FIELD_ERRORS in self.form.errors:
            return " ".join(filter(None, ("form_error", said)))
        return said

    @property
    def _has_focus(self) -> bool:
        if not self.form.is_bound or not self.form.errors:
            return False
        seen = [field.name for field in self.form.visible_fields()]
        return self.name == next((name for name in seen if name in self.form.errors), seen[0] if seen else None)


class Renderer(TemplatesSetting):
    bound_field_class = Field
