"""The uids of an imported roadmap: the same file gives the same ones, and so does a file with other texts."""

from curriculum.outlines.nodes import OutlineNode, slug

PREFIXES = {"pace": "pace", "track": "track", "tip": "tip", "strength": "strength", "gap": "gap"}


def assign_uids(root: OutlineNode, *, prefix: str = "") -> None:
    """Give every node a unique uid, from its title and its topic or phase."""
    used_uids: set[str] = {root.uid}
    before = f"{prefix}." if prefix else ""

    def assign(node: OutlineNode, owner: OutlineNode, parent: OutlineNode) -> None:
        node.uid = _first_free([f"{before}{name}" for name in _names(node, owner, parent, before)], used_uids)
        used_uids.add(node.uid)
        inner = node if node.kind in ("topic", "phase") else owner
        for child in node.children:
            assign(child, inner, node)

    # Topics first: their uids are what learners' progress refers to most.
    topics = [child for section in root.of_kind("section") for child in section.of_kind("topic")]
    for topic in topics:
        assign(topic, root, root)
    for node in root.children:
        if node.kind == "section":
            node.uid = _first_free([f"{before}{name}" for name in _names(node, root, root, before)], used_uids)
            used_uids.add(node.uid)
        else:
            assign(node, root, root)


def _names(node: OutlineNode, owner: OutlineNode, parent: OutlineNode, before: str) -> list[str]:
    """Names to try in turn, the shortest first."""
    name = slug(node.name or node.title, node.kind)
    within = owner.uid.removeprefix(before)
    match node.kind:
        case "phase":
            return [f"phase-{node.values['number']}"]
        case "checkpoint" | "assessment":
            return [f"{within}-{node.kind}"]
        case "star":
            return [f"stars-{node.values['stars']}"]
        case "section":
            return [name, f"section-{name}"]
        case "topic" | "resource":
            return [name]
        case kind if kind in PREFIXES:
            return [f"{PREFIXES[kind]}-{name}"]
    long_prefix = f"{within}.{slug(parent.name or parent.title, parent.kind)}"[:60].strip("-.")
    return [f"{within}.{name}", f"{long_prefix}.{name}"]


def _first_free(names: list[str], used_uids: set[str]) -> str:
    for name in names:
        if name not in used_uids:
            return name
    number = 2
    while f"{names[0]}-{number}" in used_uids:
        number += 1
    return f"{names[0]}-{number}"
