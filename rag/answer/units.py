"""What follows a number and changes what it means: scales, units, currencies."""

_SCALES = {
    1_000: "thousand thousands tsd k tausend mil",
    10_000: "万",
    1_000_000: "million millions mio mn mm M m millionen millón millones",
    100_000_000: "億 亿",
    1_000_000_000: "billion billions bn mrd B milliarde milliarden",
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
    "$": "$ usd dollar dollars us$",
    "€": "€ eur euro euros",
    "£": "£ gbp pounds sterling",
    "¥": "¥ jpy yen 円",
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
    "kb": "KB kb",
    "mb": "MB mb megabytes",
    "gb": "GB gb gigabytes",
    "tb": "TB tb terabytes",
}
UNITS: dict[str, str] = {word: unit for unit, listed in _UNITS.items() for word in listed.split()}
"""Every spelling of a unit, and the one it is compared by."""

_COUNTED = (
    "two three four five six seven eight nine ten eleven twelve",
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
WORD_NUMBERS: dict[str, int] = {
    word: value for listed in _COUNTED for value, word in enumerate(listed.split(), start=2)
}
"""Two to twelve. One is left out: it is a pronoun and an article more often than a number."""
del WORD_NUMBERS["once"]

ORDINALS: dict[str, int] = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        start=1,
    )
}
"""What evidence may say where a claim has ``1st``. Claims need not keep them: ``a second time``."""
