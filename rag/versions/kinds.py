"""Which documents replace the one before: what is in force does, a report of another year does not.

Closed lists, in the languages we read. In most of them the last word of a name says what it is: an
"expense report policy" is a policy.
"""

import re
from enum import Enum

from rag.answer.dates import dates
from rag.versions.marks import Period

_IN_FORCE = """
policy policies notice rule rules handbook manual guide guideline guidelines terms conditions
contract agreement offer timetable schedule fares tariff prices pricelist rates list plan procedure
procedures specification spec standard regulation regulations code charter statute statutes bylaws
instructions directive template form checklist faq readme roadmap catalogue catalog menu
richtlinie ordnung satzung vertrag angebot handbuch anleitung bedingungen fahrplan preisliste
vorschrift regelung merkblatt aushang hinweise
política normas reglamento contrato tarifas horario aviso condiciones
politique règlement contrat tarifs horaires avis consignes
"""
_SERIES = """
report reports minutes accounts statement statements results earnings invoice invoices receipt
receipts payslip payslips newsletter bulletin budget budgets agenda meeting log diary journal
survey review annual quarterly monthly weekly daily 10k 10q 8k 20f 6k filing proxy photos
bericht protokoll rechnung abschluss bilanz haushalt
informe acta actas factura presupuesto cuentas
rapport procès facture comptes
"""
_LONG = 6
"""Letters from which a word counts at the end of a longer one: "Reiserichtlinie"."""
_WORD = re.compile(r"[^\W_]+")
_FORM = re.compile(r"\b(10|8|20|6) ([kqf])\b")
_REPLACES = re.compile(
    r"\b(?:replac(?:es|ed|ing)|supersed(?:es|ed|ing)|in place of|amends|ersetzt|anstelle|löst"
    r"|(?:re|sus)emplaza|sustituye|remplace|annule)\b|取代|代替|に代わ",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:previous|earlier|former|prior|old|vorherige\w*|bisherige\w*|frühere\w*|anterior\w*"
    r"|précédent\w*)\b",
    re.IGNORECASE,
)
_FORCE = re.compile(
    r"\b(?:in force|effective|valid|applies|gültig|in kraft|vigente|vigueur|as of|stand)\b",
    re.IGNORECASE,
)
_AFTER = 160
"""Characters after "replaces" in which it says what."""
HEAD = 1_000
"""Characters of a text that say what it is."""


class Kind(Enum):
    """What becomes of a document when the next one comes."""

    REPLACED = "in force until replaced"
    SERIES = "one of a series: each holds of its own time"
    UNKNOWN = "not told by its name"


def kind_of(name: str) -> Kind:
    """Say what *name*, without its marks, names.

    >>> kind_of("expense report policy").name, kind_of("annual report").name
    ('REPLACED', 'SERIES')
    """
    for word in reversed(_WORD.findall(_FORM.sub(r"\1\2", name.lower()))):
        for listed, kind in ((_SERIES, Kind.SERIES), (_IN_FORCE, Kind.REPLACED)):
            if any(
                word == one or (len(one) >= _LONG and word.endswith(one)) for one in listed.split()
            ):
                return kind
    return Kind.UNKNOWN


def replaces(head: str, older: Period) -> bool:
    """Say whether a text that begins with *head* says that it replaces one of the date *older*."""
    for found in _REPLACES.finditer(head[:HEAD]):
        said = head[found.start() : found.end() + _AFTER]
        if _BEFORE.search(said) or any(_names(one.readings, older) for one in dates(said)):
            return True
    return False


def dated(head: str) -> Period:
    """Return since when the text that begins with *head* says it is in force; empty if it does not.

    >>> dated("Travel policy. In force from 1 March 2025.")
    (2025, 3, 1)
    """
    for found in _FORCE.finditer(head[:HEAD]):
        after = dates(head[found.end() : found.end() + _AFTER // 4])
        readings = min(after[0].readings) if after else (0, 0, 0)
        if readings[0]:
            return tuple(part for part in readings if part)
    return ()


def _names(readings: frozenset[Period], older: Period) -> bool:
    """Say whether one of *readings* is *older*, as far as both say; a year may be left out."""
    return bool(older) and any(
        all(ours in (0, theirs) for ours, theirs in zip(one, older, strict=False))
        for one in readings
    )
