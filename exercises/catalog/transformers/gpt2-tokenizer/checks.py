import functools
from pathlib import Path

from runner.judge import check, close, fail, formatting, preserves_arguments

MERGES = Path(__file__).with_name("merges.txt").read_text(encoding="utf-8").splitlines()[1:]
EXAMPLE = ["t h", "Ġ th", "Ġth e", "r e"]
CONTRACTIONS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")
WORDS = "the attention layer computes weights of tokens because gradients are learned from probabilities".split()
CHARACTERS = "aZé漢ß٣4½_-.'#  \n\t"
SPECIAL = {"<|endoftext|>": 756, "<|end|>": 757, "<|end|>!": 758, "a.b": 759}


@check(example=True)
def worked_split(learner, rng):
    """The chunks of the worked example"""
    chunks = ["the", " ", " theft", ",", " there", "'s", " 12"]
    compare_chunks(learner.split("the  theft, there's 12"), chunks, "the  theft, there's 12")


@check(example=True)
def worked_ids(learner, rng):
    """The ids and the text of the worked example"""
    ids = [256, 68, 220, 258, 69, 83, 11, 258, 259, 6, 82, 220, 16, 17]
    compare_ids(learner.encode("the  theft, there's 12", EXAMPLE, {}), ids, EXAMPLE)
    special = {"<|end|>": 260}
    compare_ids(learner.encode("the<|end|> the", EXAMPLE, special), [256, 68, 260, 258], EXAMPLE, special)
    compare_ids(learner.encode("the<|end|> the", EXAMPLE, {}), [256, 68, 27, 91, 68, 77, 67, 91, 29, 258], EXAMPLE)
    close(learner.decode([258, 260, 127], EXAMPLE, special), " the<|end|>\ufffd", name="your text")


@check
def chunks(learner, rng):
    """The chunks of awkward texts: digits, underscores, contractions, white space, other alphabets"""
    texts = [
        "I'll say we've DON'T it's'd",
        "  two\n\n three \t ",
        "x_1 = y2__z + 1000000",
        "été, 漢字 ٣٤ naïve²",
        "",
        " ' s !'re",
    ]
    texts += ["".join(rng.choice(list(CHARACTERS), size=30).tolist()) for _ in range(20)]
    for text, answer in zip(texts, learner.split.each([(text,) for text in texts])):
        compare_chunks(answer, scan(text), text)


@check
def single_bytes(learner, rng):
    """The ids of single bytes, without any merge"""
    every = "".join(map(chr, [*range(128), *range(128, 0x800, 31), *range(0x800, 0x10000, 0x1000), 0x1F642, 0x10FFFF]))
    every = "".join(character for character in every if not 0xD800 <= ord(character) < 0xE000)
    for text in (every, "".join(rng.permutation(list(every)).tolist())):
        compare_ids(learner.encode(text, [], {}), by_rank(text, []), [])


@check
def merged_by_rank(learner, rng):
    """Longer texts with 500 merges: the earliest merge first, within each chunk"""
    for text in (prose(rng, 40), prose(rng, 20).upper(), " aaaa aaaaaaa", "thethe the-the"):
        compare_ids(learner.encode(text, MERGES, {}), by_rank(text, MERGES), MERGES)
    for merges, text in [
        (["a b", "b c"], "abcbc"),
        (["b c", "a b", "bc bc"], "abcbc"),
        (["a b", "b c", "a bc"], "abc bcbc"),
        (["a a"], "aaaaa"),
    ]:
        compare_ids(learner.encode(text, merges, {}), by_rank(text, merges), merges)
    merges, text = ["â Ģ", "âĢ Ļ", "! !", "Ã ¡"], "it’s más !!"  # characters of three bytes and of two
    compare_ids(learner.encode(text, merges, {}), by_rank(text, merges), merges)


@check
def special_tokens(learner, rng):
    """Special tokens in any place, and only those that are passed"""
    names = list(SPECIAL)
    for _ in range(4):
        pieces = [prose(rng, 2)[: int(rng.integers(0, 12))] + " " * int(rng.integers(3)) for _ in range(6)]
        used = [names[i] for i in rng.permutation(4)]
        text, ids = "", []
        for piece, token in zip(pieces, [*used, *used[:2]]):
            text += piece + token
            ids += [*by_rank(piece, MERGES), SPECIAL[token]]
        text, ids = text + " the", [*ids, *by_rank(" the", MERGES)]
        compare_ids(learner.encode(text, MERGES, SPECIAL), ids, MERGES, SPECIAL)
        compare_ids(learner.encode(text, MERGES, {}), by_rank(text, MERGES), MERGES)
    compare_ids(learner.encode("axb<|end|", MERGES, SPECIAL), by_rank("axb<|end|", MERGES), MERGES)


@check
def decoding(learner, rng):
    """The text of any ids: characters cut in two, invalid bytes, special tokens"""
    for text in (prose(rng, 30), "é漢🙂 Ġ Ċ\n\tñ", ""):
        close(learner.decode(by_rank(text, MERGES), MERGES, SPECIAL), text, name="your text")
    ids = [*by_rank("é", MERGES)[:1], 759, *by_rank("🙂 the", MERGES)[1:], 757, 756]
    raw = "é".encode()[:1] + b"a.b" + "🙂 the".encode()[1:] + b"<|end|><|endoftext|>"
    close(learner.decode(ids, MERGES, SPECIAL), raw.decode(errors="replace"), name="your text")
    close(learner.decode([300, 7, 301], MERGES, {"[é]": 7000}), spelled(300) + "(" + spelled(301), name="your text")
    close(learner.decode([7000, 6], MERGES, {"[é]": 7000}), "[é]'", name="your text")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    text = prose(rng, 5)
    ids = by_rank(text, MERGES)
    compare_ids(learner.encode(text, list(MERGES), dict(SPECIAL)), ids, MERGES)
    close(learner.decode([*ids, 757], list(MERGES), dict(SPECIAL)), text + "<|end|>", name="your text")
    preserves_arguments(learner)


def prose(rng, words):
    """Words of the curriculum with what may stand between them."""
    text = ""
    for word in rng.choice(WORDS, size=words).tolist():
        text += word + str(rng.choice([" ", "  ", ", ", "'s ", "\n\n", " 12", " - "]))
    return text


def scan(text):
    """The chunks without a pattern, character by character."""
    result, i = [], 0
    while i < len(text):
        end = next((i + len(ending) for ending in CONTRACTIONS if text.startswith(ending, i)), 0)
        if not end:
            first = i + (text[i] == " " and not text[i + 1 : i + 2].isspace() and i + 1 < len(text))
            end = first + 1
            while end < len(text) and kind(text[end]) == kind(text[first]):
                end += 1
            if kind(text[first]) == "space" and end < len(text) and end - i > 1:
                end -= 1  # the last of several goes with what follows
        result.append(text[i:end])
        i = end
    return result


def kind(character):
    if character.isspace():
        return "space"
    if character.isdecimal():
        return "digit"
    return "letter" if character.isalnum() else "other"


def character_of(byte):
    """GPT-2's character for a byte: its own, or the next one from 256 on."""
    hidden = [*range(33), 127, *range(128, 161), 173]
    return chr(256 + hidden.index(byte)) if byte in hidden else chr(byte)


ALPHABET = [character_of(byte) for byte in range(256)]


def by_rank(text, merges):
    tokens = sorted(ALPHABET) + [merge.replace(" ", "") for merge in merges]
    ids = {token: i for i, token in enumerate(tokens)}
    return [ids[part] for chunk in scan(text) for part in merge_in_order(chunk, tuple(merges))]


@functools.lru_cache(maxsize=1000)
def merge_in_order(chunk, merges):
    """Apply every merge in turn. A merge only joins older tokens, so none becomes possible again later."""
    parts = [ALPHABET[byte] for byte in chunk.encode()]
    for merge in merges:
        left, right = merge.split(" ")
        i = 0
        while left in parts[i:] and i < len(parts) - 1:
            if parts[i : i + 2] == [left, right]:
                parts[i : i + 2] = [left + right]
            i += 1
    return parts


def spelled(token, merges=MERGES, special=None):
    """What an id stands for."""
    names = {i: name for name, i in (special or {}).items()}
    tokens = sorted(ALPHABET) + [merge.replace(" ", "") for merge in merges]
    if token in names or not 0 <= token < len(tokens):
        return names.get(token, "no such token")
    return bytes(ALPHABET.index(character) for character in tokens[token]).decode(errors="replace")


def compare_chunks(answer, expected, text):
    close(answer, expected, name=f"your list of chunks of {text!r}")


def compare_ids(answer, expected, merges, special=None):
    """Name the first id that differs, with what it stands for."""
    if not isinstance(answer, list) or not all(type(token) is int for token in answer):
        close(answer, expected, name="your list of ids")
        return
    if answer == expected:
        return
    at = next(
        (i for i, pair in enumerate(zip(answer, expected)) if pair[0] != pair[1]), min(len(answer), len(expected))
    )
    yours, right = (
        f"{ids[at]} ({spelled(ids[at], merges, special)!r})" if at < len(ids) else "the end"
        for ids in (answer, expected)
    )
    fail(
        f"Your token {at} is {yours[:60]}; expected {right}.",
        yours=formatting.text(answer),
        expected=formatting.text(expected),
    )
