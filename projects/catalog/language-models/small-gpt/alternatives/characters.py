"""A character model: steps counted from 0, a run that ends at the last of them, validated in every row."""

import json
import math

SAMPLE = "abc def, ghi jkl! Mno pqr stu vwx yz. " * 4
CHARACTERS = sorted(set(SAMPLE))
VOCABULARY = 64  # padded: the table has fewer characters


def files() -> dict[str, str]:
    tokens = 16 * 64
    lines = ["tokens,step,learning_rate,val_loss,train_loss,grad_norm"]
    losses = []
    for step in [*range(0, 1000, 40), 999]:
        train = 0.9 + (math.log(VOCABULARY) - 0.9) * math.exp(-step / 200)
        losses.append((round(train, 3), round(train * 1.03, 3)))
        lines.append(f'{(step + 1) * tokens},{step},0.001,"{losses[-1][1]}",{losses[-1][0]},0.5')
    card = {
        "layers": 2,
        "width": 64,
        "heads": 4,
        "mlp_width": 172,
        "context": 64,
        "vocabulary": VOCABULARY,
        "parameters": 2 * (4 * 64 * 64 + 3 * 64 * 172 + 2 * 64) + 2 * 64 * 64 + 64,
        "batch": 16,
        "steps": 1000,
        "tokens_seen": 1000 * tokens,
        "final_train_loss": losses[-1][0],
        "final_val_loss": losses[-1][1],
        "best_val_loss": min(val for _, val in losses),
        "hardware": "one GPU",
        "hours": 0.1,
    }
    ids = [CHARACTERS.index(char) for char in SAMPLE]
    tokenizer = {"kind": "characters", "characters": CHARACTERS, "sample": SAMPLE, "sample_ids": ids}
    return {
        "log": "\ufeff" + "\r\n".join(lines),
        "card": json.dumps(card, indent=1),
        "tokenizer": json.dumps(tokenizer),
    }
