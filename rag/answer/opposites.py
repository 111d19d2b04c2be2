"""Words that turn a sentence into another one: a closed list, in the languages we read.

Each row is a set of sides that exclude one another. A claim that has one side, where the sentence
it rests on has only another, does not say what that sentence says. Sides are regular expressions
over whole words; a word that stands for two things at once is in no row.
"""

import re
from collections.abc import Iterator

_ROWS = (
    # time
    ("before|prior to|earlier than", "after|following|later than"),
    ("since", "until|till|up to"),
    ("vor", "nach"),
    ("seit", "bis"),
    ("antes de", "después de"),
    ("avant", "après"),
    ("desde", "hasta"),
    ("depuis", "jusqu'à|jusqu’à"),
    (
        "hourly|every hour|per hour|an hour",
        "daily|every day|per day|a day|each day",
        "weekly|every week|per week|a week|each week",
        "monthly|every month|per month|a month|each month",
        "quarterly|every quarter|per quarter",
        "yearly|annually|every year|per year|a year|each year|per annum",
    ),
    ("täglich", "wöchentlich", "monatlich", "jährlich"),
    ("first half", "second half"),
    ("morning", "afternoon", "evening"),
    ("always", "sometimes|occasionally", "rarely|seldom"),
    ("temporary|temporarily", "permanent(?:ly)?"),
    # conditions
    ("if|provided that", "unless"),
    ("with", "without"),
    ("mit", "ohne"),
    ("con", "sin"),
    ("avec", "sans"),
    # bounds
    (
        "at least|no less than|no fewer than|not less than|a minimum of|minimum|or more",
        "at most|no more than|not more than|up to|a maximum of|maximum|or less|or fewer",
    ),
    ("more than|over|above|exceed(?:s|ed|ing)?", "less than|fewer than|under|below"),
    ("mindestens|wenigstens", "höchstens|maximal"),
    ("über|mehr als", "unter|weniger als"),
    ("al menos|como mínimo", "como máximo|a lo sumo"),
    ("au moins", "au plus"),
    ("más de", "menos de"),
    ("plus de", "moins de"),
    ("longer", "shorter|less"),
    ("larger|bigger|greater", "smaller"),
    ("higher|highest", "lower|lowest"),
    ("faster|fastest", "slower|slowest"),
    ("older|oldest", "younger|youngest|newer|newest"),
    ("more expensive|dearer", "cheaper"),
    ("best", "worst"),
    ("most", "least|fewest"),
    ("largest|biggest|greatest", "smallest"),
    ("longest", "shortest"),
    # movement
    (
        "increas(?:e|es|ed|ing)|rise|rises|rose|risen|grew|grow|grows|grown|went up",
        "decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|fall|falls|fell|fallen|drop(?:s|ped)?|shrank",
    ),
    ("steigen|steigt|stieg|gestiegen|steigende?", "sinken|sinkt|sank|gesunken|fiel|gefallen"),
    ("aument(?:ó|a|an|aron)|subió", "disminuyó|bajó|cayó"),
    ("augment(?:é|e|ent|ait)", "diminu(?:é|e|ent|ait)|baissé"),
    ("gain(?:s|ed)?|profit", "loss|lost"),
    ("surplus", "deficit"),
    ("open(?:s|ed)?", "clos(?:e|es|ed)|shut"),
    ("start(?:s|ed)?|begins?|began", "end(?:s|ed)?|finish(?:es|ed)?|stop(?:s|ped)?"),
    ("arriv(?:e|es|ed|al)", "depart(?:s|ed|ure)?|leav(?:e|es)"),
    ("won|win|wins", "lost|lose|loses"),
    ("add(?:s|ed)?", "remov(?:e|es|ed)"),
    ("buy|buys|bought", "sell|sells|sold"),
    ("hired", "dismissed|fired"),
    # leave
    ("accept(?:s|ed)?", "reject(?:s|ed)?|refus(?:e|es|ed)|declined"),
    ("approv(?:e|es|ed)", "refus(?:e|es|ed)|reject(?:s|ed)?|disapproved"),
    (
        "allow(?:s|ed)?|permit(?:s|ted)?",
        "forbid(?:s|den)?|forbade|prohibit(?:s|ed)?|bann?(?:ed|s)",
    ),
    ("erlaubt|gestattet|zulässig", "verboten|untersagt|unzulässig"),
    ("permitido|permite", "prohibido|prohíbe"),
    ("permis|autorisé", "interdit"),
    ("mandatory|compulsory|required|obligatory", "optional|voluntary"),
    ("includ(?:e|es|ed|ing)|inclusive", "exclud(?:e|es|ed|ing)|exclusive|except"),
    ("succeed(?:s|ed)?|success", "fail(?:s|ed)?|failure"),
    ("pass(?:es|ed) the", "fail(?:s|ed) the"),
    ("guilty", "innocent"),
    ("enabl(?:e|es|ed)", "disabl(?:e|es|ed)"),
    ("inside|indoors", "outside|outdoors"),
    ("left", "right"),
    ("northern|north of", "southern|south of"),
    ("eastern|east of", "western|west of"),
    ("upper", "lower"),
    ("(?:vot(?:e|es|ed)|were|\\d) for|in favou?r", "against"),
    # amounts
    ("all|every", "some|several|a few", "none"),
    ("alle", "einige|manche", "keine[rs]?"),
    ("half", "whole|entire", "a quarter|one quarter|three[- ]quarters", "(?:a|one|two)[- ]thirds?"),
    ("km/h|kph|kmh", "mph|miles per hour|mi/h", "knots?"),
    ("adults?", "child|children"),
    ("single", "return|round[- ]trip"),
    ("gross", "net"),
    ("paid|charged", "free of charge|unpaid"),
)
"""The list. Longest rows: how often something happens."""


def _compiled(sides: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w)(?:{side})(?!\w)", re.IGNORECASE) for side in sides)


_SIDES = tuple(_compiled(row) for row in _ROWS)
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_PLACE = re.compile(rf"\b({'|'.join(_PLACES.split())})[- ](\w{{3,}})", re.IGNORECASE)


def opposed(claim: str, sentence: str) -> tuple[str, str] | None:
    """Return a word of *claim* and the one of *sentence* that excludes it, if there are such."""
    for sides in _SIDES:
        ours = [side.search(claim) for side in sides]
        theirs = [side.search(sentence) for side in sides]
        said = next((one for one in ours if one), None)
        there = next((one for one in theirs if one), None)
        if said and there and not any(one and two for one, two in zip(ours, theirs, strict=True)):
            return said[0], there[0]
    return next(_other_place(claim, sentence), None)


def _other_place(claim: str, sentence: str) -> Iterator[tuple[str, str]]:
    """Find ``first class`` where the sentence has only ``third class``."""
    there: dict[str, list[str]] = {}
    for match in _PLACE.finditer(sentence):
        there.setdefault(match[2].lower(), []).append(match[1].lower())
    for match in _PLACE.finditer(claim):
        others = there.get(match[2].lower(), [])
        if others and match[1].lower() not in others:
            yield match[0], f"{others[0]} {match[2].lower()}"
