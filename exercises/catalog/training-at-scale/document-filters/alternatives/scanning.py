from string import ascii_letters, digits

STOP_WORDS = {"the", "be", "to", "of", "and", "that", "have", "with"}
LOCAL = set(ascii_letters + digits + "._%+-")
DOMAIN = set(ascii_letters + digits + "-.")
NUMERIC = set(digits + ".")
BYTES = {str(value) for value in range(256)}


def clean(text):
    if "lorem ipsum" in text.lower() or "{" in text:
        return ""
    kept = []
    for line in text.split("\n"):
        words = line.split()
        if len(words) < 5 or "javascript" in line.lower():
            continue
        if words[-1][-1] in '.!?"' and not words[-1].endswith("..."):
            kept.append(line.strip())
    return "\n".join(kept)


def broken_rules(text, min_words, max_words):
    words, lines = text.split(), []
    for line in text.split("\n"):
        if line.strip():
            lines.append(line.strip())
    broken = []
    if len(words) < min_words or len(words) > max_words:
        broken.append("words")
    characters = sum(len(word) for word in words)
    if characters < 3 * len(words) or characters > 10 * len(words):
        broken.append("word length")
    ellipses = text.count("...") + text.count("…")
    if 10 * text.count("#") > len(words) or 10 * ellipses > len(words):
        broken.append("symbols")
    if 10 * sum(line[0] in "-*•" for line in lines) > 9 * len(lines):
        broken.append("bullets")
    if 10 * sum(line[-1] == "…" or line.endswith("...") for line in lines) > 3 * len(lines):
        broken.append("ellipses")
    if 10 * sum(word.upper() != word.lower() for word in words) < 8 * len(words):
        broken.append("letters")
    if sum(word in map(str.lower, words) for word in STOP_WORDS) < 2:
        broken.append("stop words")
    if 10 * (len(lines) - len(dict.fromkeys(lines))) > 3 * len(lines):
        broken.append("repeated lines")
    return broken


def mask(text):
    for step in (mask_emails, mask_addresses, mask_international, mask_american):
        text = step(text)
    return text


def mask_emails(text):
    before, *rest = text.split("@")
    finished = []
    for after in rest:
        local = run_length(reversed(before), LOCAL)
        domain = after[: run_length(after, DOMAIN)].rstrip(".")
        *others, last = domain.split(".")
        if local and others and all(others) and len(last) >= 2 and last.isascii() and last.isalpha():
            finished.append(before[: len(before) - local] + "<EMAIL>")
            before = after[len(domain) :]
        else:
            finished.append(before + "@")
            before = after
    return "".join(finished) + before


def mask_addresses(text):
    finished, i = [], 0
    while i < len(text):
        end = i
        while end < len(text) and text[end] in NUMERIC:
            end += 1
        end = max(end, i + 1)
        run, near = text[i:end], text[max(i - 1, 0) : i] + text[end : end + 1]
        numbers = run.strip(".").split(".")
        if len(numbers) == 4 and BYTES.issuperset(numbers) and not any(c.isalpha() or c == "_" for c in near):
            run = run.replace(run.strip("."), "<IP>")
        finished.append(run)
        i = end
    return "".join(finished)


def mask_international(text):
    finished, i = [], 0
    while i < len(text):
        end, count = i + 1, 0
        if text[i] == "+":
            while (width := digit_width(text[end : end + 2], count)) > 0:
                end, count = end + width, count + 1
        finished.append("<PHONE>" if 8 <= count <= 15 else text[i:end])
        i = end
    return "".join(finished)


def digit_width(following, count):
    """1 for a digit, 2 for a separator and a digit, 0 for the end of the run."""
    if following[:1] in set(digits):
        return 1
    return 2 if count and following[:1] in set(" .-") and following[1:] in set(digits) else 0


def mask_american(text):
    shape = "".join("d" if character in digits else character for character in text)
    finished, i = [], 0
    while i < len(text):
        size = 12 if shape.startswith("ddd-ddd-dddd", i) else 14 if shape.startswith("(ddd) ddd-dddd", i) else 0
        if size and not {"d", "-"} & set(shape[max(i - 1, 0) : i] + shape[i + size : i + size + 1]):
            finished.append("<PHONE>")
            i += size
        else:
            finished.append(text[i])
            i += 1
    return "".join(finished)


def run_length(characters, allowed):
    length = 0
    for character in characters:
        if character not in allowed:
            break
        length += 1
    return length
