"""The admin pages of the curriculum."""

from curriculum.admin import guide, phases, topics

__all__ = ["guide", "phases", "topics"]
