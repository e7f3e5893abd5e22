import statistics
from pathlib import Path

from runner.catalog import load_module
from runner.judge import bars, check

reading = load_module(Path(__file__).with_name("reading.py"))
refuse, shown, quote = reading.refuse, reading.shown, reading.quote

BENCHMARK, HARDWARE, CARD = "The benchmark", "The hardware", "The kernel card"
COLUMNS = ("size", "dtype", "run", "our_ms", "reference_ms", "bytes", "flops")
TIMES = ("our_ms", "reference_ms")
MIN_RUNS, MIN_SIZES, MIN_FACTOR = 5, 5, 16
MAX_ROWS = 5_000
MAX_SPREAD = 0.5  # of the middle half of the runs, over their median
ABOVE_PEAK = 1.02  # rounding of a data sheet
CLOSE = 0.02


@check(example=True)
def hardware_can_be_read(learner, rng):
    """The hardware's peaks are stated in GB/s and TFLOP/s, with their source"""
    read_hardware(learner)


@check
def benchmark_can_be_read(learner, rng):
    """The benchmark has at least five runs of each size, with their bytes and operations"""
    hardware = read_hardware(learner)
    for (size, dtype), rows in read_groups(learner).items():
        place = f"{BENCHMARK}, size {shown(size)}, {dtype}"
        if len(rows) < MIN_RUNS:
            refuse(f"{place}: {len(rows)} runs. Measure at least {MIN_RUNS}, because single times vary.")
        if len({row["run"] for row in rows}) < len(rows):
            refuse(f"{place}: two rows have the same run. Number the runs of each size and dtype from 1.")
        for column in ("bytes", "flops"):
            if len({row[column] for row in rows}) > 1:
                refuse(f"{place}: {column} differs from run to run. Every run of a size does the same work.")
        if dtype not in hardware["tflop_s"]:
            refuse(f"{HARDWARE}: tflop_s has no {quote(dtype)}, which the benchmark uses. Add its peak.")


@check
def sizes_cover_a_range(learner, rng):
    """The sizes cover at least a factor of 16, and larger ones do more work"""
    card, groups = read_card(learner), read_groups(learner)
    sizes = sorted(size for size, dtype in groups if dtype == card["dtype"])
    if len(sizes) < MIN_SIZES or sizes[-1] < MIN_FACTOR * sizes[0]:
        found = f"from {shown(sizes[0])} to {shown(sizes[-1])}" if sizes else "none"
        refuse(
            f"{BENCHMARK} has {len(sizes)} sizes for {card['dtype']}, {found}. Measure at least {MIN_SIZES}, the largest "
            f"{MIN_FACTOR} times the smallest or more: a kernel that wins at one size may lose at another."
        )
    for smaller, larger in zip(sizes, sizes[1:]):
        for column in ("bytes", "flops"):
            before, after = (groups[size, card["dtype"]][0][column] for size in (smaller, larger))
            if after <= before and (column == "bytes" or before):
                refuse(
                    f"{BENCHMARK}: size {shown(larger)} has {shown(after)} {column} and size {shown(smaller)} "
                    f"{shown(before)}. Compute both from the size."
                )


@check
def below_the_peaks(learner, rng):
    """Nothing is faster than the hardware allows"""
    hardware = read_hardware(learner)
    show_shares(learner, hardware)
    excesses = []
    for (size, dtype), rows in read_groups(learner).items():
        limit_ms, bound = least_ms(rows[0], dtype, hardware)
        for column in TIMES:
            median = statistics.median(row[column] for row in rows)
            excesses.append((limit_ms / median, size, dtype, column, median, limit_ms, bound))
    factor, size, dtype, column, median, limit_ms, bound = max(excesses)
    if factor > ABOVE_PEAK:
        refuse(
            f"{BENCHMARK}, size {shown(size)}, {dtype}: {column} is {shown(median)}, and by its {bound} the call takes at "
            f"least {limit_ms:.4g} ms. {_cause_of_speed(factor)}",
            yours=f"{median:.6g} ms",
            expected=f"at least {limit_ms:.6g} ms",
        )


@check
def units_are_milliseconds(learner, rng):
    """The largest size comes near enough to the peaks that the units can be right"""
    hardware, card, groups = read_hardware(learner), read_card(learner), read_groups(learner)
    size = max((size for size, dtype in groups if dtype == card["dtype"]), default=None)
    if size is None:
        refuse(f"{BENCHMARK} has no row with {card['dtype']}, the dtype of {CARD.lower()}.")
    rows = groups[size, card["dtype"]]
    limit_ms, bound = least_ms(rows[0], card["dtype"], hardware)
    for column in TIMES:
        share = limit_ms / statistics.median(row[column] for row in rows)
        if share < 0.0005:
            refuse(
                f"{BENCHMARK}, size {shown(size)}: {column} reaches {share:.2g} of what the {bound} allows. Are the times "
                "in microseconds, or are bytes and flops those of one element?"
            )


@check
def runs_agree(learner, rng):
    """Repeated runs vary, but not by much"""
    for (size, dtype), rows in read_groups(learner).items():
        for column in TIMES:
            times = sorted(row[column] for row in rows)
            if len(times) < MIN_RUNS:
                continue
            if times[0] == times[-1]:
                refuse(
                    f"{BENCHMARK}, size {shown(size)}, {dtype}: every {column} is {shown(times[0])}. Measured times "
                    "differ. Write each run with enough digits."
                )
            low, _, high = statistics.quantiles(times, n=4)
            if high - low > MAX_SPREAD * statistics.median(times):
                refuse(
                    f"{BENCHMARK}, size {shown(size)}, {dtype}: half of {column} lies between {shown(low)} and "
                    f"{shown(high)}. Warm up before you measure, time several calls together, and let nothing else run."
                )


@check
def speed_up_follows(learner, rng):
    """The speed-up is the reference's median time over ours, and the slowest size is stated too"""
    card, groups = read_card(learner), read_groups(learner)
    rows = claimed_rows(card, groups)
    ours, reference = ([row[column] for row in rows] for column in TIMES)
    expected = statistics.median(reference) / statistics.median(ours)
    if not is_close(card["speed_up"], expected):
        others = (
            (1 / expected, "That is the inverse. Divide the reference's time by yours."),
            (100 * (expected - 1), "Is it in percent? Write the factor."),
            (min(reference) / min(ours), "That compares the fastest runs. Compare the medians."),
            (
                max(reference) / min(ours),
                "That compares the reference's slowest run with your fastest. Compare the medians.",
            ),
            (statistics.mean(reference) / statistics.mean(ours), "That compares the means. Compare the medians."),
        )
        cause = next((text for other, text in others if is_close(card["speed_up"], other)), "")
        refuse(
            f"{CARD}: speed_up is {shown(card['speed_up'])}, and at size {shown(card['size'])} the medians "
            f"{shown(statistics.median(reference))} ms and {shown(statistics.median(ours))} ms give {expected:.3f}. "
            f"{cause}".strip(),
            yours=shown(card["speed_up"]),
            expected=f"{expected:.4f}",
        )
    factors = {size: speed_up(rows) for (size, dtype), rows in groups.items() if dtype == card["dtype"]}
    worst = min(factors, key=factors.get)
    if not is_close(card["lowest_speed_up"], factors[worst]):
        refuse(
            f"{CARD}: lowest_speed_up is {shown(card['lowest_speed_up'])}, and at size {shown(worst)} it is "
            f"{factors[worst]:.3f}. Say where the kernel gains least, or loses.",
            yours=shown(card["lowest_speed_up"]),
            expected=f"{factors[worst]:.4f}",
        )


@check
def roofline_follows(learner, rng):
    """The share of the roofline follows from the time, the work and the peaks"""
    card, hardware = read_card(learner), read_hardware(learner)
    rows = claimed_rows(card, read_groups(learner))
    limit_ms, bound = least_ms(rows[0], card["dtype"], hardware)
    median = statistics.median(row["our_ms"] for row in rows)
    expected, claimed = limit_ms / median, card["roofline_share"]
    if not is_close(claimed, expected):
        by_bytes, by_flops = bounds_ms(rows[0], card["dtype"], hardware)
        others = (
            (100 * expected, "Is it in percent? Write a share, such as 0.8."),
            (by_bytes / median, "That counts the bytes only, and the kernel is limited by its operations."),
            (by_flops / median, "That counts the operations only, and the kernel is limited by its bytes."),
            ((by_bytes + by_flops) / median, "That adds both limits. The roofline is the higher of the two times."),
            (expected / 1.024**3, "That mixes GiB and GB: 1 GB/s is 10^9 bytes a second."),
            (expected * 1.024**3, "That mixes GiB and GB: 1 GB/s is 10^9 bytes a second."),
            (limit_ms / statistics.median(row["reference_ms"] for row in rows), "That is the reference's share."),
        )
        cause = next((text for other, text in others if is_close(claimed, other)), "")
        refuse(
            f"{CARD}: roofline_share is {shown(claimed)}. By its {bound} a call takes at least {limit_ms:.4g} ms, and "
            f"yours takes {shown(median)} ms, which is a share of {expected:.3f}. {cause}".strip(),
            yours=shown(claimed),
            expected=f"{expected:.4f}",
        )
    name = "memory" if bound == "bytes" else "compute"
    if card["bound"] != name:
        refuse(
            f"{CARD}: bound is {quote(card['bound'])}. At this size the {bound} take longer at the peak, so it is "
            f"{quote(name)}.",
            yours=card["bound"],
            expected=name,
        )


def read_hardware(learner):
    document = reading.document(learner, "hardware", HARDWARE)
    document.text("name", 200, least=3)
    document.text("source", 500, least=10)
    bandwidth = document.number("bandwidth_gb_s", 1e-6, 100_000)
    if bandwidth < 5:
        document.refuse("bandwidth_gb_s", f"{shown(bandwidth)}. Is it in TB/s? Write GB/s: 1 TB/s is 1,000 GB/s.")
    peaks = document.part("tflop_s")
    if not 1 <= len(peaks.entries) <= 20:
        document.refuse("tflop_s", 'empty. Write the peak of each dtype that you measured, such as {"float32": 19.5}.')
    return {"bandwidth": bandwidth, "tflop_s": {dtype: peaks.number(dtype, 1e-3, 100_000) for dtype in peaks.entries}}


def read_card(learner):
    document = reading.document(learner, "card", CARD)
    document.text("kernel", 200, least=3)
    return {
        "size": document.whole("size", 1),
        "dtype": document.text("dtype", 40),
        "speed_up": document.number("speed_up", 1e-6, 1e6),
        "lowest_speed_up": document.number("lowest_speed_up", 1e-6, 1e6),
        "roofline_share": document.number("roofline_share", 0, 1_000),
        "bound": document.choice("bound", ("memory", "compute")),
    }


def read_groups(learner):
    """The rows of each (size, dtype), in the order of the file."""
    groups = {}
    for row in reading.table(learner, "benchmark", BENCHMARK, COLUMNS, least=MIN_RUNS * MIN_SIZES, most=MAX_ROWS):
        key = row.whole("size", 1), row.text("dtype")
        values = {column: row.number(column, 1e-9, 1e9) for column in TIMES}
        values |= {"run": row.whole("run"), "bytes": row.whole("bytes", 1), "flops": row.whole("flops")}
        groups.setdefault(key, []).append(values)
    return groups


def claimed_rows(card, groups):
    rows = groups.get((card["size"], card["dtype"]))
    if not rows:
        refuse(
            f"{CARD} is about size {shown(card['size'])} and {quote(card['dtype'])}, which {BENCHMARK.lower()} lacks."
        )
    return rows


def speed_up(rows):
    return statistics.median(row["reference_ms"] for row in rows) / statistics.median(row["our_ms"] for row in rows)


def bounds_ms(row, dtype, hardware):
    """The time at peak bandwidth, and at peak operations."""
    peak = hardware["tflop_s"].get(dtype)
    if peak is None:
        refuse(f"{HARDWARE}: tflop_s has no {quote(dtype)}, which the benchmark uses. Add its peak.")
    return row["bytes"] / hardware["bandwidth"] / 1e6, row["flops"] / peak / 1e9


def least_ms(row, dtype, hardware):
    """The time that the roofline allows at least, and by what."""
    by_bytes, by_flops = bounds_ms(row, dtype, hardware)
    return (by_bytes, "bytes") if by_bytes >= by_flops else (by_flops, "flops")


def is_close(claimed, value):
    return abs(claimed - value) <= CLOSE * abs(value) + 0.002


def show_shares(learner, hardware):
    """Draw the share of the roofline that both reach at each size of the first dtype."""
    groups = read_groups(learner)
    dtype = next(iter(groups))[1]
    sizes = sorted(size for size, other in groups if other == dtype)[:64]
    series = {}
    for title, column in (("yours", "our_ms"), ("the reference", "reference_ms")):
        medians = {size: statistics.median(row[column] for row in groups[size, dtype]) for size in sizes}
        series[title] = [least_ms(groups[size, dtype][0], dtype, hardware)[0] / medians[size] for size in sizes]
    learner.show(bars([shown(size) for size in sizes], series | {"the roofline": [1.0] * len(sizes)}))


def _cause_of_speed(factor):
    if 300 < factor:
        return "Are the times in seconds? Or does the clock stop before the work is done: wait for the device first."
    if factor < 1.1:
        return "Are the bytes in GiB, or the peak? 1 GB/s is 10^9 bytes a second."
    return (
        "Wait for the device before the clock stops, count each byte once, and measure data that doesn't fit into the "
        "cache, or empty the cache between runs."
    )
