"""When the wording of each criterion last changed."""

from datetime import datetime, timedelta

from curriculum.models import Checkpoint, Criterion

MAX_LOADING_TIME = timedelta(minutes=5)  # a criterion older than that after its checkpoint was added to it


def wording_dates() -> dict[int, datetime]:
    """From the history, in two queries."""
    created_at = dict(Checkpoint.history.filter(history_type="+").values_list("id", "history_date"))
    rows = Criterion.history.order_by("history_date", "history_id")
    texts: dict[int, str] = {}
    dates: dict[int, datetime] = {}
    for pk, checkpoint, text, kind, at in rows.values_list(
        "id", "checkpoint_id", "text", "history_type", "history_date"
    ):
        is_late = kind == "+" and checkpoint in created_at and at - created_at[checkpoint] > MAX_LOADING_TIME
        if is_late or (pk in texts and _normalize(texts[pk]) != _normalize(text)):
            dates[pk] = at
        texts[pk] = text
    return dates


def _normalize(text: str) -> str:
    """Spaces and case change no criterion."""
    return " ".join(text.split()).casefold()
