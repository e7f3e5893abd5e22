"""Going back to an earlier version."""

from authoring.rules.nodes import NodeState, NodeTable


def table_for_rollback(now: NodeTable, then: NodeTable) -> dict[str, NodeState]:
    """The nodes as they were, and those that came later as retired, because learners' progress may refer to them."""
    later = {uid: state.with_values(retired=True) for uid, state in now.items() if uid not in then}
    return {**then, **later}
