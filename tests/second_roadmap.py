"""A second roadmap, which shares the topic “transformers” with the shipped one.

Its own topic has the number of a topic of the first, and so has its phase.
"""

from pathlib import Path

from curriculum.actions import load_roadmap
from curriculum.documents.folder import read_folder
from curriculum.models import Roadmap

SECOND, SHARED, OWN = "serving", "transformers", "request-batching"
FILES = {
    "roadmap.md": """\
+++
uid = "serving"
title = "Serving models"
summary = "From a trained model to an endpoint that people use."
balance = {coding = 60, reading = 30, watching = 10}
+++
Serve it before you optimize it.
""",
    "sections/1-basics.md": """\
+++
uid = "serving-basics"
number = "1"
title = "Serving basics"
shared_topics = ["transformers"]
skip = ['Serverless hosting']
+++
""",
    "topics/1.1-request-batching.md": """\
+++
uid = "request-batching"
number = "1.1"
section = "1"
title = "Request batching"
stars = 5
hours = {any = [4, 6]}
+++
Requests that arrive together share one forward pass.

## Queues and deadlines
+++
uid = "request-batching.queues"
stars = 4
+++
""",
    "phases/1-serve.md": """\
+++
uid = "serving-phase"
number = 1
title = "A first endpoint"
label = "Serve"
+++

## Know the model
+++
kind = "activity"
uid = "serving-phase.model"
hours = [2, 3]
topics = ["transformers"]
+++

## Batch the requests
+++
kind = "activity"
uid = "serving-phase.batch"
hours = [4, 6]
topics = ["request-batching"]
+++

## Ready to serve?
+++
kind = "checkpoint"
uid = "serving-checkpoint"
if_yes = "Serve it."
if_no = "Measure again."
+++

### Can you explain why a batch is faster than its requests one by one?
+++
uid = "serving.why-batches"
topics = ["request-batching"]
+++
""",
}


def write_second_roadmap(folder: Path) -> Path:
    """Its content files, in this folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def load_second_roadmap(folder: Path) -> Roadmap:
    """Load it beside the shipped one."""
    load_roadmap(document=read_folder(write_second_roadmap(folder)))
    roadmap: Roadmap = Roadmap.objects.get(uid=SECOND)
    return roadmap
