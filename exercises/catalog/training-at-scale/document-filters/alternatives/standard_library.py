import re
from collections import Counter
from fractions import Fraction
from ipaddress import AddressValueError, IPv4Address

STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")
DROP = re.compile(r"lorem ipsum|\{", re.IGNORECASE)
KEEP = re.compile(r'(?!.*javascript)(?!.*\.\.\.$)(?:\S+\s+){4,}\S*[.!?"]', re.IGNORECASE)


def clean(text):
    if DROP.search(text):
        return ""
    return "\n".join(line for line in (line.strip() for line in text.split("\n")) if KEEP.fullmatch(line))


def broken_rules(text, min_words, max_words):
    words = text.split()
    counts = Counter(line.strip() for line in text.split("\n"))
    del counts[""]
    lines = list(counts.elements())

    def share(count, total):
        return Fraction(count, len(total))

    mean = share(len("".join(words)), words)
    ellipsis = re.compile(r"\.\.\.|…")
    names = ["words"] * (len(words) not in range(min_words, max_words + 1))
    names += ["word length"] * (mean < 3 or mean > 10)
    symbols = re.findall("#", text), ellipsis.findall(text)
    names += ["symbols"] * any(share(len(found), words) > Fraction(1, 10) for found in symbols)
    bullets = [line for line in lines if re.match("[-*•]", line)]
    names += ["bullets"] * (share(len(bullets), lines) > Fraction(9, 10))
    cut = [line for line in lines if line[-1] == "…" or line[-3:] == "..."]
    names += ["ellipses"] * (share(len(cut), lines) > Fraction(3, 10))
    lettered = [word for word in words if re.search(r"[^\W\d_]", word)]
    names += ["letters"] * (share(len(lettered), words) < Fraction(4, 5))
    names += ["stop words"] * (len(set(text.lower().split()).intersection(STOP_WORDS)) < 2)
    names += ["repeated lines"] * (share(len(lines) - len(counts), lines) > Fraction(3, 10))
    return names


def mask(text):
    text = re.sub(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@([A-Za-z0-9.-]*)", mask_email, text)
    text = re.sub(r"(?<![0-9.])[0-9.]++", mask_ip, text)
    text = re.sub(r"\+[0-9](?:[ .-]?[0-9])*+", mask_phone, text)
    return re.sub(r"(?<![0-9-])(?:\([0-9]{3}\) |[0-9]{3}-)[0-9]{3}-[0-9]{4}(?![0-9-])", "<PHONE>", text)


def mask_email(match):
    domain = match[1].rstrip(".")
    if re.fullmatch(r"([^.]+\.)+[A-Za-z]{2,}", domain):
        return "<EMAIL>" + match[1][len(domain) :]
    return match[0]


def mask_ip(match):
    before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
    address = match[0].strip(".")
    try:
        IPv4Address(address)
    except AddressValueError:
        return match[0]
    return match[0] if re.search(r"[^\W\d]", before + after) else match[0].replace(address, "<IP>")


def mask_phone(match):
    count = len(re.sub("[^0-9]", "", match[0]))
    return "<PHONE>" if count in range(8, 16) else match[0]
