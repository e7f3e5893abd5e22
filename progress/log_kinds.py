"""Kinds of study as people name them."""

_KINDS = {
    "coding": "code coded coding implement implemented implementing programmed programming debug debugged debugging "
    "practise practised practising practice practiced practicing built building wrote",
    "reading": "read reading reread rereading skimmed skimming",
    "watching": "watch watched watching listened listening",
}
_NOUNS = {
    "coding": "exercise exercises implementation notebook kata puzzles",
    "reading": "book books paper papers article articles blog docs documentation textbook",
    "watching": "video videos lecture lectures youtube talk screencast",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_KIND_OF_NOUN = {word: kind for kind, words in _NOUNS.items() for word in words.split()}


def find_kind(text: str) -> tuple[str | None, str]:
    """The kind that ``text`` names and the text without the verb that named it; a noun stays for the note.

    The first verb decides ("reading about coding" is reading), else the first noun ("the attention paper").
    """
    words = text.split()
    for place, word in enumerate(words):
        if kind := _KIND_OF.get(_without_punctuation(word)):
            return kind, " ".join(words[:place] + words[place + 1 :])
    nouns = (_KIND_OF_NOUN.get(_without_punctuation(word)) for word in words)
    return next(filter(None, nouns), None), " ".join(words)


def _without_punctuation(word: str) -> str:
    return word.strip(",.:!").lower()
