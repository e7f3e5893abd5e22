"""Convolution: a 3 × 3 kernel moves over a 7 × 7 image in strides, with a border of zeros.

    y[i, j] = Σ_{u, v} w[u, v] · x[s i + u − p, s j + v − p],  output size ⌊(7 + 2 p − 3) / s⌋ + 1

Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), arXiv 1603.07285, relationship
6. As in all deep learning libraries the kernel is not flipped.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from exercises.explorables.grids import differences, draw_cell, draw_matrix, read_matrices
from exercises.explorables.shapes import Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.svg import SvgElement, label, number, rect

IMAGE = ("0000000", "0111110", "0000110", "0001100", "0011000", "0011000", "0000000")
SIDE, KERNEL, LARGEST = len(IMAGE), 3, 3  # the largest value is that of a whole edge
UPRIGHT = ((1, 0, -1),) * KERNEL
BORDER = 2  # the widest
HEIGHT, TOP, BOARD_CELL, OUT_LEFT, OUT_CELL = 252.0, 30.0, 20.0, 352.0, 24.0
BOARD, MAX_OUT = SIDE + 2 * BORDER, SIDE + 2 * BORDER - KERNEL + 1


def output_size(stride: int, padding: int) -> int:
    return (SIDE + 2 * padding - KERNEL) // stride + 1


def convolve(stride: int, padding: int, is_level: bool) -> list[list[int]]:
    """``is_level``: with the kernel turned, which finds level edges in place of upright ones."""
    size = output_size(stride, padding)
    return [[_product(stride * i - padding, stride * j - padding, is_level) for j in range(size)] for i in range(size)]


def _product(top: int, left: int, is_level: bool) -> int:
    return sum(
        (UPRIGHT[v][u] if is_level else UPRIGHT[u][v]) * _pixel(top + u, left + v)
        for u in range(KERNEL)
        for v in range(KERNEL)
    )


def _pixel(y: int, x: int) -> int:
    return int(IMAGE[y][x]) if 0 <= y < SIDE and 0 <= x < SIDE else 0


def unread(stride: int, padding: int) -> int:
    """How many pixels no position of the kernel covers."""
    read = min(SIDE, _reach(stride, padding))
    return SIDE * SIDE - read * read


def _reach(stride: int, padding: int) -> int:
    """Up to which row and column of the image the kernel comes, exclusive."""
    return (output_size(stride, padding) - 1) * stride + KERNEL - padding


def draw(settings: Settings) -> Drawing:
    stride, padding, is_level = round(settings["stride"]), round(settings["padding"]), settings["kernel"] == 1
    output, sentence = convolve(stride, padding, is_level), _sentence(stride, padding)
    size = len(output)
    return Drawing(
        height=HEIGHT,
        label=f"A 7 × 7 image with a border of {padding}, and the output of the kernel. {sentence}",
        marks=[
            label("soft", 0, 18, "image and border"),
            label("soft", OUT_LEFT, 18, f"output, {size} × {size}", key="size"),
            *_board(stride, padding),
            *_kernel(is_level),
            *_output(output),
        ],
        sentence=sentence,
        cells=[
            f"{size} × {size}",
            str(unread(stride, padding)),
            str(sum(value != 0 for row in output for value in row)),
        ],
    )


def _sentence(stride: int, padding: int) -> str:
    room, size, left_out = SIDE + 2 * padding - KERNEL, output_size(stride, padding), unread(stride, padding)
    rounded = ", rounded down," if room % stride else ""
    quotient = f"{number(room / stride)}" if room % stride else f"{room // stride}"
    end = f"{left_out} of {SIDE * SIDE} pixels are never read." if left_out else "Every pixel is read."
    return f"The output is {size} × {size}: (7 + 2 × {padding} − 3) ÷ {stride} = {quotient}{rounded} plus 1. {end}"


def _board(stride: int, padding: int) -> Iterator[SvgElement]:
    reach = _reach(stride, padding)
    for row in range(BOARD):
        for column in range(BOARD):
            y, x = row - BORDER, column - BORDER
            place = (BOARD_CELL * column, TOP + BOARD_CELL * row, 18, 18)
            yield rect(_board_class(y, x, padding, reach), *place, f"pixel{row}-{column}")


def _board_class(y: int, x: int, padding: int, reach: int) -> str:
    if 0 <= y < SIDE and 0 <= x < SIDE:
        return f"h{6 if _pixel(y, x) else 1}" if max(y, x) < reach else "frame bad"
    return "ghost" if min(y, x) >= -padding and max(y, x) < SIDE + padding else "none"


def _kernel(is_level: bool) -> Iterator[SvgElement]:
    yield label("soft", 250, 96, "kernel")
    for u in range(KERNEL):
        for v in range(KERNEL):
            weight = UPRIGHT[v][u] if is_level else UPRIGHT[u][v]
            x, y = 260 + 26 * v, 124 + 26 * u
            yield label("value", x, y, number(weight, 0), anchor="middle", key=f"weight{u}-{v}")


def _output(output: Sequence[Sequence[int]]) -> Iterator[SvgElement]:
    for row in range(MAX_OUT):
        for column in range(MAX_OUT):
            value = output[row][column] if max(row, column) < len(output) else None
            share, text = (None, "") if value is None else (abs(value) / LARGEST, number(value, 0))
            place = (OUT_LEFT + OUT_CELL * column, TOP + OUT_CELL * row)
            yield from draw_cell(*place, OUT_CELL, share, text, f"{row}-{column}")


def draw_own(data: Any) -> Drawing:
    """Draw the image of the worked example, the learner's output and the exact one."""
    image, yours, exact = read_matrices(data, 3, 4)
    wrong = differences(yours, exact)
    numbers = [value for rows in (yours, exact) for row in rows for value in row]
    low, high = min(numbers), max(numbers)
    count = sum(map(len, yours))
    named = f"{len(wrong)} of {count} values of your output differ" if wrong else f"All {count} values agree"
    return Drawing(
        height=36.0 * max(map(len, (image, yours, exact))) + 34,
        label=f"The image, your output and the exact one. {named}.",
        marks=[
            *draw_matrix(image, left=0, side=36, title="image", high=max(map(max, image))),
            *draw_matrix(yours, left=220, side=36, title="yours", low=low, high=high, wrong=wrong),
            *draw_matrix(exact, left=420, side=36, title="exact", low=low, high=high),
        ],
    )


def _settings(stride: int, padding: int) -> Settings:
    return {"stride": stride, "padding": padding, "kernel": 0}


IDEA = Explorable(
    slug="convolution",
    title="What a kernel sees, and what it misses",
    lead="A kernel moves over an image and gives one number for each place. Stride and padding decide where it stops, "
    "and so the size of the output.",
    keywords="convolution kernel stride padding output size cnn image filter",
    topics=("computer-vision",),
    exercise="conv2d",
    checks=("worked_example",),
    guess=Guess(
        question="A 3 × 3 kernel moves over a 7 × 7 image with a stride of 3 and no padding. How many of the 49 "
        "pixels does it never read?",
        options=("none", "7", "13"),
        right=2,
        when_right="Yes, 13.",
        when_wrong="It never reads 13.",
        why="It stands at rows 0 and 3, and a third step would leave the image. So the last row and the last column "
        "are left out: 7 + 7 − 1 pixels. No error says so.",
    ),
    knobs=(
        Knob(key="stride", label="Stride", low=1, high=3, step=1, low_text="1", high_text="3", digits=0),
        Knob(key="padding", label="Padding", low=0, high=2, step=1, low_text="0", high_text="2", digits=0),
        Knob(
            key="kernel", label="Kernel", low=0, high=1, step=1, low_text="upright", high_text="level",
            names=("upright edges", "level edges"),
        ),
    ),
    start={"stride": 2, "padding": 1, "kernel": 0},
    presets=(
        Preset(title="Stride 1", note="no padding", settings=_settings(1, 0)),
        Preset(title="Stride 1, padding 1", note="the same size", settings=_settings(1, 1)),
        Preset(title="Stride 3", note="pixels left out", settings=_settings(3, 0)),
    ),
    row_title="result",
    rows=("output", "pixels never read", "values that aren’t 0"),
    caption="Left: the image, with its border of zeros dashed and pixels that are never read in red. Right: the "
    "output, stronger where it is far from 0.",
    source="⌊(n + 2p − k) ÷ s⌋ + 1 values a side: Dumoulin and Visin (2016), relationship 6.",
    draw=draw,
    draw_own=draw_own,
    own_caption="The worked example of the exercise. Red frames: your value differs.",
)  # fmt: skip
