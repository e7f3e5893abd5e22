"""The kinds of study. A line of the log that doesn't say one stays without."""

KINDS = ("coding", "reading", "watching")
NO_KIND = "unstated"


def format_kind(kind: str) -> str:
    """ "coding", or "study" where the kind wasn't stated."""
    return "study" if kind == NO_KIND else kind
