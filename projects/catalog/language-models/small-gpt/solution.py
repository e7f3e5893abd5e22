import json
import math
from collections import Counter
from itertools import pairwise

TEXT = (
    "The valley lay in the shade when the first of them came down from the hills. They had walked since the night, "
    "and they had little to say. The oldest of them set down her basket, looked at the river, and said that it had "
    "been wider when she was a child. Nobody answered. The others had never been here, and the river was as wide as "
    "they had thought it would be."
)
LAYERS, WIDTH, HEADS, CONTEXT, BATCH, STEPS = 6, 192, 6, 256, 32, 3000
NUM_MERGES = 48
VOCABULARY = 256 + NUM_MERGES
TOKENS_A_STEP = BATCH * CONTEXT


def files() -> dict[str, str]:
    rows = log_rows()
    return {
        "log": "\n".join(["step,train_loss,val_loss,learning_rate,tokens", *map(row_text, rows)]) + "\n",
        "tokenizer": json.dumps(tokenizer()),
        "card": json.dumps(model_card(rows)),
    }


def log_rows() -> list[tuple[int, float, float | None, float, int]]:
    rows = []
    for step in range(0, STEPS + 1, 20):
        train = 1.9 + (math.log(VOCABULARY) - 1.9) * (1 + step / 60) ** -0.8
        gap = 0.02 + 0.35 * (step / STEPS) ** 3  # it overfits near the end
        val = train + gap if step % 100 == 0 else None
        rate = 6e-4 * min(1, (step + 1) / 200) * (0.1 + 0.45 * (1 + math.cos(math.pi * step / STEPS)))
        rows.append((step, round(train, 4), val and round(val, 4), rate, step * TOKENS_A_STEP))
    return rows


def row_text(row: tuple[int, float, float | None, float, int]) -> str:
    step, train, val, rate, tokens = row
    return f"{step},{train},{'' if val is None else val},{rate:.3e},{tokens}"


def model_card(rows: list[tuple[int, float, float | None, float, int]]) -> dict[str, object]:
    validation = [val for _, _, val, _, _ in rows if val is not None]
    block = 12 * WIDTH * WIDTH + 13 * WIDTH
    return {
        "parameters": LAYERS * block + VOCABULARY * WIDTH + CONTEXT * WIDTH + 2 * WIDTH,
        "layers": LAYERS,
        "width": WIDTH,
        "heads": HEADS,
        "context": CONTEXT,
        "vocabulary": VOCABULARY,
        "batch": BATCH,
        "steps": STEPS,
        "tokens_seen": STEPS * TOKENS_A_STEP,
        "final_train_loss": rows[-1][1],
        "final_val_loss": validation[-1],
        "best_val_loss": min(validation),
        "hardware": "a laptop with 8 cores",
        "hours": 2.5,
    }


def tokenizer() -> dict[str, object]:
    ids, merges = list(TEXT.encode()), []
    for new in range(256, VOCABULARY):
        counts = Counter(pairwise(ids))
        pair = max(counts, key=lambda pair: (counts[pair], pair))
        merges.append(pair)
        ids = merge(ids, pair, new)
    return {"kind": "byte-pairs", "merges": merges, "sample": TEXT, "sample_ids": ids}


def merge(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    result: list[int] = []
    position = 0
    while position < len(ids):
        is_pair = tuple(ids[position : position + 2]) == pair
        result.append(new if is_pair else ids[position])
        position += 2 if is_pair else 1
    return result
