"""What the editor calls nodes and their fields."""

from authoring.drafts.nodes import NodeState, NodeTable, ancestors

KIND_NAMES = {"subtopic": "part", "star": "star level", "pace": "pace profile", "criterion": "question"}
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


def kind_name(kind: str) -> str:
    return KIND_NAMES.get(kind, kind)


def count_of_kind(number: int, kind: str) -> str:
    """
    >>> count_of_kind(1, "subtopic"), count_of_kind(3, "activity")
    ('1 part', '3 activities')
    """
    name = kind_name(kind)
    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{number} {name if number == 1 else plural}"


def title_in_lists(state: NodeState) -> str:
    """ "1.2 Calculus", as a choice of a form calls a topic."""
    title = f"{state.values.get('number') or ''} {state.title}".strip()
    return f"{title} (retired)" if state.is_retired else title


def node_name(table: NodeTable, uid: str) -> str:
    """ "Activity “Calculus” (phase 1)"."""
    state = table[uid]
    place = next((_place(above) for above in ancestors(table, uid) if above.kind in ("topic", "phase")), "")
    return f"{kind_name(state.kind).capitalize()} “{state.title}”{place}"


def _place(state: NodeState) -> str:
    return f" (phase {state.values['number']})" if state.kind == "phase" else f" ({state.title})"
