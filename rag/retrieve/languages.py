"""Which language a text is in, by its script and its small words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

ACCENTS = re.compile(
    "(?<!\u0438)\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]"
)
"""Marks that readers of Latin, Greek, Cyrillic, Hebrew and Arabic leave off. Others are letters,
and so is the breve that makes Russian's short i."""
SMALL: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "ca": """el la els les un una de del dels que es no amb per en als al aquest aquesta
            són ha han va ser com més també però quan on qui quin quina quins seva seu fins""",
        "cs": """ve na ze do od ke se si že je jsou byl byla bylo být pro po při za
            nebo ale jak jako který která které co kdo kde kdy tento tato toto není jeho její""",
        "da": """og at det er en et den til på de af for med som ikke der var har kan vil skal
            om men fra ved efter eller hvad hvem hvor hvornår hvordan hvilken blev bliver også""",
        "de": """der die das den dem des ein eine einer einem einen und oder ist sind war wird
            werden wurde nicht mit von vom zu zum zur im in auf für bei nach aus an als auch sich
            wie wer was wen wann wo warum welche welcher welches welchen wieviel hat haben es er
            sie wir ich durch über unter gilt""",
        "en": """the of and to in is was for on that by with as are from at it an be this which
            or were has have had its not what who whose whom when where why how does did do their
            there than if these those will would can could should may must been into much many
            any all no""",
        "es": """el la los las un una unos unas de del al en que es son se su sus por para con
            no lo como más fue era ha han qué cuál cuáles cuándo cuando dónde cómo quién quiénes
            cuánto cuántos cuánta cuántas según entre sobre también pero desde hasta este esta""",
        "fi": """ja on ei että se hän ovat oli joka jotka kun tai myös mutta kuin niin sen ne
            mikä mitä kuka missä milloin miten miksi kuinka ole olla voi tämä tämän nämä sekä""",
        "fr": """le la les un une des de du et ou est sont dans en que qui quoi quel quelle quels
            quelles au aux pour par sur avec ne pas se sa son ses ce cette ces il elle ils nous
            vous été être ont où quand comment combien pourquoi plus mais comme leur leurs""",
        "hu": """az és egy hogy nem is van volt meg vagy ez mint de csak már el ki mi mit mikor
            hol hogyan miért melyik mennyi hány lesz kell minden után szerint által""",
        "it": """il lo la gli le un uno una di del della dei degli delle dello o in nel nella
            che chi sono si per con non da dal dalla al alla su come più quale quali quando dove
            perché quanto quanti quanta ha hanno era stato questo questa anche tra""",
        "nl": """de het een en van in is op te dat die voor met zijn niet aan er door ook bij naar
            om uit als maar of wordt werd worden wat wie waar wanneer hoe welke hoeveel waarom
            dit deze heeft hebben was tot over""",
        "no": """og det er en et den til på de av for med som ikke var har kan vil skal om men
            fra ved etter eller hva hvem hvor når hvordan hvilken hvilke ble blir også seg""",
        "pl": """we na ze do od się nie że jest są był była było to jak za po dla przez
            oraz lub ale co kto gdzie kiedy który która które ten ta te tym jego jej ile czy""",
        "pt": """os as um uma uns umas de do da dos das no na nos nas em ou que são se por
            para com não ao mais como foi era seu sua qual quais quando onde quem quanto quantos
            quantas pelo pela este esta entre também mas""",
        "ro": """și în de la cu pe un este sunt nu să care ce din pentru că au fi mai sau dar
            după prin cine unde când cum cât câți acest această al ale lui""",
        "ru": """во не на что со как по из за от об для это этот эта эти его ее их он
            она они был была было были или но при до кто где когда сколько какой какая какие
            который которая которые чем если также почему через""",
        "sv": """och att det är en ett den till på de av för med som inte var har kan ska skall
            om men från vid efter eller vad vem när hur vilken vilket vilka blev blir också sig""",
        "tr": """ve bir bu da de için ile mi ne olarak olan daha çok gibi kadar sonra ise ya en
            değil var nedir kim nerede nasıl hangi kaç neden olduğu tarafından""",
        "uk": """на не що як за до від та це цей ця ці для по про його її їх він вона
            вони був була було були або але при хто де коли скільки який яка які чому через""",
    }.items()
}
"""Words of each language's closed classes: articles, pronouns, prepositions, what asks. Single
letters tell nothing: they are initials."""
LETTERS = {
    "cs": "ěřů",
    "de": "ß",
    "es": "ñ¿¡",
    "fr": "œ",
    "hu": "őű",
    "nl": "ĳ",
    "pl": "ąęłśźż",
    "pt": "ãõ",
    "ro": "șț",
    "tr": "ğış",
    "uk": "іїєґ",
}
"""Letters and marks that tell a language as one of its words does."""
SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af",
    "zh": "\u3400-\u4dbf\u4e00-\u9fff",
    "ar": "\u0600-\u06ff",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u0590-\u05ff",
    "hi": "\u0900-\u097f",
    "hy": "\u0530-\u058f",
    "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f",
}
"""Scripts that are, nearly always, of one language."""
LONG = 20
"""Words from which a single small word is not enough: it may be of a name."""
SHARE = 0.15
"""Of the words, that are small ones of the language. In running text a third are, or more; in lists
of foreign names a tenth may be."""
ENOUGH = 1_000
"""Characters that are looked at."""
WIDE = 3
"""Letters of ours that one of theirs counts for: names and makes are often in ours."""
_SCRIPT = {name: re.compile(f"[{letters}]") for name, letters in SCRIPTS.items()}
_THEIRS = re.compile(f"[{''.join(SCRIPTS.values())}]")
_WORD = re.compile(r"[^\W\d_]+")


def _speakers() -> dict[str, list[str]]:
    """Return, by small word without its accents, the languages that it is of."""
    found: dict[str, list[str]] = {}
    for language, small in SMALL.items():
        for word in small:
            if len(word) > 1:
                found.setdefault(bare(word), []).append(language)
    return found


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language that *text* is probably in; empty: cannot say.

    Of European languages the one with most different small words in it; English where it has as
    many as the best. Text without any, such as a name or a table, is of no language.

    >>> language_of("How long is it?"), language_of("Wie lange gilt das?"), language_of("期間は")
    ('en', 'de', 'ja')
    """
    sample = text[:ENOUGH].casefold()
    found = _WORD.findall(bare(sample))
    if not sample.isascii():
        theirs = _THEIRS.findall(sample)
        if len(theirs) * WIDE > sum(map(len, found)):
            return _of_script("".join(theirs))
    said = Counter(language for word in found for language in _SPEAKERS.get(word, ()))
    different = Counter(language for word in set(found) for language in _SPEAKERS.get(word, ()))
    if not sample.isascii():
        different.update(one for one, signs in LETTERS.items() if not set(signs).isdisjoint(sample))
    if not different:
        return ""
    best = max(different, key=lambda one: (different[one], one == "en", said[one], one))
    sure = different[best] > 1 or len(found) < LONG
    return best if sure and said[best] >= SHARE * len(found) else ""


def bare(text: str) -> str:
    """Return *text* without accents."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", ACCENTS.sub("", unicodedata.normalize("NFKD", text)))


def _of_script(letters: str) -> str:
    """Japanese is written with Chinese signs, too, but never long without its own."""
    counts = {name: len(script.findall(letters)) for name, script in _SCRIPT.items()}
    if counts["ja"] and counts["ja"] * 10 >= counts["zh"]:
        return "ja"
    return max(counts, key=lambda name: counts[name])


_SPEAKERS = _speakers()
