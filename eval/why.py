"""What went wrong with a case, in sentences for whoever mends it."""

from eval.metrics.citations import cited_places, invented
from eval.observation import Failure, Observation, Place, hit_places
from rag.reply import Abstention, Answer, Verdict

BAD = {
    Verdict.UNSUPPORTED: "is not supported by what it cites",
    Verdict.CONTRADICTED: "is contradicted by what it cites",
    Verdict.ERROR: "could not be checked",
}


def why(seen: Observation) -> list[str]:
    """Return what is wrong; empty where nothing is, or where the gold cannot tell."""
    return [*_search(seen), *_reply(seen)]


def _search(seen: Observation) -> list[str]:
    if isinstance(seen.hits, Failure):
        return [f"The search failed. {seen.hits.problem}"]
    if seen.case.history:
        return []
    found = {place for hit in seen.hits for place in hit_places(hit)}
    missed = sorted(seen.expected - found)
    if not missed:
        return []
    return [f"Not among the {len(seen.hits)} hits: {listed(missed)}."]


def _reply(seen: Observation) -> list[str]:
    match seen.reply:
        case Failure(problem):
            return [f"No reply. {problem}"]
        case Abstention(reason=reason) if seen.case.answerable:
            return [f"It abstained ({reason}), but the documents hold the answer."]
        case Abstention():
            return []
        case Answer() as answer:
            return _answer(seen, answer)


def _answer(seen: Observation, answer: Answer) -> list[str]:
    found = [f"Citation {c.number}: {c.problem}" for c in seen.checks if c.problem]
    numbers = sorted(set(invented(seen, answer)))
    if numbers:
        found.append(f"It shows citations that do not exist: {', '.join(map(str, numbers))}.")
    if not seen.case.answerable:
        found.append("It answered, but the documents do not hold the answer.")
    elif not cited_places(answer) & seen.expected:
        cited = listed(sorted(cited_places(answer))) or "nothing"
        found.append(f"It cites {cited}; expected {listed(sorted(seen.expected))}.")
    said = [(claim, BAD[claim.verdict]) for claim in answer.claims if claim.verdict in BAD]
    return found + [f"“{claim.text}” {bad}. {claim.why}".strip() for claim, bad in said]


def listed(places: list[Place]) -> str:
    """Return *places* as a reader would say them: ``"report.pdf p. 3"``."""
    return ", ".join(f"{place.path} p. {place.page}" for place in places)
