import math
from itertools import pairwise
from pathlib import Path

from runner.catalog import load_module
from runner.judge import check, curve

reading = load_module(Path(__file__).with_name("reading.py"))
refuse, shown, quote = reading.refuse, reading.shown, reading.quote

LOG, CARD, TOKENIZER = "The log", "The model card", "The tokenizer"
COLUMNS = ("step", "train_loss", "val_loss", "learning_rate", "tokens")
MIN_ROWS = 20
MIN_VALIDATIONS = 8
MAX_LOSS = 1_000_000  # a perplexity in place of a loss can be read, and is named
MIN_VAL_LOSS = 0.3  # nats per token, for text that the model hasn't seen
MAX_MERGES = 50_000
MAX_SAMPLE_BYTES = 3_000
ROUNDING = 0.006  # of a loss with two decimals


@check(example=True)
def card_can_be_read(learner, rng):
    """The model card has every key, and plausible numbers"""
    card = read_card(learner)
    if card["width"] % card["heads"]:
        refuse(
            f"{CARD}: a width of {card['width']} can't be split among {card['heads']} heads. Each head gets "
            "width / heads numbers, so width must be a multiple of heads."
        )


@check
def log_can_be_read(learner, rng):
    """The log has a row for each measurement, with rising steps and tokens"""
    rows = read_log(learner)
    for earlier, later in pairwise(rows):
        for column in ("step", "tokens"):
            if later[column] <= earlier[column]:
                refuse(
                    f"Line {later['line']} of {LOG}: {column} is {shown(later[column])} after "
                    f"{shown(earlier[column])}. It must rise from row to row. Did two runs write to one file?"
                )


@check
def whole_run(learner, rng):
    """The log covers the run, from the first step to the last of the card"""
    rows, card = read_log(learner), read_card(learner)
    if rows[0]["step"] > 1:
        refuse(
            f"{LOG} begins at step {shown(rows[0]['step'])}. Log step 0 or 1 too: the first loss tells whether the "
            "model starts without a preference for any token."
        )
    last = rows[-1]["step"]
    if last not in (card["steps"] - 1, card["steps"]):
        refuse(
            f"{LOG} ends at step {shown(last)}, and {CARD.lower()} says {shown(card['steps'])} steps. "
            "Log the last step, or correct the card."
        )


@check
def loss_starts_at_chance(learner, rng):
    """The loss starts near ln(vocabulary), the loss of a model that knows nothing"""
    rows, card = read_log(learner), read_card(learner)
    chance = math.log(card["vocabulary"])
    show_losses(learner, rows, chance)
    for column, loss in (("train_loss", rows[0]["train_loss"]), ("val_loss", rows[0]["val_loss"])):
        if loss is None or chance - 0.6 <= loss <= 1.15 * chance + 0.4:
            continue
        sentence = f"{LOG} starts with a {column} of {shown(loss)}, and ln({card['vocabulary']}) is {chance:.3f}. "
        refuse(sentence + _cause_of_start(loss, chance))


@check
def loss_is_possible(learner, rng):
    """The loss falls, and no further than unseen text allows"""
    rows, card = read_log(learner), read_card(learner)
    measured = [row for row in rows if row["val_loss"] is not None]
    if not measured:
        refuse(f"{LOG} has no val_loss in any row. Measure it during training.")
    chance = math.log(card["vocabulary"])
    show_losses(learner, rows, chance)
    best, last = min(measured, key=lambda row: row["val_loss"]), measured[-1]
    if best["val_loss"] < MIN_VAL_LOSS:
        refuse(
            f"Line {best['line']} of {LOG}: a val_loss of {shown(best['val_loss'])} nats a token is lower than unseen "
            "text allows. Does the mask let a token see the next one, or is the validation text part of the training "
            "text?"
        )
    if last["val_loss"] > 1.5 * last["train_loss"] and abs(math.log(last["val_loss"]) - last["train_loss"]) < 0.6:
        refuse(
            f"Line {last['line']} of {LOG}: val_loss is {shown(last['val_loss'])}, which is about "
            f"exp({shown(last['train_loss'])}). Is it the perplexity? Log the loss itself."
        )
    if last["val_loss"] < 0.8 * last["train_loss"]:
        refuse(
            f"Line {last['line']} of {LOG}: val_loss is {shown(last['val_loss'])} and train_loss "
            f"{shown(last['train_loss'])}. Unseen text can't be that much easier. Is it part of the training text, "
            "or do you average the two losses differently?"
        )
    if best["val_loss"] > 0.9 * chance:
        refuse(
            f"The best val_loss is {shown(best['val_loss'])}, hardly below ln({card['vocabulary']}) = {chance:.3f}. "
            "The model has learned little: check the targets, the learning rate and the number of steps."
        )


@check
def validated_during_training(learner, rng):
    """The validation loss was measured all along, not only at the end"""
    rows = read_log(learner)
    measured = [row for row in rows if row["val_loss"] is not None]
    if len(measured) < MIN_VALIDATIONS:
        refuse(
            f"{LOG} has only {len(measured)} measured val_loss. Measure it at least {MIN_VALIDATIONS} times: a single "
            "value can't show when the model began to overfit."
        )
    last = rows[-1]["step"]
    if measured[0]["step"] > 0.25 * last or measured[-1]["step"] < 0.9 * last:
        refuse(
            f"val_loss is measured from step {shown(measured[0]['step'])} to {shown(measured[-1]['step'])} of "
            f"{shown(last)}. Measure it from the first quarter to the end."
        )
    for earlier, later in pairwise(measured):
        if later["step"] - earlier["step"] > 0.34 * last:
            refuse(
                f"Between steps {shown(earlier['step'])} and {shown(later['step'])} there is no val_loss. "
                "Measure it at regular steps."
            )
    if len({row["val_loss"] for row in measured}) <= len(measured) // 2:
        refuse("Most values of val_loss are the same. Is the validation run again, or an old value written again?")


@check
def tokens_add_up(learner, rng):
    """Tokens are steps × batch × context, in the log and on the card"""
    rows, card = read_log(learner), read_card(learner)
    per_step = card["batch"] * card["context"]
    expected = card["steps"] * per_step
    names = f"{shown(card['steps'])} steps × {shown(card['batch'])} sequences × {shown(card['context'])} tokens"
    if abs(card["tokens_seen"] - expected) > 0.01 * expected:
        refuse(
            f"{CARD}: tokens_seen is {shown(card['tokens_seen'])}, and {names} are {shown(expected)}. "
            + _cause_of_tokens(card["tokens_seen"] / expected, card),
            yours=shown(card["tokens_seen"]),
            expected=shown(expected),
        )
    for row in rows:
        low, high = row["step"] * per_step, (row["step"] + 1) * per_step
        if not 0.99 * low <= row["tokens"] <= 1.01 * high:
            refuse(
                f"Line {row['line']} of {LOG}: {shown(row['tokens'])} tokens at step {shown(row['step'])}. With "
                f"{shown(per_step)} tokens a step, there are {shown(low)} before it and {shown(high)} after it. "
                + _cause_of_tokens(row["tokens"] / high, card)
            )


@check
def card_agrees_with_log(learner, rng):
    """The losses on the card are those of the log"""
    rows, card = read_log(learner), read_card(learner)
    validation = [row["val_loss"] for row in rows if row["val_loss"] is not None]
    if not validation:
        refuse(f"{LOG} has no val_loss, so nothing supports the one on {CARD.lower()}.")
    pairs = {
        "final_train_loss": (rows[-1]["train_loss"], "the last train_loss"),
        "final_val_loss": (validation[-1], "the last val_loss"),
        "best_val_loss": (min(validation), "the lowest val_loss"),
    }
    for key, (value, name) in pairs.items():
        if abs(card[key] - value) > ROUNDING:
            hint = ""
            if key == "best_val_loss" and abs(card[key] - validation[-1]) <= ROUNDING:
                hint = " The card has the last value: overfitting begins after the lowest."
            elif abs(math.exp(min(value, 50)) - card[key]) <= 0.02 * card[key]:
                hint = " The card has exp of it, the perplexity."
            refuse(
                f"{CARD}: {key} is {shown(card[key])}, and {name} of the log is {shown(value)}.{hint}",
                yours=shown(card[key]),
                expected=shown(value),
            )


@check
def parameters_follow(learner, rng):
    """The number of parameters follows from layers, width and vocabulary"""
    card = read_card(learner)
    d, layers, hidden = card["width"], card["layers"], card["mlp_width"]
    low = layers * (2 * d * d + 2 * d * hidden) + card["vocabulary"] * d
    high = layers * (4 * d * d + 3 * d * hidden + 14 * d + 2 * hidden)
    high += 2 * card["vocabulary"] * (d + 1) + card["context"] * d + 4 * d
    if low <= card["parameters"] <= high:
        return
    embeddings = card["vocabulary"] * d
    cause = ""
    if low - embeddings <= card["parameters"] < low:
        cause = " Is the embedding left out? Count it: vocabulary × width."
    for factor, sentence in ((1e6, "Is it in millions? Write the whole number."), (1 / 4, "Is it the size in bytes?")):
        if low <= card["parameters"] * factor <= high:
            cause = f" {sentence}"
    refuse(
        f"{CARD}: {shown(card['parameters'])} parameters don't follow from {layers} layers of width {d}, an MLP of "
        f"width {hidden} and {card['vocabulary']:,} tokens: between {shown(low)} and {shown(high)} would.{cause}",
        yours=shown(card["parameters"]),
        expected=f"{shown(low)} to {shown(high)}",
    )


@check
def tokenizer_round_trip(learner, rng):
    """Decoding the sample's ids gives the sample"""
    sample, ids, pieces, tokens = read_tokenizer(learner)
    for position, token in enumerate(ids):
        if token not in tokens:
            refuse(
                f"{TOKENIZER}: sample_ids[{position}] is {token}, and no token has this id: there are "
                f"{len(tokens):,} tokens."
            )
    decoded, expected = b"", sample.encode()
    for token in ids:
        decoded += tokens[token][: MAX_SAMPLE_BYTES + 1]
        if len(decoded) > MAX_SAMPLE_BYTES:  # a token may be long, and there may be many
            break
    if decoded != expected:
        at = next((i for i, (a, b) in enumerate(zip(decoded, expected)) if a != b), min(len(decoded), len(expected)))
        refuse(
            f"{TOKENIZER}: decoding sample_ids gives another text than sample, from byte {at:,} on.",
            yours=decoded[max(0, at - 20) : at + 20].decode("utf-8", "replace"),
            expected=expected[max(0, at - 20) : at + 20].decode("utf-8", "replace"),
        )


@check
def tokenizer_encodes(learner, rng):
    """Encoding the sample gives its ids"""
    sample, ids, pieces, tokens = read_tokenizer(learner)
    document = reading.document(learner, "tokenizer", TOKENIZER)
    if document.value("kind") == "characters":
        by_char = {token: number for number, token in tokens.items()}
        expected = [by_char.get(char.encode()) for char in sample]
    else:
        merges = {tuple(pair): 256 + rank for rank, pair in enumerate(document.value("merges"))}
        expected = [token for piece in pieces for token in encode(piece.encode(), merges)]
    if ids == expected:
        return
    at = next((i for i, (a, b) in enumerate(zip(ids, expected)) if a != b), min(len(ids), len(expected)))
    hint = ""
    if len(ids) > len(expected):
        hint = " Apply the merges in the order in which they were learned, until none fits."
    elif len(ids) < len(expected):
        hint = ' If you split the text before you merge, list the parts in "pieces".'
    refuse(
        f"{TOKENIZER}: plain encoding gives {len(expected):,} ids for the sample and yours are {len(ids):,}. The first "
        f"that differs is number {at + 1}.{hint}",
        yours=", ".join(map(str, ids[at : at + 12])),
        expected=", ".join(map(str, expected[at : at + 12])),
    )


@check
def vocabulary_agrees(learner, rng):
    """The card's vocabulary is the tokenizer's"""
    card = read_card(learner)
    *_, tokens = read_tokenizer(learner)
    size, claimed = len(tokens), card["vocabulary"]
    is_padded = claimed % 64 == 0 and size <= claimed < size + 128
    if claimed != size and not is_padded:
        refuse(
            f"{CARD}: a vocabulary of {claimed:,}, and the tokenizer has {size:,} tokens. They must be the same, or the "
            "card's the next multiple of 64 or 128.",
            yours=shown(claimed),
            expected=shown(size),
        )


def read_log(learner):
    """The rows as dicts. ``val_loss`` is None where it wasn't measured."""
    rows = []
    for row in reading.table(learner, "log", LOG, COLUMNS, least=MIN_ROWS):
        rows.append(
            {
                "line": row.line,
                "step": row.whole("step"),
                "train_loss": row.number("train_loss", 1e-9, MAX_LOSS),
                "val_loss": row.number("val_loss", 1e-9, MAX_LOSS, optional=True),
                "learning_rate": row.number("learning_rate", 0, 10),
                "tokens": row.whole("tokens"),
            }
        )
    return rows


def read_card(learner):
    document = reading.document(learner, "card", CARD)
    card = {
        "parameters": document.number("parameters", 1e-3, 1e13),
        "layers": document.whole("layers", 1, 1_000),
        "width": document.whole("width", 4, 100_000),
        "heads": document.whole("heads", 1, 10_000),
        "context": document.whole("context", 2, 10_000_000),
        "vocabulary": document.whole("vocabulary", 2, 1_000_000),
        "batch": document.whole("batch", 1, 100_000_000),
        "steps": document.whole("steps", 1, 10**9),
        "tokens_seen": document.whole("tokens_seen", 1, 10**15),
    }
    card["mlp_width"] = document.whole("mlp_width", 1, 1_000_000) if document.has("mlp_width") else 4 * card["width"]
    for key in ("final_train_loss", "final_val_loss", "best_val_loss"):
        card[key] = document.number(key, 1e-9, 1e9)
    document.text("hardware", 200, least=3)
    document.number("hours", 1e-4, 10_000)
    return card


def read_tokenizer(learner):
    """The sample, its ids, the pieces it is split into, and the bytes of each token by its id."""
    document = reading.document(learner, "tokenizer", TOKENIZER)
    kind = document.choice("kind", ("characters", "byte-pairs"))
    tokens = _characters(document) if kind == "characters" else _byte_pairs(document)
    sample = document.text("sample", MAX_SAMPLE_BYTES, least=100)
    if any("\ud800" <= char <= "\udfff" for char in sample):
        refuse(f"{TOKENIZER}: sample contains half a character (a lone surrogate). Choose another text.")
    if len(sample.encode()) > MAX_SAMPLE_BYTES:
        refuse(f"{TOKENIZER}: sample has {len(sample.encode()):,} bytes; the limit is {MAX_SAMPLE_BYTES:,}.")
    ids = document.items("sample_ids", MAX_SAMPLE_BYTES, least=1)
    for position, token in enumerate(ids):
        if type(token) is not int:
            refuse(f"{TOKENIZER}: sample_ids[{position}] is {quote(token)}. Write whole numbers.")
    pieces = [sample]
    if document.has("pieces"):
        pieces = document.items("pieces", MAX_SAMPLE_BYTES, least=1)
        if not all(isinstance(piece, str) for piece in pieces) or "".join(pieces) != sample:
            refuse(f"{TOKENIZER}: pieces, one after another, must give the sample.")
    return sample, ids, pieces, tokens


def _characters(document):
    characters = document.items("characters", 100_000, least=2)
    tokens = {}
    for number, char in enumerate(characters):
        if not isinstance(char, str) or len(char) != 1 or "\ud800" <= char <= "\udfff":
            refuse(f"{TOKENIZER}: characters[{number}] is {quote(char)}. Write one character; its position is its id.")
        tokens[number] = char.encode()
    if len(set(tokens.values())) < len(tokens):
        refuse(f"{TOKENIZER}: a character is listed twice, so its id isn't clear.")
    return tokens


def _byte_pairs(document):
    merges = document.items("merges", MAX_MERGES, least=1)
    tokens = {byte: bytes([byte]) for byte in range(256)}
    learned, size = set(), 256
    for rank, pair in enumerate(merges):
        is_pair = isinstance(pair, list) and len(pair) == 2 and all(type(part) is int for part in pair)
        if not is_pair or not all(0 <= part < 256 + rank for part in pair):
            refuse(
                f"{TOKENIZER}: merges[{rank}] is {_pair_text(pair)}. Write two ids: a byte (0 to 255), or 256 + r for "
                f"the result of merge r, which must come earlier."
            )
        if tuple(pair) in learned:
            refuse(f"{TOKENIZER}: merges[{rank}] joins {_pair_text(pair)}, which an earlier merge joins already.")
        learned.add(tuple(pair))
        tokens[256 + rank] = tokens[pair[0]] + tokens[pair[1]]
        size += len(tokens[256 + rank])
        if size > 4_000_000:
            refuse(f"{TOKENIZER}: the tokens of the first {rank + 1:,} merges have over 4 MB. Were they learned?")
    if document.has("special"):
        special = document.part("special")
        for name in special.entries:
            number = special.whole(name, 0, 10**7)
            if number in tokens:
                refuse(f"{TOKENIZER}: the special token {quote(name)} has the id {number}, which is taken.")
            tokens[number] = name.encode("utf-8", "replace")
    return tokens


def _pair_text(pair):
    if isinstance(pair, list) and len(pair) <= 4:
        return f"[{', '.join(map(quote, pair))}]"
    return quote(pair)


def encode(content, merges):
    """The ids of these bytes: the merge that was learned first is applied first, wherever it fits."""
    ids = list(content)
    while len(ids) > 1:
        first = min(pairwise(ids), key=lambda pair: merges.get(pair, math.inf))
        if first not in merges:
            break
        result, position = [], 0
        while position < len(ids):
            is_pair = tuple(ids[position : position + 2]) == first
            result.append(merges[first] if is_pair else ids[position])
            position += 2 if is_pair else 1
        ids = result
    return ids


def show_losses(learner, rows, chance):
    """Draw both losses where both were measured, beside the loss of a guess."""
    both = [row for row in rows if row["val_loss"] is not None]
    if len(both) > 1:
        series = {
            "training": [row["train_loss"] for row in both],
            "validation": [row["val_loss"] for row in both],
            "a guess": [chance] * len(both),
        }
        learner.show(curve(series, x="step", y="loss", at=[row["step"] for row in both]))


def _cause_of_start(loss, chance):
    if abs(loss - chance / math.log(2)) < 0.15 * chance:
        return "Is the loss in bits, with log2? Divide by 1.4427, or use the natural logarithm."
    if abs(loss - math.exp(chance)) < 0.4 * math.exp(chance):
        return "Is it the perplexity, exp of the loss? Log the loss itself."
    if loss > chance:
        return "The first logits are too large: start with smaller weights (a standard deviation of 0.02, for example)."
    return "A model that knows nothing can't be better. Log the first step, before the model has learned."


def _cause_of_tokens(ratio, card):
    for factor, cause in (
        (1 / card["context"], "Is the context left out? A sequence has that many tokens."),
        (1 / card["batch"], "Is the batch left out?"),
        (1 / card["steps"], "Is that one step?"),
        (1e-6, "Is it in millions? Write the whole number."),
    ):
        if abs(ratio / factor - 1) < 0.02:
            return cause
    factor = round(max(ratio, 1 / ratio)) if ratio > 0 else 0
    if 2 <= factor <= 1024 and abs(max(ratio, 1 / ratio) / factor - 1) < 0.02:
        return (
            f"They differ by a factor of {factor}: do batch and tokens count gradient accumulation and devices alike?"
        )
    return "batch counts the sequences of one step, over all accumulation and devices."
