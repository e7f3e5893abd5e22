"""The labels of a node's fields."""

LABELS = {
    "stars": "Stars, 1 to 5",
    "hours_refresher": "Hours as a refresher",
    "hours_from_scratch": "Hours from scratch",
    "label": "Short name, for the map",
    "note": "Note beside the title",
    "depth": "How deep to go",
    "why": "Why it matters",
    "skip_if": "When to skip it",
    "dont_implement": "Don’t implement",
    "daily_hours": "Hours a day",
    "weekly_hours": "Hours a week",
    "ongoing": "It continues after these weeks",
    "if_yes": "If every answer is yes",
    "if_no": "Otherwise",
    "badge_share": "Percentage of the phase’s exercises that a badge needs",
    "text": "Question",
    "body": "Text",
}


def label_of(name: str) -> str:
    """The label of a field in the form, in a list of changes and beside a problem.

    >>> label_of("why"), label_of("learning_path"), label_of("")
    ('Why it matters', 'Learning path', '')
    """
    return LABELS.get(name) or name.replace("_", " ").capitalize()
