"""A free-form roadmap in Markdown, or a plain outline: which heading is a section, a phase, or something else."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from curriculum.outlines import figures
from curriculum.outlines.blocks import BlockRole, OutlineBlock, build
from curriculum.outlines.checkpoints import (
    QUESTION,
    UNNAMED_CHECKPOINT,
    add_criterion,
    get_checkpoint,
    is_checkpoint,
    read_assessments,
)
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.extras import read_balance, read_contents, read_guide, read_paces, read_tips, read_tracks
from curriculum.outlines.field_lines import read_fields
from curriculum.outlines.lines import TAB, Sort, SourceLine
from curriculum.outlines.nodes import OutlineNode
from curriculum.outlines.phases import read_phase
from curriculum.outlines.report import Context
from curriculum.outlines.resources import Shelf, read_resources
from curriculum.outlines.schedule import read_checkpoints, read_week
from curriculum.outlines.sections import has_topics, is_entry, is_special, is_topic, read_section
from curriculum.outlines.tables import list_tables
from curriculum.outlines.titles import OUTLINE_NUMBER, plain, read_title
from curriculum.outlines.topics import is_short, read_topic
from curriculum.outlines.vocabulary import PARTS, PHASE, matches, region_named

FRONT_MATTER_PAIR = re.compile(r"(?P<key>[\w-]{1,40})\s*[:=]\s*[\"']?(?P<value>.*?)[\"']?")
BARE_CODE = re.compile(r"(?P<code>[A-Z]\d{1,2})\s+(?=\w)")
TITLES = (Sort.HEADING, Sort.BULLET, Sort.NUMBERED)
MAX_FRONT_MATTER_LINES = 100
FRONT_MATTER_FIELDS = {
    "title": "title",
    "name": "title",
    "briefTitle": "title",
    "description": "summary",
    "summary": "summary",
}


def read_front_matter(context: Context, lines: list[SourceLine]) -> list[SourceLine]:
    """Take the title and the summary from front matter. Returns the lines after it."""
    if not lines or lines[0].number != 1 or lines[0].raw not in ("---", "+++"):
        return lines
    fence = lines[0].raw
    end = next(
        (index for index, line in enumerate(lines[1:MAX_FRONT_MATTER_LINES], start=1) if line.raw == fence), None
    )
    if end is None:
        return lines
    for line in (lines[0], lines[end]):
        context.claims[line.number] = ("front matter", context.roadmap)
    for line in lines[1:end]:
        match = FRONT_MATTER_PAIR.fullmatch(line.raw)
        name = FRONT_MATTER_FIELDS.get(match["key"]) if match else None
        if match and name and match["value"] and (name == "title" or not context.roadmap.values.get(name)):
            context.roadmap.values.pop(name, None)
            context.roadmap.put(name, match["value"])
            if name == "title":
                context.roadmap.name, context.roadmap.has_title = match["value"], True
            context.claims[line.number] = (name, context.roadmap)
    return lines[end + 1 :]


def read_lines(source: list[SourceLine], name: str) -> Context:
    """Read the roadmap in the lines of a file.

    Raises:
        OutlineError: there is neither a heading nor a list, or the lines are nested too deeply.
    """
    roadmap = OutlineNode(kind="roadmap", line=1, values={"title": name}, name=name)
    context = Context(source, roadmap)
    root = build(_with_nested_numbers(_with_marked_codes(read_front_matter(context, source))))
    list_tables(context, root)
    if not any(block.role in (BlockRole.HEADING, BlockRole.ITEM) for block in root.walk()):
        raise OutlineError("There are no headings and no list here, so there is nothing to make topics from.")
    _read_blocks(context, _take_title(context, root))
    return context


def _with_marked_codes(lines: list[SourceLine]) -> list[SourceLine]:
    """Mark codes such as "A3 Joins" as in "A3) Joins". One alone may be a name: T5, S3. So each letter needs two."""
    codes = {match[0].split()[0] for line in lines if (match := BARE_CODE.match(line.text)) and line.sort in TITLES}
    letters = Counter(code[0] for code in codes)
    return [
        replace(line, text=f"{match['code']}) {line.text[match.end() :]}")
        if line.sort in TITLES and (match := BARE_CODE.match(line.text)) and letters[match["code"][0]] > 1
        else line
        for line in lines
    ]


def _with_nested_numbers(lines: list[SourceLine]) -> list[SourceLine]:
    """Indent "1.1 Offers" under "1. Contracts", and bullets under both. In a file with headings, those say it."""
    if any(line.sort is Sort.HEADING for line in lines):
        return lines
    result, inner = [], 0
    for line in lines:
        number = OUTLINE_NUMBER.match(line.text) if line.sort is Sort.TEXT else None
        is_top = line.indent == 0 and line.sort in (Sort.TEXT, Sort.NUMBERED)
        extra = TAB * number["number"].count(".") if number else 0 if is_top else inner
        inner = extra + TAB if number else extra
        result.append(replace(line, indent=line.indent + extra))
    return result


def _take_title(context: Context, root: OutlineBlock) -> list[OutlineBlock]:
    """The title is the only heading, or item, on the first level. What follows are the blocks under it."""
    if is_outline_title(root.children):
        _put_title(context, root.children[0])
        return root.children[1:]
    role = BlockRole.HEADING if any(child.role is BlockRole.HEADING for child in root.children) else BlockRole.ITEM
    tops = [child for child in root.children if child.role is role]
    level = min((top.line.level for top in tops), default=0)
    tops = [top for top in tops if top.line.level == level]
    is_title = len(tops) == 1 and tops[0].children and not PHASE.match(plain(tops[0].text))
    if role is BlockRole.ITEM and is_title:
        is_title = any(item.items for item in tops[0].items)
    is_title = bool(
        is_title or _is_title_beside_sections(root.children, tops) or _is_title_beside_regions(root.children, tops)
    )
    if context.roadmap.has_title and level != 1:
        is_title = False
    if not is_title:
        return root.children
    _put_title(context, tops[0])
    others = [child for child in root.children if child is not tops[0]]
    earlier = [child for child in others if child.line.number < tops[0].line.number]
    later = [child for child in others if child.line.number > tops[0].line.number]
    return [*earlier, *tops[0].children, *later]


def _is_title_beside_sections(blocks: list[OutlineBlock], tops: list[OutlineBlock]) -> bool:
    """Whether a file begins with a heading over an introduction, on the level of sections that have headings."""
    first, others = tops[:1], tops[1:]
    if not first or first[0] is not blocks[0] or is_special(first[0]) or PHASE.match(plain(first[0].text)):
        return False
    is_introduction = all(child.role is BlockRole.TEXT for child in first[0].children)
    with_headings = [top for top in others if any(child.role is BlockRole.HEADING for child in top.children)]
    return is_introduction and first[0].role is BlockRole.HEADING and len(with_headings) > 1


def _is_title_beside_regions(blocks: list[OutlineBlock], tops: list[OutlineBlock]) -> bool:
    """Whether a file begins with a heading over all sections, and only a schedule or tips are on its level."""
    first, others = tops[:1], tops[1:]
    if not first or first[0] is not blocks[0] or is_special(first[0]) or not all(map(is_special, others)):
        return False
    return any(has_topics(child) for child in first[0].children if child.role is BlockRole.HEADING)


def is_outline_title(blocks: list[OutlineBlock]) -> bool:
    """Whether an outline without headings begins with a line that stands alone over items with others under them."""
    if len(blocks) < 2 or any(block.role is BlockRole.HEADING for block in blocks):
        return False
    first, second = blocks[:2]
    is_alone = first.line.sort is Sort.TEXT and not first.children and second.line.after_blank
    return is_alone and not is_special(first) and any(block.items for block in blocks)


def _put_title(context: Context, block: OutlineBlock) -> None:
    title, roadmap = read_title(block.text), context.roadmap
    roadmap.values["title"] = ""
    roadmap.put("title", title.title or plain(block.text) or roadmap.name)
    roadmap.name, roadmap.line = title.title, block.line.number
    if title.weeks:
        roadmap.put("weeks", title.weeks)
    context.claim(block, "title")


def _read_blocks(context: Context, blocks: list[OutlineBlock]) -> None:
    headings = [block for block in blocks if block.role is BlockRole.HEADING]
    contents = [block for block in headings if not is_special(block)]
    if contents and _is_flat(contents):
        _read_flat(context, blocks, contents)
    elif headings:
        items = [block for block in blocks if not contents and _is_list_of_topics(block)]
        _read_outline(context, items)
        for block in blocks:
            if block not in items:
                read_block(context, block)
    else:
        _read_outline(context, blocks)
    read_checkpoints(context)
    _read_late_regions(context, [block for block in blocks if block.role is not BlockRole.TEXT])


def _is_list_of_topics(block: OutlineBlock) -> bool:
    """Whether a block above headings that are no sections is a topic, or a label over topics."""
    title = read_title(block.text)
    if block.role is BlockRole.LABEL:
        return bool(block.items) and matches(PARTS, title.title)
    return block.role is BlockRole.ITEM and bool(title.stars or title.hours)


def _is_flat(headings: list[OutlineBlock]) -> bool:
    """Whether headings without headings under them are topics rather than sections."""
    if any(has_topics(block) for block in headings):
        return False
    has_items = any(child.items or is_entry(child) for block in headings for child in block.children)
    return not has_items or sum(is_topic(block) for block in headings) > len(headings) / 2


def _read_flat(context: Context, blocks: list[OutlineBlock], topics: Iterable[OutlineBlock]) -> None:
    """Headings that are topics, without sections: one section holds them all."""
    section = context.roadmap.add("section", context.roadmap.title, context.roadmap.line)
    lines = {topic.line.number for topic in topics}
    for block in blocks:
        if block.line.number in lines:
            read_topic(context, block, section)
        else:
            read_block(context, block)


def read_block(context: Context, block: OutlineBlock) -> None:
    """A heading of the second level, what stands before the first one, or a region of an outline."""
    title = read_title(block.text).title
    if is_checkpoint(block):
        context.checkpoints.append(block)
    elif block.role is not BlockRole.HEADING and figures.is_week(plain(block.text)):
        read_week(context, block)
    elif block.role is not BlockRole.HEADING and not _is_region(block):
        if region_named(title) == "path":
            context.claim(block, "label")  # of weeks after it
        elif not read_balance(context, block) and not read_fields(context, block, context.roadmap):
            context.keep(block)
    elif PHASE.match(plain(block.text)):
        read_phase(context, block)
    elif figures.read_span(plain(block.text)).value:
        is_month = plain(block.text).casefold().startswith("month") and bool(block.children)
        (read_phase if is_month or has_topics(block) else read_week)(context, block)
    elif region := region_named(title):
        _read_region(context, block, region)
    else:
        read_section(context, block)


def _is_region(block: OutlineBlock) -> bool:
    """Whether an item or label over others is a phase or a region. An introduction may be a section like any other."""
    region = region_named(read_title(block.text).title)
    return bool(block.children) and is_special(block) and region not in ("contents", "guide", "tracks")


def _read_region(context: Context, block: OutlineBlock, region: str) -> None:
    readers: dict[str, Callable[[Context, OutlineBlock], None]] = {
        "contents": read_contents,
        "guide": read_guide,
        "tracks": read_tracks,
        "paces": read_paces,
        "tips": read_tips,
    }
    if region in readers:
        readers[region](context, block)
    elif region == "resources":
        context.claim(block, "label")
        read_resources(context, block, Shelf("Resources"))
    elif region == "path":
        context.claim(block, "label")
        for child in block.children:
            phases = context.roadmap.of_kind("phase")
            if is_checkpoint(child):
                context.checkpoints.append(child)
            elif child.role is BlockRole.ITEM and QUESTION.fullmatch(child.text) and phases:
                checkpoint = get_checkpoint(phases[-1], "checkpoint", UNNAMED_CHECKPOINT, child.line.number)
                add_criterion(context, child, checkpoint)
            elif child.role is BlockRole.ITEM and is_short(child) and not _is_region(child):
                read_week(context, child)
            else:
                read_block(context, child)


def _read_late_regions(context: Context, headings: list[OutlineBlock]) -> None:
    """Self-assessments refer to phases, so they are read after all of them."""
    stack = list(reversed(headings))
    while stack:
        block = stack.pop()
        region = region_named(read_title(block.text).title)
        if region == "assessments" and block.line.number not in context.claims:
            read_assessments(context, block)
        elif region == "path":
            stack.extend(reversed([child for child in block.children if child.role is BlockRole.HEADING]))


def _read_outline(context: Context, blocks: list[OutlineBlock]) -> None:
    """A list without headings: its first level are sections if it has a second, else topics."""
    items = [block for block in blocks if block.role in (BlockRole.ITEM, BlockRole.LABEL)]
    has_levels = any(item.items for item in items)
    section: OutlineNode | None = None
    for block in blocks:
        is_part = block.role in (BlockRole.ITEM, BlockRole.LABEL)
        is_path = region_named(plain(block.text)) == "path"
        if not is_part or is_path or is_checkpoint(block) or figures.is_week(plain(block.text)) or _is_region(block):
            read_block(context, block)
        elif has_levels and block.children:
            read_section(context, block)
        else:
            section = section or context.roadmap.add("section", context.roadmap.title, block.line.number)
            read_topic(context, block, section)
