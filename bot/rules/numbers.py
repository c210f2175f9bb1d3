"""Numbers as people write them: read kindly, kept to four decimals, written for reading."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from bot.rules.language import _

LARGEST = Decimal(10) ** 12
_FOUR_DECIMALS = Decimal("0.0001")
_LONGEST_TEXT = 60
_CURRENCY = "¤"

# What other scripts and phones write for our signs, marks and separators.
_SAME_AS = {
    "−": "-",
    "–": "-",
    "\N{SMALL HYPHEN-MINUS}": "-",
    "\N{FULLWIDTH HYPHEN-MINUS}": "-",
    "\N{FULLWIDTH PLUS SIGN}": "+",
    "\N{FULLWIDTH FULL STOP}": ".",
    "\N{FULLWIDTH COMMA}": ",",
    "\N{FULLWIDTH PERCENT SIGN}": "%",
    "\N{ARABIC DECIMAL SEPARATOR}": ".",
    "\N{ARABIC THOUSANDS SEPARATOR}": "'",
    "\N{ARABIC PERCENT SIGN}": "%",
    "’": "'",
}

_WRITTEN = re.compile(r"(?:¤ ?)?([+-]?) ?(?:¤ ?)?([0-9.,][0-9.,' ]*?)(?: ?[%¤])?")
_PLAIN = re.compile(r"\d*\.\d+|\d+\.?")
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:([,.' ])\d{3})(?:\2\d{3})*)((?!\2)[.,]\d*)?")
_COMMA = re.compile(r"\d*,\d+")


class NotANumber(ValueError):
    """What was typed cannot be read as a number; carries one sentence for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_number(text: str, unit: str = "") -> float:
    """Read one number, in any script's digits, within ±1,000,000,000,000, to four decimals.

    A percent or currency sign, or the unit in words, is fine and left out: `85%` is 85. With one
    kind of mark, commas before groups of three are thousands (`1,234` is 1234), any other comma is
    decimal (`3,5` is 3.5), a single point is always decimal. With two kinds, the last is decimal.
    """
    text = _without_unit(text.strip(), unit.strip())
    if len(text) > _LONGEST_TEXT:
        raise NotANumber(_("Please write one number only, such as 85 or 1,234.5."))
    written = _WRITTEN.fullmatch(_in_plain_characters(text))
    digits = _in_plain_digits(written[2]) if written else None
    if written is None or digits is None:
        raise NotANumber(_("Please write one number only, such as 85 or 1,234.5."))
    value = Decimal(written[1] + digits)
    if abs(value) > LARGEST:
        raise NotANumber(
            _("That number is too large to keep. Try a bigger unit, such as millions.")
        )
    return float(value.quantize(_FOUR_DECIMALS, ROUND_HALF_UP)) + 0.0


def read_numbers(
    texts: Mapping[str, str | None], units: Mapping[str, str] | None = None
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Read a form's number boxes: values by field, and a sentence for each that cannot be read.

    An empty box is None and no problem. `units` holds the unit of a field where it is known.
    """
    values: dict[str, float | None] = {}
    problems: dict[str, str] = {}
    for field, text in texts.items():
        try:
            unit = (units or {}).get(field, "")
            values[field] = read_number(text, unit) if text and text.strip() else None
        except NotANumber as problem:
            problems[field] = problem.sentence
    return values, problems


def write_number(value: float, unit: str = "") -> str:
    """Write a number for people: `1,234.5 students`, `85%`, `$1,200`."""
    digits = f"{abs(value):,.4f}".rstrip("0").rstrip(".")
    sign = "-" if value < 0 and digits != "0" else ""
    unit = unit.strip()
    if not unit:
        return sign + digits
    if unit == "%":
        return f"{sign}{digits}%"
    if len(unit) == 1 and unicodedata.category(unit) == "Sc":
        return f"{sign}{unit}{digits}"
    return f"{sign}{digits} {unit}"


def _in_plain_characters(text: str) -> str:
    plain: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if category in ("No", "Nl"):
            raise NotANumber(_("Please write fractions with a decimal point, such as 0.5."))
        if category == "Nd":
            plain.append(str(unicodedata.decimal(character)))
        elif category == "Sc":
            plain.append(_CURRENCY)
        elif character.isspace():
            plain.append(" ")
        elif category != "Cf":  # direction marks and zero-width characters
            plain.append(_SAME_AS.get(character, character))
    return " ".join("".join(plain).split())


def _without_unit(text: str, unit: str) -> str:
    if not unit[:1].isalpha():
        return text
    return re.sub(rf"{re.escape(unit)}\Z", "", text, flags=re.IGNORECASE)


def _in_plain_digits(digits: str) -> str | None:
    """Bring grouped and comma-decimal digits to `1234.5`; None when they make no number."""
    if _PLAIN.fullmatch(digits):
        return digits
    if grouped := _GROUPED.fullmatch(digits):
        whole, separator, decimals = grouped.groups()
        return whole.replace(separator, "") + (decimals or "").replace(",", ".")
    if _COMMA.fullmatch(digits):
        return digits.replace(",", ".")
    return None
