"""What follows a number and changes what it means: scales, units, currencies."""

_SCALES = {
    1_000: "thousand thousands tsd k tausend mil",
    10_000: "万",
    1_000_000: "million millions mio mln mn mm M m millionen millón millones",
    100_000_000: "億 亿",
    1_000_000_000: "billion billions bn bln mrd mld B milliarde milliarden",
    1_000_000_000_000: "trillion trillions tn billionen 兆",
}
SCALES: dict[str, int] = {
    word: scale for scale, listed in _SCALES.items() for word in listed.split()
}
"""``m`` is a unit as well: see `UNITS`, which wins."""
for _ambiguous in ("m", "mm", "mil"):
    del SCALES[_ambiguous]

_UNITS = {
    "%": "% percent percentage pct prozent porcentaje",
    "pp": "pp prozentpunkt prozentpunkte prozentpunkten",
    "$": "$ usd USD dollar dollars us$",
    "€": "€ eur EUR euro euros",
    "£": "£ gbp GBP pounds sterling",
    "¥": "¥ jpy JPY yen 円",
    "chf": "chf CHF franken",
    "sek": "sek SEK",
    "nok": "nok NOK",
    "dkk": "dkk DKK",
    "cad": "cad CAD",
    "aud": "aud AUD",
    "inr": "₹ inr INR rupees",
    "second": "s sec secs second seconds sekunde sekunden 秒",
    "minute": "min mins minute minutes minuten 分",
    "hour": "h hr hrs hour hours stunde stunden horas 時間",
    "day": "day days tag tage tagen días 日",
    "week": "week weeks woche wochen semanas 週間",
    "month": "month months monat monate monaten meses か月 ヶ月 カ月",
    "year": "year years yr yrs jahr jahre jahren años 年",
    "mg": "mg milligram milligrams",
    "g": "g gram grams gramm",
    "kg": "kg kilogram kilograms kilogramm",
    "t": "tonne tonnes tons",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "m": "m metre metres meter meters",
    "km": "km kilometre kilometres kilometer kilometers",
    "mile": "mile miles",
    "foot": "ft foot feet",
    "inch": "inch inches",
    "ml": "ml millilitre millilitres milliliter milliliters",
    "l": "l litre litres liter liters",
    "°c": "°C °c celsius",
    "°f": "°F °f fahrenheit",
    "v": "V volt volts",
    "w": "W watt watts",
    "kw": "kW kw kilowatt kilowatts",
    "kwh": "kWh kwh",
    "a": "A amp amps ampere",
    "hz": "Hz hz",
    "bar": "bar",
    "mbar": "mbar millibar",
    "psi": "psi PSI",
    "pa": "Pa pascal",
    "kpa": "kPa kpa",
    "n": "N newton newtons",
    "kn": "kN kilonewton kilonewtons",
    "nm": "Nm nm",
    "knm": "kNm knm",
    "kv": "kV kv kilovolt kilovolts",
    "mv": "mV millivolt millivolts",
    "ma": "mA milliampere",
    "ah": "Ah ah",
    "mah": "mAh mah",
    "milliwatt": "mW milliwatt",
    "mw": "MW mw megawatt megawatts",
    "gw": "GW gw gigawatt gigawatts",
    "mwh": "MWh mwh",
    "gwh": "GWh gwh",
    "khz": "kHz khz",
    "mhz": "MHz mhz",
    "ghz": "GHz ghz",
    "knot": "knot knots kn",
    "kb": "KB kb",
    "mb": "MB mb megabytes",
    "gb": "GB gb gigabytes",
    "tb": "TB tb terabytes",
}
UNITS: dict[str, str] = {word: unit for unit, listed in _UNITS.items() for word in listed.split()}
"""Every spelling of a unit, and the one it is compared by."""

CURRENCY_CODES = tuple("USD EUR GBP JPY CHF SEK NOK DKK CAD AUD INR".split())
"""Said of amounts of money; no names of their own."""
CURRENCIES = frozenset(UNITS[code] for code in CURRENCY_CODES)
"""The units that are money."""

_COUNTED = (
    "two three four five six seven eight nine ten eleven twelve",
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
WORD_NUMBERS: dict[str, int] = {
    word: value for listed in _COUNTED for value, word in enumerate(listed.split(), start=2)
}
"""Up to ninety-nine. One is left out: a pronoun and an article more often than a number."""
del WORD_NUMBERS["once"]

TENS: dict[str, int] = {
    word: value * 10
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
"""What comes before ``-four``."""
_TEENS = (
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "trece catorce quince dieciséis diecisiete dieciocho diecinueve",
)
_ZIG = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_UND = "ein zwei drei vier fünf sechs sieben acht neun".split()
WORD_NUMBERS |= {
    word: value for listed in _TEENS for value, word in enumerate(listed.split(), start=13)
}
WORD_NUMBERS |= TENS
WORD_NUMBERS |= {word: value * 10 for value, word in enumerate(_ZIG, start=2)}
WORD_NUMBERS |= {
    f"{small}und{word}": value * 10 + place
    for value, word in enumerate(_ZIG, start=2)
    for place, small in enumerate(_UND, start=1)
}

ORDINALS: dict[str, int] = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        start=1,
    )
}
"""What evidence may say where a claim has ``1st``. Claims need not keep them: ``a second time``."""
