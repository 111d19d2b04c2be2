"""Words that say nothing by themselves, in the languages that answers are likely to be in."""

from functools import cache

from rag.retrieve.words import words

_ENGLISH = """
a about above after again against all also am an and any are as at be because been before being
below between both but by can could did do does doing down during each either etc few for from
further had has have having he her here hers him his how however i if in into is it its itself
just let many may me might more most much must my of off on once one only or other our ours out
over own per s same shall she should so some such t than that the their theirs them then there
these they this those through thus to too under until up upon us very was we were what when where
which while who whom whose why will with within would you your yours
"""
_GERMAN = """
ab aber alle als also am an auch auf aus bei beim bis da damit dann das dass dem den denn der des
die dies diese diesem diesen dieser dieses durch ein eine einem einen einer eines er es etwa für
gegen hat haben hier ihr ihre im in ist ja je kann man mehr mit nach noch nur ob oder ohne pro
sein seine sich sie sind so sowie über um und uns unter vom von vor war waren was weil welche wenn
werden wer wie wird wir wo wurde wurden zu zum zur zwischen
"""
_ROMANCE = """
al como con cual cuando de del desde donde el ella en entre es esta este fue ha la las le les lo
los más para pero por que qué se ser sin sobre son su sus también un una y ya au aux avec ce ces
cette dans des du elle est et il ils je leur ou où par pas pour qui sa ses son sont sur une vous
"""
_NEGATIONS = (
    "not no never neither nor without cannot none nobody nothing nicht kein keine keinen keinem "
    "keiner keines nie niemals weder nunca jamás ni sin pas jamais non "
    "ne aucun aucune не нет никогда ни нельзя"
)
_ABOUT_THE_ANSWER = """
answer answers based context document documents excerpt excerpts find following found given help
information mention passage passages please provided question questions relevant say says source
sources state summary sure text thank thanks hello hi hey greetings certainly course okay ok yes
glad happy hope below dear welcome antwort frage folgende folgenden hallo danke bitte dokument
dokumente gerne
"""


@cache
def stops() -> frozenset[str]:
    """Return the stems of articles, pronouns, prepositions and the like."""
    return frozenset(words(f"{_ENGLISH} {_GERMAN} {_ROMANCE}"))


@cache
def negations() -> frozenset[str]:
    """Return the stems of words that turn a sentence round."""
    return frozenset(words(_NEGATIONS))


@cache
def about_answers() -> frozenset[str]:
    """Return the stems of words that speak of the answer instead of answering."""
    return frozenset(words(_ABOUT_THE_ANSWER))


def content(text: str) -> list[str]:
    """Return the stems in *text* that carry meaning, in order, repeats kept."""
    return [word for word in words(text) if word not in stops() and word not in negations()]
