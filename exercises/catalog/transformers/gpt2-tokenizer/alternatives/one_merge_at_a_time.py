import re
from functools import lru_cache


def split(text):
    letters, digits, rest = r"[^\W\d_]+", r"\d+", r"(?:_|[^\w\s])+"
    return [
        match[0] for match in re.finditer(rf"'(?:s|t|re|ve|m|ll|d)| ?(?:{letters}|{digits}|{rest})|\s+(?!\S)|\s+", text)
    ]


def encoder():
    # the code of the character that stands for each byte
    codes, spare = [], 256
    for byte in range(256):
        if byte in range(33, 127) or (byte > 160 and byte != 173):
            codes.append(byte)
        else:
            codes.append(spare)
            spare += 1
    return codes


def encode(text, merges, special):
    codes = encoder()
    ids = {chr(code): i for i, code in enumerate(sorted(codes))}
    ids.update((merge.replace(" ", ""), 256 + i) for i, merge in enumerate(merges))
    ranks = {merge: i for i, merge in enumerate(merges)}

    @lru_cache(maxsize=None)
    def tokens(chunk):
        parts = [chr(codes[byte]) for byte in chunk.encode()]
        while True:
            known = [(ranks[f"{a} {b}"], i) for i, (a, b) in enumerate(zip(parts, parts[1:])) if f"{a} {b}" in ranks]
            if not known:
                return [ids[part] for part in parts]
            _, i = min(known)
            parts[i : i + 2] = [parts[i] + parts[i + 1]]

    result, piece, at = [], "", 0
    while at < len(text):
        token = max((t for t in special if text.startswith(t, at)), key=len, default=None)
        if token is None:
            piece += text[at]
            at += 1
            continue
        result += [i for chunk in split(piece) for i in tokens(chunk)] + [special[token]]
        piece, at = "", at + len(token)
    return result + [i for chunk in split(piece) for i in tokens(chunk)]


def decode(ids, merges, special):
    codes = encoder()
    byte_of = {chr(code): byte for byte, code in enumerate(codes)}
    tokens = [chr(code) for code in sorted(codes)] + ["".join(merge.split()) for merge in merges]
    raw = bytearray()
    for i in ids:
        if i < len(tokens):
            raw += bytes(byte_of[character] for character in tokens[i])
        else:
            raw += next(token for token, number in special.items() if number == i).encode()
    return raw.decode("utf-8", "replace")
