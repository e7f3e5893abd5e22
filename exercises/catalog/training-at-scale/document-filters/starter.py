STOP_WORDS = {"the", "be", "to", "of", "and", "that", "have", "with"}


def clean(text):
    """The lines to keep, joined with a line break, or "" for a page to drop.

    clean("Home | News\\nThe cat sat on the mat.") is "The cat sat on the mat."
    """
    raise NotImplementedError("return a string")


def broken_rules(text, min_words, max_words):
    """The names of the rules that the text breaks, in the order of the table.

    "words", "word length", "symbols", "bullets", "ellipses", "letters", "stop words", "repeated lines"

    broken_rules("- Home\\n- News\\n- Contact us\\n- #sale", 5, 100) is
    ["word length", "symbols", "bullets", "letters", "stop words"].
    """
    raise NotImplementedError("return a list of names")


def mask(text):
    """The text with <EMAIL>, <IP> and <PHONE> in place of personal data.

    mask("Ask a.b@c.org at 10.0.0.1.") is "Ask <EMAIL> at <IP>."
    """
    raise NotImplementedError("return a string")
