"""The words that people use in roadmaps for the parts of ours."""

import re

# A label over a list, and the list of a topic or subtopic that it goes to.
LISTS = {
    "skip": r"(what to )?skip\b.*|not needed.*|ignore.*|unnecessary.*|what to leave out|leave out",
    "dont_implement": r"(do not|don[’']?t) (implement|build).*",
    "add_later": r"add later.*|later\b.*|postpone.*",
    "good_to_have": r"(good|nice) to (have|know)\b.*|optional.*|bonus.*|extra credit",
    "when": r"when to (learn|study)\b.*",
    "time_allocation": r"time allocation|how to spend (the|your) time",
    "survey": r"(key architectures )?\(?survey\b.*|key architectures.*|(just )?skim.*",
    "what_you_need": r"what you (actually |really )?need\b.*|prerequisites?|requirements?|you should (already )?know",
    "key_ideas": (
        r"(key|core|main|important) (concepts?|ideas?|points?|takeaways?|formulas?.*|topics?)"
        r"|subtopics to (master|know|learn)|must[- ]?know|what to (know|learn)|what you(’|')?ll learn|you will learn"
        r"|(learning )?(goals?|objectives?|outcomes?)|concepts"
    ),
    "path": r"learning path\b.*|path|how to learn( it)?|study plan|learning plan|suggested order",
    "practice": (
        r"(daily |hands-?on )?practice\b.*|practi[cs]e( tasks?)?|exercises?|hands-?on( projects?)?|projects?( ideas?)?"
        r"|assignments?|tasks?|labs?|homework"
    ),
}
RESOURCES = (
    r"(key |useful |recommended |learning |free |best |online )?"
    r"(resources?|references?|links|books|courses|reading list|further reading|materials?|videos|tutorials"
    r"|bibliography)( (by|for|per) .*)?"
)
# A label or heading over the parts of a topic.
PARTS = (
    r"(core |main |key |sub)?(sub)?-?topics?( to cover| covered)?|survey topics.*|contents?|parts|syllabus"
    r"|(conceptual )?understanding|modules?|units?|chapters?|lessons?"
)
MUST_KNOW = (
    r"must[- ]?know|what to (know|learn)|topics|what you(’|')?ll learn|you will learn|key (concepts|topics)|concepts"
)
# "Key: value", on a line of its own or in a bullet.
FIELDS = {
    "hours": (
        r"(total |estimated |approx(imate)?\.? )?(time|hours?|effort|duration|workload|study time)"
        r"( estimate| needed| required| commitment| investment)?"
    ),
    "depth": r"depth|level( of understanding)?|mastery",
    "why": r"why( it matters| learn (it|this)| important)?|reason|motivation|rationale",
    "stars": r"stars?|importance|priority|rating|weight|relevance",
    "skip_if": r"skip if|skip this if",
    "daily_hours": r"daily (commitment|hours|time|effort)|hours (per|a) day|time per day",
    "weekly_hours": r"weekly (commitment|hours|time|effort)|hours (per|a) week",
    "weeks": r"weeks?|(total )?duration|length|total time",
    "goal": r"goals?|outcome|objective|milestone|deliverable",
    "note": r"note",
    "practice": r"(daily |hands-?on )?practice(?: \(must do\))?|exercise|hands-?on|project|assignment",
    "dont_implement": r"(do not|don[’']?t) implement( yet)?",
    "what_you_need": r"prerequisites?|requires|needs",
    "resources": r"resources?|links?|references?|course|book|video",
    "description": r"description|summary|about|overview",
}
# Headings that aren't sections or topics.
REGIONS = {
    "contents": r"(table of )?contents|toc|index",
    "guide": (
        r"(how to use|about|introduction|overview|legend|preface|welcome|depth indicators|getting started"
        r"|before you start)\b.*"
    ),
    "path": (
        r"((the|a|my|our|suggested|recommended|proposed|learning|study|reading|weekly|daily|course|curriculum|class"
        r"|training|\d{1,2}[- ]weeks?) )*(path|plan|order|schedule|timetable|calendar|timeline)|phases"
        r"|week[- ]by[- ]week.*"
    ),
    "tracks": r"(parallel|ongoing|continuous|side)\b.*|.*\btracks?( \(.*)?",
    "assessments": r"(self[- ])?assessments?( checkpoints?)?|self[- ]?(assessment|check|test)s?\b.*|checkpoints",
    "paces": r"(time management|pac(e|es|ing)|time commitment|how long)\b.*",
    "resources": RESOURCES,
    "tips": r"((final|general|study|learning|pro|key) )?(tips|advice)\b.*|best practices|common (mistakes|pitfalls)",
}
# The columns of a table of topics or weeks.
COLUMNS = {
    "title": r"(main |key )?(topics?|subjects?|skills?|chapters?|lessons?|modules?|units?|themes?|title|name|what)",
    "weeks": r"weeks?|wk",
    "hours": r"(estimated |est\.? )?(hours?|hrs?|h|time|effort|duration)( \(h(ou)?rs?\)| \(h\))?",
    "stars": r"stars?|importance|priority|rating|weight|relevance",
}
CHECKPOINT = (
    r"self[- ]?tests?\b.*"
    r"|(self[- ])?(check ?points?|checks?|assessment|quiz)\b.*|ready for\b.*|(before|after) (you )?mov.*|can you\b.*"
    r"|(before|after|(by|at) the end of) (week|phase|module|unit|month) \d.*|at the end"
    r"|(final )?exam(ination)?s?( questions)?|test yourself\b.*|review questions\b.*|milestones?( check)?|exit criteria"
    r"|you are done when.*|success criteria"
)
STRENGTHS = r".*\b(advantages?|strengths?)\b.*"
GAPS = r".*\b(gaps?|weakness(es)?)\b.*"
PHASE = re.compile(
    r"(?P<word>phase|stage|milestone|sprint|semester|quarter)\s{0,2}#?(?P<number>\d{1,3})\b\s*[:.)–—-]?\s*", re.I
)
PART = re.compile(r"(?:part|block|group)\s{1,2}(?:[A-Z]|[IVX]{1,5}|\d{1,2})\b\s{0,2}[:.)–—-]?\s*", re.IGNORECASE)
# In brackets after a title these are a remark, not a part of the title.
REMARK = re.compile(
    r".*\b(critical|important|essential|optional|skip|recommended|advanced|addition|only if|if needed|if you|later"
    r"|ongoing|survey|required|must|bonus|awareness|conceptual|focus|beginner|intermediate|your goal|parallel"
    r"|throughout|as you|don[’']?t|do not)\b.*",
    re.IGNORECASE,
)
MEDIA = {  # what kind of study a resource asks for
    "watching": (
        r"videos?|lectures?|watch|youtube|playlist|channel|coursera|mooc|courses?|series|udacity|udemy|3blue1brown|khan"
    ),
    "coding": r"practice|hands-?on|exercises?|kaggle|leetcode|projects?|repo|github|notebooks?|assignments?|tutorials?",
    "reading": r"books?|papers?|blogs?|read|docs?|documentation|articles?|guides?|wiki",
}
TRACK_LISTS = {
    "places": r"communit|forum|discord|reddit|social|network|meetup",
    "papers": r"\bkey papers\b|^papers$",
    "rules": r"^weeks? \d",
}


def matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.IGNORECASE) is not None


def list_named(label: str) -> str | None:
    """The list of a topic that a label stands for."""
    return next((name for name, pattern in LISTS.items() if matches(pattern, label)), None)


def field_named(key: str) -> str | None:
    """The field that a key stands for."""
    return next((name for name, pattern in FIELDS.items() if matches(pattern, key)), None)


def column_named(header: str) -> str | None:
    """The figure or title that a column of a table stands for."""
    return next((name for name, pattern in COLUMNS.items() if matches(pattern, header)), None)


def region_named(title: str) -> str | None:
    return next((name for name, pattern in REGIONS.items() if matches(pattern, title)), None)


def medium_of(text: str) -> str:
    """The kind of study that a resource asks for, by the words that describe it."""
    return next((medium for medium, pattern in MEDIA.items() if _mentions(pattern, text)), "reading")


def mentions_medium(text: str) -> bool:
    """Whether the words speak of a book, a course or the like."""
    return any(_mentions(pattern, text) for pattern in MEDIA.values())


def _mentions(pattern: str, text: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE) is not None
