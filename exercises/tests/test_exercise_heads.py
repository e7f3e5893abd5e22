"""The head of an exercise is taken apart for a form, and put together as it was."""

from hypothesis import given
from hypothesis import strategies as st

from exercises.authored.heads import FIELDS, Head, read_head, settings_problem, write_head

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"))
BLOCK = st.lists(TEXT).map("\n".join).map(lambda text: text.strip("\n"))
VALUES = {
    **dict.fromkeys(("title", "summary"), TEXT),
    **dict.fromkeys(("topics", "criteria", "entry"), st.lists(TEXT.filter(lambda text: "AUTHOR:" not in text))),
    **dict.fromkeys(("stars", "difficulty", "minutes"), st.integers(1, 600)),
}


@given(uid=TEXT, fields=st.fixed_dictionaries(VALUES), statement=BLOCK)
def test_any_text_survives(uid: str, fields: dict[str, object], statement: str) -> None:
    settings = 'limits = { "wall_s" = 5.0 }\nforbidden = ["numpy.mean"]'
    head = Head(uid=uid, fields={name: fields[name] for name in FIELDS}, settings=settings, statement=statement)
    assert read_head(write_head(head)) == head


@given(settings=BLOCK)
def test_settings_that_are_accepted_can_be_read_again(settings: str) -> None:
    head = Head(uid="a", fields={"title": "A"}, settings=settings, statement="Text")
    if not settings_problem(settings):
        assert read_head(write_head(head)).statement == "Text"
