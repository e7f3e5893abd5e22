"""A free-form roadmap in our own words, with the structures that people use, and the facts in it, checked by hand."""

from pathlib import Path

TEXT = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")

# number: title, stars, hours for a refresher, hours from scratch, and (title, stars, hours, parts) of its parts
TOPICS = {
    "1.1": ("Mixing", 5, [8, 12], [20, 30], [("Hydration & Ratios", 5, None, []), ("Gluten", 3, None, [])]),
    "1.2": (
        "Fermentation", 4, [6, 10], [6, 10],
        [
            ("Leavening", 5, None, [("Yeast", 5, [3, 4], []), ("Sourdough", 1, [1, 1], [])]),
            (
                "Shaping", 4, [1, 2],
                [
                    ("Loaves", 3, None, []),
                    ("Braids", 5, None, [("Three strands", 4, None, []), ("Four strands", 2, None, [])]),
                ],
            ),
            ("Good to Have", 2, None, []),
        ],
    ),
    "2.1": ("Heat", None, None, None, [("Radiation", None, None, []), ("Convection vs conduction", None, None, [])]),
    "2.2": (
        "For Steam (Pros)", 2, None, None,
        [
            ("Spraying", 2, None, []),
            ("Lava stones", 1, None, []),
            ("Emerging Topics", None, None, [("Combi ovens", 2, None, []), ("Tandoors", 1, None, [])]),
        ],
    ),
}  # fmt: skip
SECTIONS = {"1": ("Dough", ([15, 25], [40, 60])), "2": ("Ovens", None), "3": ("TOPICS TO SKIP", None)}
# title, stars, weeks, ongoing, daily hours; title, weeks, hours and items of each activity; criteria of checkpoint and
# self-assessment
PHASES = [
    (
        "First Loaves", 5, [2, 4], False, [1, 2],
        [
            ("Mixing", [1, 2], [8, 12], 2),
            ("Tools", [1, 2], None, 1),
            ("Selling", [3, 3], [0.5, 1], 2),
        ],
        2, 2,
    ),
    ("The Bakery", 3, [4, 5], True, None, [("Take orders", [4, None], None, 1)], 0, 0),
]  # fmt: skip
