"""Record for older marks which parts and which estimate their topic had.

The estimate is that of the topic's history at the time of the mark, or today's where the history does not reach back
that far. Which parts there were is not known any more, so those of today are taken.
"""

from collections import defaultdict

from django.db import migrations

CLOSED = ("done", "review", "skipped")


def fill(apps, schema_editor):
    TopicMark = apps.get_model("progress", "TopicMark")
    topics = {topic.pk: topic for topic in apps.get_model("curriculum", "Topic").objects.all()}
    history = defaultdict(list)
    for row in apps.get_model("curriculum", "HistoricalTopic").objects.order_by("history_date", "history_id").defer("body"):
        history[row.id].append(row)
    parts = defaultdict(list)
    for part in apps.get_model("curriculum", "Subtopic").objects.filter(retired=False).defer("body", "body_html"):
        parts[part.topic_id].append(part)

    def record(mark, background):
        known = [row for row in history[mark.topic_id] if row.history_date <= mark.marked_at]
        topic = known[-1] if known else topics[mark.topic_id]
        name = "refresher" if background == "refresher" else "from_scratch"
        mark.hours_low = getattr(topic, f"hours_{name}_low")
        mark.hours_high = getattr(topic, f"hours_{name}_high")
        mark.parts = [part.uid for part in parts[mark.topic_id]]
        return mark

    whole = TopicMark.objects.filter(subtopic=None).select_related("learner")
    marked = set()
    batch = []
    for mark in whole.iterator(chunk_size=500):
        marked.add((mark.learner_id, mark.topic_id))
        batch.append(record(mark, mark.learner.background))
    TopicMark.objects.bulk_update(batch, ["hours_low", "hours_high", "parts"], batch_size=200)

    topic_of = {part.pk: part.topic_id for rows in parts.values() for part in rows}
    by_topic = defaultdict(dict)
    backgrounds = {}
    for mark in TopicMark.objects.exclude(subtopic=None).select_related("learner").iterator(chunk_size=500):
        if mark.subtopic_id in topic_of:
            by_topic[mark.learner_id, topic_of[mark.subtopic_id]][mark.subtopic_id] = mark
            backgrounds[mark.learner_id] = mark.learner.background
    new = []
    for (learner, topic), marks in by_topic.items():
        if (learner, topic) not in marked:
            row = TopicMark(
                learner_id=learner, topic_id=topic, by_parts=True, state=state_of(topics[topic], parts[topic], marks),
                marked_at=max(mark.marked_at for mark in marks.values()),
            )  # fmt: skip
            new.append(record(row, backgrounds[learner]))
    TopicMark.objects.bulk_create(new, batch_size=200)


def state_of(topic, parts, marks):
    """As `rules.topic_state` had it when this was written."""
    if not all(part.pk in marks and marks[part.pk].state in CLOSED for part in parts):
        return "doing"
    skipped = [
        marks[part.pk].state == "skipped" and not (part.skip_if or topic.skip_if) for part in parts
    ]
    return "skipped" if all(skipped) else "done"


def forget(apps, schema_editor):
    apps.get_model("progress", "TopicMark").objects.filter(by_parts=True).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("curriculum", "0002_curriculum_version"),
        ("progress", "0008_marks_record_the_topic"),
    ]

    operations = [migrations.RunPython(fill, forget)]
