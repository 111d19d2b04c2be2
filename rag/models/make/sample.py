"""The fixed texts on which int8 is compared with fp32: invented, and unlike one another.

Sentences on their own, runs of them up to the window, questions, headings, tables, numbers, and
German and Japanese, which an English model knows only in pieces.
"""

from random import Random

FIXED, CALIBRATION = 20261123, 7
"""Seeds: of the texts that int8 is judged by, and of those it is made by."""
ENGLISH = """
The pump carries a warranty of 24 months from the day it is handed over.
Employees may work from home for up to three days a week, if their team agrees.
Net sales rose 4.1% to $1,284.7 million, driven by price rather than volume.
Disconnect the supply before opening the housing; capacitors stay charged for ten minutes.
The committee met twice in spring and could not agree on a chair.
Claims must be sent in writing within fourteen days of the damage being noticed.
A dose of 40 mg twice a day was tolerated by 31 of 36 participants.
She returned the samples, unopened, with a note that nobody could read.
Payment is due thirty days after the invoice; after that, interest of 9% a year is charged.
The bridge was closed in 1987 and reopened, narrower, four years later.
Our servers keep logs for 30 days, after which they are deleted without copies.
If the light blinks red three times, the filter is full and must be changed.
The board approved a dividend of $0.38 per share, payable on 15 March.
Neither party is liable for delays caused by flood, strike or war.
Visitors sign in at the desk, wear a badge, and are met by their host.
Goodwill of $212 million was impaired after the sale of the packaging business.
Please do not feed the heron; it has learnt to open lunch boxes.
The contract ends on 31 December 2027 unless it is renewed in writing.
To reset the password, follow the link in the message, which works for one hour.
Version 3.2 mends a fault that lost the last line of long files.
Rain is expected in the north, clearing towards the evening.
The old policy allowed 20 days of leave; the new one allows 25.
Operating cash flow was lower because inventories were built up before the move.
The tenant may keep one dog, or two cats, or any number of fish.
Tighten the four bolts crosswise to 22 Nm, then check them again after an hour.
""".strip().splitlines()
GERMAN = """
Die Garantie der Pumpe beträgt 24 Monate ab der Übergabe.
Rechnungen sind innerhalb von dreißig Tagen ohne Abzug zu zahlen.
Der Ausschuss konnte sich nicht auf einen Vorsitz einigen.
Vor dem Öffnen des Gehäuses ist die Stromzufuhr zu trennen.
Beschäftigte dürfen bis zu drei Tage in der Woche von zu Hause arbeiten.
Wie lange gilt die Kündigungsfrist für Lagerräume?
Der Umsatz stieg um 4,1 % auf 1.284,7 Mio. Euro.
""".strip().splitlines()
JAPANESE = """
ポンプの保証期間は引き渡しの日から二十四か月です。
請求書は三十日以内にお支払いください。
来訪者は受付で署名し、名札を着けてください。
フィルターの交換方法を教えてください。
売上高は前年比4.1%増の12億8470万円でした。
委員会は議長を決めることができなかった。
""".strip().splitlines()
QUESTIONS = """
How long is the warranty?
who approved the dividend
What was goodwill impairment in 2021?
pump filter red light
Can I keep two dogs?
When does the contract end and how is it renewed?
password reset link expired
interest rate on late payment
Which policy is newer?
leave days
""".strip().splitlines()
SHORT = [
    "a",
    "Pumps",
    "§ 7",
    "2023",
    "N/A",
    "$",
    "Table 4",
    "E-mail",
    "OK?",
    "Appendix B — Definitions",
    "42",
    "x = y",
]
ROWS = ("Net sales", "Cost of sales", "Gross profit", "Inventories", "Goodwill", "Tax", "Total")


def texts(seed: int = FIXED) -> list[str]:
    """Return 240 or so texts, the same for a *seed*, all different, all within 256 tokens."""
    random = Random(seed)  # noqa: S311
    found = [*ENGLISH, *GERMAN, *JAPANESE, *QUESTIONS, *SHORT]
    found += [_run(random, ENGLISH, random.randint(2, 4)) for _ in range(50)]
    found += [_run(random, ENGLISH, random.randint(7, 11)) for _ in range(50)]
    found += [_run(random, GERMAN, random.randint(2, 5)) for _ in range(10)]
    found += [_run(random, JAPANESE, random.randint(2, 3)) for _ in range(10)]
    found += [_table(random) for _ in range(40)]
    found += [_numbers(random) for _ in range(20)]
    return list(dict.fromkeys(found))


def _run(random: Random, sentences: list[str], length: int) -> str:
    return " ".join(random.sample(sentences, length))


def _table(random: Random) -> str:
    year = random.randint(2012, 2026)
    lines = [f"(in millions) | {year} | {year - 1}"]
    for row in random.sample(ROWS, random.randint(2, 5)):
        now, before = random.randint(10, 99_999), random.randint(10, 99_999)
        lines.append(f"{row} | {now:,} | ({before:,})")
    return "\n".join(lines)


def _numbers(random: Random) -> str:
    return " ".join(f"{random.uniform(-1e4, 1e4):.2f}" for _ in range(random.randint(3, 25)))
