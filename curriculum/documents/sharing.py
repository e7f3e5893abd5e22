"""Topics that several roadmaps share. The files of one have the topic, and those of the others only name its uid."""

from collections.abc import Sequence

from curriculum.documents.document import Document


def shared_uids(roadmap: Document) -> set[str]:
    """The uids of the topics that this roadmap takes from others."""
    return {uid for section in roadmap.of_kind("section") for uid in section.values["shared_topics"]}


def in_order_of_sharing(roadmaps: Sequence[Document]) -> list[Document]:
    """Each roadmap after those whose topics it shares, otherwise in the same order."""
    order: list[Document] = []
    remaining = list(roadmaps)
    while remaining:
        uids = {document.uid for roadmap in remaining for _, document in roadmap.walk()}
        ready = [roadmap for roadmap in remaining if not shared_uids(roadmap) & uids]
        order += ready or remaining  # two that share with each other: loading one of them says so
        remaining = [roadmap for roadmap in remaining if roadmap not in order]
    return order
