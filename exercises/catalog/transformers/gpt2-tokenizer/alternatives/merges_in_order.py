import re


def split(text):
    chunks, at = [], 0
    pattern = re.compile(r"'(?:[stmd]|re|ve|ll)| ?(?:[^\W\d_]+|\d+|(?:[^\s\w]|_)+)|\s+(?!\S)|\s")
    while at < len(text):
        match = pattern.match(text, at)
        chunks.append(match.group())
        at = match.end()
    return chunks


def table():
    own = [byte for byte in range(256) if 32 < byte < 127 or 160 < byte < 173 or byte > 173]
    extra = [*range(33), *range(127, 161), 173]
    return {byte: i for i, byte in enumerate(own + extra)}, bytes(own + extra)


def parse(merges):
    # tokens as ids from the start: each merge is a pair of ids
    order, code = table()
    ids = {chr(byte): order[byte] for byte in order if chr(byte).isprintable() and byte != 32}
    ids |= {chr(68 + order[byte]): order[byte] for byte in order if chr(byte) not in ids}
    pairs = []
    for merge in merges:
        left, _, right = merge.partition(" ")
        pairs.append((ids[left], ids[right]))
        ids[left + right] = 256 + len(pairs) - 1
    return order, code, pairs


def encode(text, merges, special):
    order, _, pairs = parse(merges)
    places = [(text.find(token), -len(token), token) for token in special if token in text]
    if places:
        at, _, token = min(places)
        after = text[at + len(token) :]
        return encode(text[:at], merges, {}) + [special[token]] + encode(after, merges, special)
    result = []
    for chunk in split(text):
        ids = [order[byte] for byte in chunk.encode()]
        for new, pair in enumerate(pairs, 256):
            i = 0
            while i + 1 < len(ids):
                if (ids[i], ids[i + 1]) == pair:
                    ids[i : i + 2] = [new]
                i += 1
        result.extend(ids)
    return result


def decode(ids, merges, special):
    _, code, pairs = parse(merges)
    raw = [bytes([byte]) for byte in code]
    for left, right in pairs:
        raw.append(raw[left] + raw[right])
    names = {number: name for name, number in special.items()}
    return b"".join(names[i].encode() if i in names else raw[i] for i in ids).decode(errors="replace")
