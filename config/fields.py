"""Forms as every page renders them."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class Field(BoundField):
    """The first field with something wrong has the focus, so that nobody looks for it, by eye or by keyboard."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        wrong = (name for name in self.form.fields if name in self.form.errors) if self.form.is_bound else iter(())
        return attrs | {"autofocus": True} if next(wrong, None) == self.name else attrs


class Renderer(TemplatesSetting):
    bound_field_class = Field
