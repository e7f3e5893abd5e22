from itertools import groupby

from runner.judge import check, close, fail, formatting, holds, scales_like

NAMES = ["words", "word length", "symbols", "bullets", "ellipses", "letters", "stop words", "repeated lines"]
STOP_WORDS = ["the", "be", "to", "of", "and", "that", "have", "with"]
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "0123456789"
LOCAL, DOMAIN = LETTERS + DIGITS + "._%+-", LETTERS + DIGITS + "-."

PAGE = """Home | News | Contact
The cat sat on the mat.
Please enable JavaScript to read this page.
It fell asleep.
"What a big cat that was!"
Read more about cats and mats..."""
LINES = [
    "The loss fell for two days.", "Did the loss fall at all?", "What a long run this was!", 'He said: "It works now."',
    "Only four words here.", "No full stop after these words", "The list of all parts:", "And so on and on and on...",
    "And so on and on and on…", "Turn JAVASCRIPT on to see it.", "", "   ", "  A line with space around it.  ",
    "\tExactly five words are here!", "It ends with (a bracket at last.)", "java script is not one word here.",
    "The cat sat on the mat.\u2028Home", "The cat sat on the mat.\x0cHome",
]  # fmt: skip
REJECTED = ["Lorem ipsum dolor sit amet, again.", "So LOREM IPSUM it was.", "function f() {", "{", "a lorem ipsum"]
SENTENCES = [
    "We train the model with data that have labels.", "Most of the loss is due to rare words.",
    "Read the log and look at the plots.", "To be sure, run it again with another seed.",
    "Half of the tokens come from the web.", "All gradients are averaged and then clipped.",
]  # fmt: skip

EMAILS = [
    "ann@site.org", "A.B-c_d%e+f@x-1.y2.museum", "1@2.co", "Z@z.ZZ", "müller@site.org", "ann@site", "ann@site.o",
    "ann@site.c0m", "ann@.org", "ann@site..org", "@site.org", "ann@site.org-", "ann@site_x.org", "ann@sité.org",
    "ann@-.org", "ann @site.org", "ann@ site.org", "ann@site.org.5", "ann@localhost:80",
]  # fmt: skip
ADDRESSES = [
    "0.0.0.0", "255.255.255.255", "192.168.1.10", "9.80.100.249", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4",
    "1.2.3.00", "1..2.3.4", "v1.2.3.4", "1.2.3.4a", "_1.2.3.4", "é1.2.3.4", "1.2.3.4é", "1.2.3.4_", "1.2.3.999",
    "1234.1.1.1", "192.168.10.256", "1.2.3.4:80", "1.2.3.4/24", "...1.2.3.4", "v.1.2.3.4", "1.2.3.4.x", "1.2.3.٤", "1 .2.3.4", "10.0.0.1.",
]  # fmt: skip
PHONES = [
    "+442079460958", "+44 20 7946 0958", "+1-212-555-0134", "+1.212.555.0134", "+12345678", "+123", "+1234567", "+1 234 567",
    "+123456789012345", "+1234567890123456", "+1 2 3 4 5 6 7 8", "+44  2079460958", "+44--2079460958",
    "+44 (20) 7946 0958", "+ 442079460958", "+44 -2079460958", "212-555-0134", "(212) 555-0134", "(212)555-0134",
    "212 555 0134", "212.555.0134", "1212-555-0134", "212-555-01345", "1-212-555-0134", "212-555-0134-9", "212-555-0134 7",
    "(212) 555-0134-", "(212)  555-0134", "7(212) 555-0134", "+1 (212) 555-0134", "2027-11-27", "442079460958",
    "+٤٤٢٠٧٩٤٦٠٩٥٨", "٢١٢-٥٥٥-٠١٣٤",
]  # fmt: skip
MIXED = ["+10.20.30.40", "10.20.30.40@site.org", "212-555-0134@site.org", "+12345678@site.org", "+99.212-555-0134"]


@check(example=True)
def worked_page(learner, rng):
    """The page of the worked example"""
    close(learner.clean(PAGE), 'The cat sat on the mat.\n"What a big cat that was!"', name="your text")


@check(example=True)
def worked_rules(learner, rng):
    """The rules that the menu of the worked example breaks"""
    compare_rules(learner, "- Home\n- News\n- Contact us\n- #sale", 5, 100)


@check(example=True)
def worked_mask(learner, rng):
    """The personal data of the worked example"""
    text = "Write to Ann.Lee+news@mail.example.org. Version 1.2.3.4.5 is on 10.0.0.254, not on root@localhost.\n"
    masked = "Write to <EMAIL>. Version 1.2.3.4.5 is on <IP>, not on root@localhost.\nCall <PHONE> or <PHONE>."
    close(learner.mask(text + "Call +44 20 7946 0958 or (212) 555-0134."), masked, name="your text")


@check
def any_page(learner, rng):
    """The lines to keep of any page, and pages to drop"""
    pages = [[LINES[i]] for i in range(len(LINES)) if LINES[i].strip()]
    pages += [[LINES[i] for i in rng.permutation(len(LINES))] for _ in range(2)]
    pages += [[LINES[0], rejected, LINES[1]] for rejected in REJECTED] + [[LINES[0], "Lorem", "ipsum"]]
    for page, answer in zip(pages, learner.clean.each([("\n".join(page),) for page in pages])):
        is_dropped = any("lorem ipsum" in line.lower() or "{" in line for line in page)
        kept = [] if is_dropped else [line.strip() for line in page if is_kept(line.split())]
        close(answer, "\n".join(kept), name="your text")


@check
def any_rules(learner, rng):
    """Each rule at its limit and just beyond, then several at once"""
    good = [SENTENCES[i] for i in rng.permutation(6)]
    words = len(" ".join(good).split())
    for low, high in [(words, words), (words + 1, 99), (1, words - 1)]:
        compare_rules(learner, "\n".join(good), low, high)
    for lines in [*edge_pages(good), *length_pages()]:
        compare_rules(learner, "\n".join(lines), 2, 1000)
    parts = [*SENTENCES, "- #a", "* one two", "• and so on…", "1 2 3 #", "Home", "...", "x y z...", "", "  ", "the,"]
    for _ in range(20):
        page = [parts[i] for i in rng.integers(len(parts), size=int(rng.integers(1, 12)))]
        compare_rules(learner, "\n".join(["Start", *page]), *sorted(rng.integers(1, 60, size=2).tolist()))


@check
def emails(learner, rng):
    """Email addresses, and text that only looks like one"""
    compare_masks(learner, rng, EMAILS)


@check
def ip_addresses(learner, rng):
    """IPv4 addresses, and version numbers that look like them"""
    drawn = [".".join(map(str, rng.integers(300, size=4))) for _ in range(10)]
    compare_masks(learner, rng, [*ADDRESSES, *drawn])


@check
def phone_numbers(learner, rng):
    """Phone numbers, and other numbers with spaces and hyphens"""
    drawn = ["+" + "".join(rng.choice(list(DIGITS + DIGITS + " .-"), size=14).tolist()) for _ in range(10)]
    compare_masks(learner, rng, [*PHONES, *drawn])


@check
def everything_together(learner, rng):
    """Longer texts with all kinds, in the order of the four steps"""
    compare_masks(learner, rng, MIXED)
    every = [*EMAILS, *ADDRESSES, *PHONES, *MIXED]
    separators = [" ", "\n", ", ", "; ", ". ", " and "]
    texts = []
    for _ in range(10):
        pieces = [every[i] + separators[int(rng.integers(6))] for i in rng.integers(len(every), size=8)]
        texts.append("".join(pieces))
    for text, answer in zip(texts, learner.mask.each([(text,) for text in texts])):
        close(answer, masked(text), name="your text")


@check
def long_texts(learner, rng):
    """The time of mask grows in proportion to the length of the text"""

    def draw(length):
        def run(characters, share):
            return "".join(rng.choice(list(characters), size=int(share * length)).tolist())

        endless = ["x@" + "ab." * (length // 30) + "1", "1." * (length // 20), "+1" + " 2" * (length // 20)]
        addresses = "10.0.0.1 212-555-0134 ab@cd.ef " * (length // 300)
        return " ".join([run("abc._-", 0.8), *endless, run("123", 0.1), run("+-. 1", 0.1), addresses, "a@b.cd"])

    scales_like(
        learner,
        learner.mask,
        masked,
        (1500, 10_000),
        draw=draw,
        most=4,
        size="the length of the text",
        name="your text",
    )


def is_kept(words):
    if len(words) < 5 or any("javascript" in word.lower() for word in words):
        return False
    return words[-1][-1] in '.!?"' and words[-1][-3:] != "..."


def edge_pages(good):
    """Pages of ten lines or ten words, with as much of something as is allowed, and with one more."""
    padded = [*good, *(line.replace(".", "!") for line in good[:4])]  # ten different lines
    for count in (9, 10):
        yield [f"{'-*•'[i % 3]} {line}" if i < count else line for i, line in enumerate(padded)]
    yield [f"  - {line}" for line in padded]
    yield ["", *(f"- {line}" for line in padded), " "]
    for count in (3, 4):
        yield [line + ("...", "…")[i % 2] if i < count else line for i, line in enumerate(padded)]
    thirteen = [*padded, "It is low.", "It is high.", "It is even."]
    yield [f"{line}…" if i < 4 else line for i, line in enumerate(thirteen)]
    yield [*padded[:8], *padded[:2]]
    yield [*padded[:6], *padded[:2]]
    yield [*padded[:7], *padded[:3]]
    yield [*padded[:6], padded[0] + " ", padded[1], padded[2]]
    yield [*padded[:5], "", "", "", "", ""]
    words = "we look at the data and at weights again now".split()
    for ends in (
        ["#"],
        ["#", "#"],
        ["..."],
        ["...", "..."],
        ["…"],
        ["…", "…"],
        ["....", "..."],
        ["...x..."],
        ["......"],
        ["#", "..."],
        ["...."],
    ):
        yield [" ".join(word + end for word, end in zip(words, [*ends, *[""] * 10]))]
    for end in ("#", "…"):
        yield [" ".join(words[:9]) + end]
    yield ["the loss of runs a4 50x is low 12 3.5"]
    yield ["the loss of runs a4 50x is 7 12 3.5"]
    yield ["the loss of runs a4 50x é low 12 3.5"]
    yield ["the loss of 12"]
    stop_words = ["the cat saw a dog", "the cat saw the dog", "The cat AND dog", "them ofthe tobe cat"]
    for text in (*stop_words, "the, cat and dog", "of cats with dogs"):
        yield [text]


def length_pages():
    yield ["the of a cd efgh efg"]  # a mean of 16 / 6
    yield ["the and abc def"]  # exactly 3
    yield ["the and ab cde"]
    yield ["the and " + " ".join(["abcdefghijklmn"] * 3 + ["abcdefghijkl"])]  # exactly 10
    yield ["the and " + " ".join(["abcdefghijklmno"] * 4)]


def compare_rules(learner, text, low, high):
    answer, expected = learner.broken_rules(text, low, high), rules_of(text, low, high)
    both = {"yours": formatting.text(answer), "expected": formatting.text(expected)}
    is_list = isinstance(answer, list) and all(isinstance(name, str) for name in answer)
    holds(is_list, "Expected a list of the names of rules.", **both)
    for name in expected:
        if name not in answer:
            fail(f"This text breaks the rule {name!r}; you don't list it.", **both)
    for name in answer:
        if name not in expected:
            fail(f"This text doesn't break {formatting.text(name)}; you list it.", **both)
    holds(answer == expected, "Your list isn't in the order of the table, or holds a name twice.", **both)


def rules_of(text, low, high):
    """With integers only, so that nothing is rounded at a limit."""
    words = text.split()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    n, m, letters = len(words), len(lines), sum(len(word) for word in words)
    dots = sum(len(list(run)) // 3 for is_dot, run in groupby(text, key=".".__eq__) if is_dot)
    ellipses = dots + sum(character == "…" for character in text)
    ends = sum(line[-1] == "…" or line[-3:] == "..." for line in lines)
    seen, repeats = [], 0
    for line in lines:
        repeats += line in seen
        seen.append(line)
    lower = [word.lower() for word in words]
    broken = [
        n < low or n > high,
        letters < 3 * n or letters > 10 * n,
        10 * text.count("#") > n or 10 * ellipses > n,
        10 * sum(line[0] in "-*•" for line in lines) > 9 * m,
        10 * ends > 3 * m,
        10 * sum(any(character.isalpha() for character in word) for word in words) < 8 * n,
        sum(word in lower for word in STOP_WORDS) < 2,
        10 * repeats > 3 * m,
    ]
    return [name for name, is_broken in zip(NAMES, broken) if is_broken]


def compare_masks(learner, rng, pieces):
    """Each piece alone, then within a short text."""
    befores, afters = ["", "see ", "(", "«", "is: "], ["", ".", ", and", ")", "...", " now"]
    texts = []
    for piece in pieces:
        texts += [piece, befores[int(rng.integers(5))] + piece + afters[int(rng.integers(6))]]
    for text, answer in zip(texts, learner.mask.each([(text,) for text in texts])):
        close(answer, masked(text), name="your text")


def masked(text):
    """Character by character, without patterns."""
    return mask_american(mask_international(mask_addresses(mask_emails(text))))


def mask_emails(text):
    done, masked_text = 0, ""
    for at in [i for i, character in enumerate(text) if character == "@"]:
        start, end = at, at + 1
        while start > done and text[start - 1] in LOCAL:
            start -= 1
        while end < len(text) and text[end] in DOMAIN:
            end += 1
        domain = text[at + 1 : end].rstrip(".")
        *others, last = domain.split(".")
        if start < at and others and all(others) and len(last) > 1 and all(character in LETTERS for character in last):
            masked_text += text[done:start] + "<EMAIL>"
            done = at + 1 + len(domain)
    return masked_text + text[done:]


def mask_addresses(text):
    pieces = ["".join(run) for _, run in groupby(text, key=(DIGITS + ".").__contains__)]
    for i, piece in enumerate(pieces):
        neighbours = pieces[i - 1][-1:] * (i > 0) + "".join(pieces[i + 1 : i + 2])[:1]
        address = piece.strip(".")
        numbers = address.split(".")
        if len(numbers) == 4 and all(is_byte(number) for number in numbers):
            if not any(character.isalpha() or character == "_" for character in neighbours):
                pieces[i] = piece.replace(address, "<IP>")
    return "".join(pieces)


def is_byte(number):
    is_number = 1 <= len(number) <= 3 and all(character in DIGITS for character in number)
    return is_number and str(int(number)) == number and int(number) <= 255


def mask_international(text):
    masked_text, i = "", 0
    while i < len(text):
        end, count = i + 1, 0
        if text[i] == "+":
            while end < len(text):
                after = end + (count > 0 and text[end] in " .-")  # where the next digit must be
                if after == len(text) or text[after] not in DIGITS:
                    break
                end, count = after + 1, count + 1
        masked_text += "<PHONE>" if 8 <= count <= 15 else text[i:end]
        i = end
    return masked_text


def mask_american(text):
    shape, masked_text, i = "".join("d" if character in DIGITS else character for character in text), "", 0
    while i < len(text):
        for form in ("ddd-ddd-dddd", "(ddd) ddd-dddd"):
            end = i + len(form)
            if shape.startswith(form, i) and not {"d", "-"} & {shape[max(i - 1, 0) : i], shape[end : end + 1]}:
                masked_text, i = masked_text + "<PHONE>", end
                break
        else:
            masked_text, i = masked_text + text[i], i + 1
    return masked_text
