"""Going back to an earlier version."""

from authoring.drafts.nodes import NodeState, NodeTable


def table_for_rollback(now: NodeTable, then: NodeTable) -> dict[str, NodeState]:
    """The nodes as they were, and those that came later as retired, because learners' progress may refer to them.

    Whether the roadmap itself is shown stays as it is now.
    """
    later = {uid: state.with_values(retired=True) for uid, state in now.items() if uid not in then}
    roadmap = next(state for state in then.values() if not state.parent)
    root = {roadmap.uid: roadmap.with_values(retired=now[roadmap.uid].is_retired)}
    return {**then, **later, **root}
