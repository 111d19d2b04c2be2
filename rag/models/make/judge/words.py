"""Words that may stand for each other, words that must not, and words that say how many."""

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NUMERALS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten".split(), 2)
}
CONTRACTIONS = (
    ("did not ", "didn't "), ("does not ", "doesn't "), ("do not ", "don't "), ("is not ", "isn't "),
    ("was not ", "wasn't "), ("are not ", "aren't "), ("were not ", "weren't "),
    ("has not ", "hasn't "), ("have not ", "haven't "), ("will not ", "won't "),
    ("could not ", "couldn't "), ("would not ", "wouldn't "), ("cannot ", "can't "),
)  # fmt: skip
_SAME = """
approximately=about; began=started; begin=start; begins=starts; primarily=mainly; mainly=primarily;
in order to=to; due to=because of; prior to=before; numerous=many; film=movie; movie=film;
films=movies; nearly=almost; almost=nearly; utilize=use; utilized=used; assist=help; assisted=helped;
purchase=buy; purchased=bought; purchases=buys; obtain=get; obtained=got; however=though;
located in=situated in; such as=like; throughout the=all over the; commenced=started;
received=got; requires=needs; require=need; required to=obliged to; approximately=roughly;
declined=fell; fell=dropped; decreased=declined;
an increase of=a rise of; a decrease of=a fall of; increases in=rises in; decreases in=declines in;
significant=substantial; significantly=substantially; large=big; huge=very large; children=kids;
people=persons; built=constructed; constructed=built; attempted to=tried to; tried to=attempted to;
ended=finished; finished=ended; often=frequently; frequently=often; usually=normally; however=but;
entire=whole; whole=entire; wealthy=rich; demonstrated=showed; shows=demonstrates; city=town;
additional=further; sufficient=enough; important=significant; established=set up;
founded=established; created=made; received=was given; resides in=lives in; known as=called;
called=known as; referred to as=called; prohibited=forbidden; permitted=allowed; allowed=permitted;
ensure=make sure; allows=lets; enables=allows; difficult=hard; hard to=difficult to; rapidly=quickly;
quickly=rapidly; initially=at first; annually=every year; each year=every year; every year=each year;
released=brought out; took place=happened; occurred=took place; takes place=happens;
consists of=is made up of; comprises=consists of; contains=includes; concerning=about;
regarding=about; previously=earlier; following the=after the; in addition to=besides;
a number of=several; several=a number of; a variety of=various; the majority of=most;
majority of the=most of the; beneath=under; whilst=while; although=though; though=although;
until=till; nevertheless=still; generated=produced; provides=offers; provide=offer; offers=provides;
provided=offered; chose to=decided to; decided to=chose to; ill=sick; correct=right;
determine=find out; determined that=found that; stated that=said that; said that=stated that;
announced that=said that; believes that=thinks that; wanted to=wished to; famous=well-known;
well-known=famous; main=principal; principal=main; compared to=compared with;
compared with=compared to; related to=connected with; as well as=and also; in the course of=during;
at the time=then; a total of=altogether; roughly=about; around the world=worldwide; near=close to;
job=post; child=kid; automobile=car; cars=automobiles; physician=doctor; doctors=physicians;
lawyer=attorney; attorney=lawyer; talk about=discuss; discussed=talked about; speak with=talk to;
customers=clients; clients=customers; employees=workers; firm=company; companies=firms;
results of operations=operating results; net revenues=net sales; expected to=forecast to;
may be=might be; might=may; passed away=died; injured=hurt; shut down=closed; residents=inhabitants
"""
SAME = {
    pair.split("=")[0].strip(): pair.split("=")[1].strip()
    for pair in _SAME.replace("\n", " ").split(";")
}
for _unsafe in ("city", "established", "released", "required to", "however", "the majority of",
                "a total of", "job", "people", "correct", "children", "important", "net revenues",
                "expected to", "comprises", "at the time", "until", "received", "called",
                "founded", "as well as", "near", "main", "principal"):  # fmt: skip
    SAME.pop(_unsafe, None)
_OPPOSITE = """
increased/decreased; increase/decrease; increases/decreases; increasing/decreasing; rose/fell;
higher/lower; highest/lowest; more/less; before/after; first/last; largest/smallest; larger/smaller;
greater/smaller; greatest/least; earlier/later; early/late; older/younger; oldest/newest;
north/south; northern/southern; east/west; eastern/western; above/below; won/lost; winning/losing;
major/minor; majority/minority; maximum/minimum; upper/lower; inside/outside; positive/negative;
positively/negatively; favorable/unfavorable; success/failure; successful/unsuccessful;
successfully/unsuccessfully; able to/unable to; possible/impossible; legal/illegal; likely/unlikely;
common/rare; strong/weak; stronger/weaker; better/worse; best/worst; good/bad; long/short;
longer/shorter; high/low; hot/cold; warm/cold; old/young; rich/poor; easy/difficult; male/female;
men/women; man/woman; boys/girls; son/daughter; father/mother; brother/sister; husband/wife;
opened/closed; gain/loss; gains/losses; profit/loss; income/losses; assets/liabilities;
domestic/foreign; short-term/long-term; internal/external; public/private; supported/opposed;
accepted/rejected; approved/rejected; allowed/forbidden; included/excluded; includes/excludes;
including/excluding; with/without; agreed/refused; more than/less than; at least/at most;
dead/alive; guilty/innocent; permanent/temporary; left/right; win/lose; victory/defeat;
beginning/end; began/ended; starts/ends; entered/left; arrived/departed; bought/sold; lend/borrow;
sold/bought; accelerated/slowed; improved/worsened; strengthened/weakened; expanded/shrank;
ancient/modern; always/never; never/always; partially/fully; partly/entirely; directly/indirectly;
current/former; senior/junior; primary/secondary; quickly/slowly; widely/hardly; safe/dangerous;
strengthening/weakening; export/import; exports/imports; buyer/seller; teacher/student;
morning/evening; day/night; summer/winter; spring/autumn; same/different; similar/different;
offset by/added to by; favorably/unfavorably; wealthy/poor; love/hate; loves/hates; true/false;
remember/forget; protagonist/antagonist; hero/villain; voluntary/mandatory; optional/mandatory
"""
OPPOSITE: dict[str, str] = {}
for _pair in _OPPOSITE.replace("\n", " ").split(";"):
    _one, _other = (word.strip() for word in _pair.split("/"))
    OPPOSITE.setdefault(_one, _other)
    OPPOSITE.setdefault(_other, _one)
STRONGER = {
    "some": "all", "many": "all", "most": "all", "several": "all", "a few": "all", "certain": "all",
    "some of the": "all of the", "many of the": "all of the", "most of the": "all of the",
    "one of the": "the only one of the", "mainly": "exclusively", "primarily": "exclusively",
    "mostly": "entirely", "generally": "always", "often": "always", "usually": "always",
    "typically": "always", "sometimes": "always", "frequently": "always", "occasionally": "always",
    "up to": "at least", "as many as": "at least", "partly": "entirely", "in part": "entirely",
    "almost": "more than", "nearly": "more than", "predominantly": "exclusively",
    "may": "will", "might": "will", "could": "will", "likely": "certainly",
    "can": "must", "should": "must", "is expected to": "has begun to",
    "are expected to": "have begun to", "planned to": "went on to", "plans to": "has begun to",
    "plan to": "have begun to", "hopes to": "will", "wants to": "is about to",
    "intend to": "are required to", "considering": "implementing",
    "proposed": "approved", "suggested that": "proved that", "suggests that": "proves that",
    "alleged": "confirmed", "allegedly": "admittedly", "reportedly": "admittedly",
    "is believed to": "is known to", "are believed to": "are known to",
    "is thought to": "is known to", "attempted to": "managed to", "tried to": "managed to",
    "among the": "by far the", "helped to": "alone managed to", "about": "exactly",
    "approximately": "exactly", "associated with": "caused by", "in connection with": "because of",
}  # fmt: skip
UNITS = (
    ("million", "billion", "thousand", "trillion"), ("%", " percentage points", " basis points"),
    (" percent", " times"), ("kilometres", "miles"), ("kilometers", "miles"), ("km", "m"),
    ("miles", "kilometers"), ("days", "weeks", "months", "years"), ("years", "months", "decades"),
    ("months", "weeks", "years"), ("weeks", "days", "months"), ("hours", "minutes", "days"),
    ("minutes", "seconds", "hours"), ("dollars", "euros", "pounds"), ("pounds", "tons", "ounces"),
    ("feet", "inches", "yards"), ("acres", "square miles"), ("tons", "pounds"), ("inches", "feet"),
)  # fmt: skip
ADDED = (
    "in {year}", "in {place}", "for the first time", "by the end of {year}", "for more than {n} years",
    "with the help of {name}", "in response to public pressure", "despite strong opposition",
    "because of rising costs", "at a cost of ${n} million", "according to {name}", "along with {name}",
    "at the request of {name}", "after a long dispute", "without any further delay", "before {name} did",
    "for financial reasons", "for personal reasons", "to reduce costs", "to save time",
    "to attract younger people", "in front of a large crowd", "with great success",
    "which surprised many", "as required by law", "more than anywhere else", "as planned since {year}",
    "mostly in {place}", "especially in {place}", "and later in {place}", "as well as {name}",
    "against the advice of experts", "on the recommendation of {name}", "for about {n} months",
    "for the second time", "at least {n} times", "every year", "on a regular basis", "on weekends",
    "free of charge", "under a new agreement with {name}", "as part of a {n}-year plan",
    "in addition to {n} others", "due to a lack of funding", "thanks to {name}", "in early {year}",
    "and this was widely criticized", "and this was praised by critics", "with a partner from {place}",
    "and is the best known of its kind", "and it is still the case today", "since {year}",
)  # fmt: skip
GENERIC = frozenset(
    "Company Corporation Inc Board Directors Note Notes Fiscal Year Committee Plan Agreement Section "
    "Form Act Employee Employer Executive Officer Financial Consolidated Statements Item Part Annual "
    "Report Operations Management Common Stock Class Series Senior Credit Facility I God Internet Mr "
    "Mrs Ms Dr President King Queen Sir American English British French German Chinese Group Segment "
    "Sales Agent Client January February March April May June July August September October November "
    "December Monday Tuesday Wednesday Thursday Friday Saturday Sunday The A An In On At Participant "
    "Award Committee's Net Revenue Revenues EBITDA EPS GAAP IRS CEO CFO He She It They We You".split()
)
