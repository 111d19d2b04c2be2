"""What kind of answer a question wants, by rules: a figure, a list, a count, two sides, a digest.

Deliberately careful: what is not surely of another kind is a look-up, which is answered as any
question is. "How many months does the warranty last" asks for a figure that stands somewhere; "how
many of the contracts mention an audit" asks to count.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a question wants."""

    LOOKUP = "lookup"
    """What stands in one place, or in a few."""
    SUMMARY = "summary"
    """What something is about, as a whole."""
    LIST = "list"
    """All that there is of something."""
    COUNT = "count"
    """How many there are of something, which nobody may have written down."""
    COMPARISON = "comparison"
    """How two or more things differ."""


DOCUMENTS = (
    r"(?:documents?|files?|contracts?|leases?|agreements?|reports?|polic(?:y|ies)|letters?"
    r"|e-?mails?|mails?|messages?|invoices?|papers?|manuals?|pages?|passages?|sources?|records?"
    r"|dokumente?n?|dateien?|verträgen?|verträge|berichten?|briefen?|seiten|quellen|rechnungen"
    r"|documentos?|archivos?|contratos?|informes?|cartas?|páginas?|fuentes?|facturas?"
    r"|fichiers?|contrats?|rapports?|lettres?|factures?)"
)
"""What a collection is made of: of these a search itself knows how many match."""
_MENTION = (
    r"(?:mention\w*|contain\w*|refer\w*|cit(?:e|es|ed|ing)|includ\w+|discuss\w*|cover(?:s|ed)?"
    r"|name[sd]?|say|says|speak|talk|deal|state|describe\w*)"
)
_MEASURES = (
    r"(?:years?|months?|weeks?|(?:working |business )?days?|hours?|minutes|seconds?|percent"
    r"|per cent|%|points?|euros?|eur|dollars?|pounds?|cents?|kilomet\w+|miles?|met(?:er|re)s?"
    r"|lit(?:er|re)s?|degrees?|knots?|tons?|tonnes?|kg|kwh?|times|jahre?n?|monate?n?|wochen?"
    r"|tagen?|stunden?|minuten|prozent|mal|grad|años?|meses|semanas?|días?|horas?|minutos?"
    r"|veces|ans?|années?|mois|semaines?|jours?|heures?|fois)"
)
"""Of these a document states how many: nobody counts them."""
_MORE = (
    r"(?:more|less|worse|mehr|weniger|más|menos|mayor|menor|plus|moins"
    r"|(?!(?:other|rather|either|whether|over|under|after|never|ever)\b)\w{3,}er)"
)
_CHANGED = (
    r"(?:chang\w*|differ\w*|develop\w*|evolv\w*|grow\w*|grew|r[io]s(?:e|en|ing)|fall\w*|fell"
    r"|increas\w*|decreas\w*|declin\w*|var(?:y|ied|ies)|verändert\w*|geändert|entwickelt\w*"
    r"|cambi\w+|varia\w*|évolu\w+)"
)
_PLEASE = r"^\W*(?:(?:please|can you|could you|would you|bitte|por favor) )?"
_HOW_MANY = rf"\bhow many\b(?!\W+{_MEASURES}\b)"
_WIE_VIELE = rf"\bwie viele\b(?!\W+{_MEASURES}\b)"
_CUANTOS = rf"\bcuánt[oa]s\b(?!\W+{_MEASURES}\b)"
_PLURAL = r"(?!\w*(?:ss|us|is)\b)\w{3,}s\b"
_COMPARISON = (
    _PLEASE + r"(?:compare|contrast|vergleich\w*|compara\w*|comparez)\b",
    r"\b(?:comparison|vergleich|comparación|comparaison) (?:of|between|von|zwischen|entre|de)\b",
    r"\bdifferences? between\b|\bunterschiede?n? zwischen\b",
    r"\b(?:diferencias?|différences?)\b.{0,40}\bentre\b",
    r"\bdiffer(?:s|ed|ent)?\b.{1,80}\bfrom\b|\bunterscheide[nt]\b.{1,80}\bvon\b",
    r"\bdo(?:es)?\b.{1,80}\bcompare (?:with|to|against)\b|\b(?:versus|vs\.?|gegenüber)\s",
    rf"\bhow\b.{{1,120}}\b{_CHANGED}\b.{{0,80}}\b(?:between\b.{{1,80}}\band|from\b.{{1,80}}\bto)\b",
    rf"\bwie\b.{{1,80}}\bzwischen\b.{{1,60}}\bund\b.{{1,60}}{_CHANGED}",
    rf"\b(?:cómo|comment)\b.{{1,80}}{_CHANGED}.{{0,80}}\bentre\b",
    r"^\W*(?:which of\b.{1,80}\b(?:and|or)|welche[rsn]? von\b.{1,80}\b(?:und|oder))\b",
    (
        rf"^\W*(?:is|are|was|were|do|does|did|has|have|ist|sind|war|hat|es|est)\b.{{1,120}}\b{_MORE}\b"
        r".{0,60}\b(?:than|als|que)\s+(?!\W*[\d$€£]|(?:the others?|an?|one|two|three|five|ten)\b"
        r"|(?:this|it)\b|that\b(?! of))"
    ),
    (
        rf"\b{_MORE}\b.{{0,120}}(?:[,:]\s|\b(?:on|in|for|at|by|of|to)\s)[^,?]{{2,60}}\bor\b"
        r"(?! (?:more|less|fewer|not)\b).{2,80}\?\s*$"
    ),
    r"と.{1,40}(?:の違い|を比較|を比べ|の差)|(?:比较|比較|对比).{1,40}[和与跟]",
    r"[和与跟].{1,40}的?(?:区别|差别|差異|不同)",
)
_SUMMARY = (
    _PLEASE + r"(?:briefly )?(?:summari[sz]e|sum up|outline)\b",
    (
        r"^\W*(?:please )?(?:(?:give|write|show|provide)\b.{0,20}|i need |i want )?"
        r"\b(?:an?|the) (?:short |brief )?(?:summary|overview|synopsis|outline|digest) of\b"
        r"|^\W*(?:summary|overview|synopsis) of\b"
    ),
    r"^\W*(?:and )?what(?:['’]s| is| are| was| were)\b.{1,120}\babout\W*$",
    r"\b(?:main|key|essential) points of\b|\bthe gist of\b|\btl;?dr\b",
    (
        r"\bfass\w* .{1,120}\bzusammen\b|\bzusammenfassung (?:von|des|der)\b"
        r"|^\W*(?:gib|geben)\b.{0,40}\büberblick\b|\bworum geht es\b|\bwovon handelt\b"
    ),
    (
        r"^\W*(?:resume|resumir|haz un resumen|dame un resumen|un resumen)\b.{0,4}"
        r"\b(?:el|la|los|las|de|del|este|esta)\b|\bde qué trata\b"
    ),
    (
        r"^\W*(?:résume|résumez|fais un résumé|donne un aperçu|un résumé)(?!\w)"
        r"|\bde quoi (?:parle|traite|s['’]agit)\b"
    ),
    r"要約|の概要|をまとめて|总结|總結|概括|概述|讲了什么|是关于什么",
)
_COUNT = (
    rf"\bhow many (?:of\b|(?:different |other |separate )?{DOCUMENTS}\b)",
    rf"{_HOW_MANY}.{{1,60}}\b(?:are|were) there\b(?! (?:in|between) (?:an?|one|each|every)\b)",
    rf"{_HOW_MANY}[^?]{{1,60}}\b(?:exist|(?:is|are|was|were) (?:mentioned|listed|named|cited))\b",
    rf"{_PLEASE}count (?:the|all|how|every|up)\b|\b(?:number|count) of {DOCUMENTS}\b",
    (
        rf"\bwie ?viele?n? (?:der|von|dieser|{DOCUMENTS})\b|{_WIE_VIELE}.{{1,60}}\bgibt es\b"
        r"|^\W*zähle? (?:alle|die)\b"
    ),
    rf"\bcuánt[oa]s (?:de|{DOCUMENTS})\b|{_CUANTOS}.{{1,60}}\bhay\b",
    (
        rf"\bcombien (?:des|de ces|d['’]entre|de {DOCUMENTS})\b"
        rf"|\bcombien d(?:e |['’])(?!{_MEASURES}\b).{{1,60}}\by a-t-il\b"
        r"|^\W*compte[rz]? (?:les|tous|toutes)\b"
    ),
    r"(?:文書|契約|書類).{0,12}(?:いくつ|何件)|何件(?:の|あり)|数えて",
    r"(?:多少|几)(?:份|篇|个)(?:文件|合同|文档|报告)|多少.{0,12}提到",
)
_LIST = (
    _PLEASE + r"(?:list|enumerate|itemi[sz]e)\b",
    _PLEASE + r"(?:name|give|show|tell|find|get|identify)\b(?: me| us)? "
    r"(?:all|every|each|a (?:full |complete )?list|the list)\b",
    rf"^\W*(?:what|who)(?: are|['’]re| were) all\b|^\W*(?:and )?in which {DOCUMENTS}\b",
    (
        rf"^\W*(?:and )?(?:which|what) (?:of (?:the|our|my|these) )?(?:other )?{DOCUMENTS}(?<=s)\b"
        rf"[^?]{{0,40}}\b{_MENTION}"
    ),
    rf"^\W*(?:and )?which (?:of (?:the|our|my|these) )?{_PLURAL}(?! (?:is|was|has|does)\b) ",
    (
        r"^\W*(?:bitte )?(?:liste|nenne?n?)\b.{0,20}\b(?:alle|jede[nsr]?|sämtliche|auf)\b"
        rf"|^\W*welche {DOCUMENTS}\b|^\W*(?:was|wer) sind alle\b"
    ),
    (
        r"^\W*(?:lista|enumera|nombra|dime|menciona|muestra)\b.{0,12}\b(?:tod[oa]s|cada)\b"
        rf"|^\W*qué {DOCUMENTS}\b|^\W*cuáles son tod[oa]s\b"
    ),
    (
        r"^\W*(?:liste|énumère|nomme|cite|donne)[rz]?\b.{0,12}\b(?:tous|toutes|chaque|la liste)\b"
        rf"|^\W*quels {DOCUMENTS}\b|^\W*quel(?:s sont tous|les sont toutes)\b"
    ),
    r"(?:すべて|全て|全部).{0,12}(?:挙げ|列挙|リスト|教えて)|を列挙|一覧|どの(?:文書|書類|契約)",
    r"列出|列举|列舉|有哪些|哪些(?:文件|合同|文档|报告)",
)
_FIGURE = re.compile(
    r"\bhow (?:much|long|often|old|far|high)\b|\bwie (?:viel|lange|oft|hoch)\b", re.IGNORECASE
)
_ORDER = (
    (Kind.COMPARISON, _COMPARISON),
    (Kind.SUMMARY, _SUMMARY),
    (Kind.COUNT, _COUNT),
    (Kind.LIST, _LIST),
)
"""The first that fits counts: "list the differences between A and B" compares."""
_RULES = tuple(
    (kind, re.compile("|".join(f"(?:{one})" for one in rules), re.IGNORECASE | re.DOTALL))
    for kind, rules in _ORDER
)
_OF_DOCUMENTS = re.compile(
    r"\b(?:many|number of|list|all|every|each|which|what|viele|welche|alle|cuánt[oa]s|qué|todos"
    rf"|combien|quels|tous)\b(?:\W+\w+){{0,3}}\W+{DOCUMENTS}\b|文書|書類|契約|文件|合同|文档",
    re.IGNORECASE,
)
_READ = 1_000
"""Characters of a question that are looked at: what follows is no question any more."""


def kind_of(question: str) -> Kind:
    """Say what *question* wants; a look-up wherever that is not plain. Any text will do.

    >>> [kind_of(one).value for one in ("How long is it?", "List all fees.", "Is A larger than B?")]
    ['lookup', 'list', 'comparison']
    """
    text = question[:_READ]
    fits = (kind for kind, rule in _RULES if rule.search(text))
    kind = next(fits, Kind.LOOKUP)
    return Kind.LOOKUP if kind is Kind.COUNT and _FIGURE.search(text) else kind


def asks_of_documents(question: str) -> bool:
    """Say whether a list or count is of documents themselves, which a search can tell apart."""
    return bool(_OF_DOCUMENTS.search(question[:_READ]))
