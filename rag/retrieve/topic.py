"""What a list, a count or a summary is of: the question without the words that only ask for it."""

import re

from rag.answer.common import content
from rag.retrieve.kinds import DOCUMENTS, Kind, asks_of_documents

_OPENS = re.compile(
    r"^\W*(?:(?:please|can you|could you|bitte|por favor)\s+)?"
    r"(?:(?:list|enumerate|itemi[sz]e|name|give|show|tell|find|get|identify|count"
    r"|summari[sz]e|sum up|outline|nenne?n?|liste|zähle?|fasse?|lista|enumera|nombra|resume"
    r"|cite[rz]?|liste[rz]?|compte[rz]?|résume[rz]?)\b\s*(?:me|us|mir|uns)?\s*)?"
    r"(?:(?:up|in|of|which|what|who|how many|all|every|each|are|is|was|were|the|our|my|these"
    r"|an?|full|complete|list|short|brief|summary|overview|synopsis|what['’]s|alle|jede[nsr]?"
    r"|welche|wie viele|der|die|das|den|todos|todas|los|las|el|la|qué|cuánt[oa]s|tous"
    r"|them|mentions?|toutes|les|le|quels|quelles|combien|des|del|de|du|worum geht es|im)\b\s*)*",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    rf"^(?:different |other )?{DOCUMENTS}\b\s*(?:that|which|who|die|das|que|qui)?\s*(?:is|are"
    r"|do|does)?\s*(?:mention\w*|contain\w*|refer\w*(?: to)?|cit(?:e|es|ing)|includ\w+|discuss\w*"
    r"|cover(?:s|ing)?|name[sd]?|say|says|(?:speak|talk)(?:s|ing)?(?: of| about)?"
    r"|deal(?:s|ing)? with|describ\w*|about|on"
    r"|erwähn\w+|enthalten|nennen|mencionan|contienen|mentionnent|contiennent)?\s*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[\s,]*\b(?:(?:are|were|is|was)?\s*(?:there|mentioned|named|listed|described|discussed|cited)|about"
    r"|exist|gibt es|hay|y a-t-il|zusammen|erwähnt|genannt)(?=\W*$)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:哪些|多少份|几份|份)?(?:文件|文档|文书)(?:里|中)?(?:提到|提及|包含|涉及|讲到)了?|提到了?|提及"
    r"|どの(?:文書|書類|資料|ファイル)(?:が|に|で|は|には)?|に?(?:言及|記載)(?:して|され)?(?:て)?(?:い(?:ます|る))?"
    r"|(?:を|は)?(?:すべて|全て|全部|一覧|列挙|要約|挙げ|して|ください|何件|いくつ|あります|か)|列出|所有|哪些|有多少|多少份|います"
)


def topic(question: str, kind: Kind) -> str:
    """Return what *question* is about; all of it where nothing would be left, or for a look-up.

    >>> topic("List all documents that mention asbestos.", Kind.LIST)
    'asbestos.'
    >>> topic("What is the staff handbook about?", Kind.SUMMARY)
    'staff handbook?'
    """
    if kind not in (Kind.LIST, Kind.COUNT, Kind.SUMMARY):
        return question
    bare = _OPENS.sub("", question, count=1)
    if kind is not Kind.SUMMARY and asks_of_documents(question):
        bare = _DOCUMENTS.sub("", bare, count=1)
    bare = _ASIDE.sub(" ", _ENDS.sub("", bare)).strip()
    return bare if content(bare) else question
