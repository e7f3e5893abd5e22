"""worked_mask

You mask everything between two spaces that has an at sign in it.
"""

import re
from statistics import fmean

STOP_WORDS = {"the", "be", "to", "of", "and", "that", "have", "with"}
ELLIPSES = ("...", "…")

LOCAL = "[A-Za-z0-9._%+-]"
EMAIL = rf"(?<!\S)\S+@\S+"
NUMBER = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
IPV4 = rf"\.*({NUMBER}(?:\.{NUMBER}){{3}})\.*"
RUN = re.compile(r"(?<![^\W0-9])(?<![0-9.])[0-9.]++(?![^\W0-9])")
INTERNATIONAL = re.compile(r"\+[0-9](?:[ .-]?[0-9])*")
AMERICAN = r"(?<![0-9-])(?:\([0-9]{3}\) |[0-9]{3}-)[0-9]{3}-[0-9]{4}(?![0-9-])"


def clean(text):
    if "lorem ipsum" in text.lower() or "{" in text:
        return ""
    return "\n".join(filter(is_sentence, map(str.strip, text.split("\n"))))


def is_sentence(line):
    ends_well = line.endswith((".", "!", "?", '"')) and not line.endswith(ELLIPSES)
    return ends_well and len(line.split()) >= 5 and "javascript" not in line.lower()


def broken_rules(text, min_words, max_words):
    words = text.split()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    ellipses = sum(map(text.count, ELLIPSES))
    rules = {
        "words": not min_words <= len(words) <= max_words,
        "word length": not 3 <= fmean(map(len, words)) <= 10,
        "symbols": max(text.count("#"), ellipses) / len(words) > 0.1,
        "bullets": fmean(line.startswith(("-", "*", "•")) for line in lines) > 0.9,
        "ellipses": fmean(line.endswith(ELLIPSES) for line in lines) > 0.3,
        "letters": fmean(any(map(str.isalpha, word)) for word in words) < 0.8,
        "stop words": len(STOP_WORDS & {word.lower() for word in words}) < 2,
        "repeated lines": len(lines) - len(set(lines)) > 0.3 * len(lines),
    }
    return [name for name, is_broken in rules.items() if is_broken]


def mask(text):
    text = re.sub(EMAIL, "<EMAIL>", text)
    text = RUN.sub(mask_ip, text)
    text = INTERNATIONAL.sub(mask_phone, text)
    return re.sub(AMERICAN, "<PHONE>", text)


def mask_ip(run):
    address = re.fullmatch(IPV4, run[0])
    return run[0].replace(address[1], "<IP>") if address else run[0]


def mask_phone(run):
    return "<PHONE>" if 8 <= sum(map(str.isdigit, run[0])) <= 15 else run[0]
