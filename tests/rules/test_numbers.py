"""Numbers as people write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.numbers import NotANumber, read_number, read_numbers, write_number

ONE_NUMBER = "Please write one number only, such as 85 or 1,234.5."
WITH_A_POINT = "Please write fractions with a decimal point, such as 0.5."
ARABIC = "".join(chr(ord("\N{ARABIC-INDIC DIGIT ZERO}") + n) for n in range(10))
TOO_LARGE = "That number is too large to keep. Try a bigger unit, such as millions."


def in_arabic(digits):
    return digits.translate(str.maketrans("0123456789'", ARABIC + "\N{ARABIC THOUSANDS SEPARATOR}"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("85", 85),
        (" 85 ", 85),
        ("85%", 85),
        ("85  %", 85),
        ("+3", 3),
        ("-3", -3),
        ("−3", -3),
        ("– 3", -3),
        ("-0", 0),
        (".5", 0.5),
        ("5.", 5),
        ("3,5", 3.5),
        ("0,500", 0.5),
        ("1234,567", 1234.567),
        ("1,234", 1234),
        ("1.234", 1.234),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234,567.", 1234567),
        (" 1 234 ", 1234),
        ("1\u202f234,5", 1234.5),
        ("1'234’567", 1234567),
        ("٣", 3),
        ("٨٢٪", 82),
        (in_arabic("1'234") + "\N{ARABIC DECIMAL SEPARATOR}" + in_arabic("5"), 1234.5),
        ("\N{FULLWIDTH HYPHEN-MINUS}3\N{FULLWIDTH FULL STOP}5\N{FULLWIDTH PERCENT SIGN}", -3.5),
        ("\u200f85\u200e", 85),
        ("$1,200", 1200),
        ("-$5", -5),
        ("$ -5", -5),
        ("5 €", 5),
        ("2.00005", 2.0001),
        ("-2.00005", -2.0001),
        ("1,000,000,000,000", 1e12),
    ],
)
def test_it_reads(text, value):
    assert read_number(text) == value
    assert str(read_number(text)) != "-0.0"


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "nan", "inf", "∞", "1e400", "1e3", "ten", "12 students", "٣م", "1/2", "--3"),
        *(".", ",", "%", "-", "$", "12 34", "5 5%", "1,23,4", "1.2.3", "1,234,5", "1.234.5"),
        "9" * 61,
    ],
)
def test_it_refuses_what_is_not_one_number(text):
    with pytest.raises(NotANumber, match="one number only") as refusal:
        read_number(text)
    assert refusal.value.sentence == ONE_NUMBER


@pytest.mark.parametrize("text", ["½", "2½", "10²", "Ⅷ"])
def test_it_asks_for_a_decimal_point_instead_of_fractions(text):
    with pytest.raises(NotANumber) as refusal:
        read_number(text)
    assert refusal.value.sentence == WITH_A_POINT


@pytest.mark.parametrize("text", ["1000000000001", "-1000000000000.1", "9" * 60])
def test_it_refuses_what_is_too_large_to_keep(text):
    with pytest.raises(NotANumber) as refusal:
        read_number(text)
    assert refusal.value.sentence == TOO_LARGE


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12 students", "students", 12),
        ("12 Students", " students", 12),
        ("12", "students", 12),
        ("3h", "h", 3),
        ("15", "5", 15),
    ],
)
def test_the_unit_in_words_is_left_out(text, unit, value):
    assert read_number(text, unit) == value


def test_a_form_is_read_whole():
    values, problems = read_numbers(
        {"baseline": "1,5", "target": "many", "band": " ", "value": None, "hours": "3 hours"},
        {"hours": "hours"},
    )
    assert values == {"baseline": 1.5, "band": None, "value": None, "hours": 3}
    assert problems == {"target": ONE_NUMBER}


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (85, "", "85"),
        (85.0, "%", "85%"),
        (0.5, " ", "0.5"),
        (100, "", "100"),
        (1234.5, "students", "1,234.5 students"),
        (-1200, "$", "-$1,200"),
        (-3.25, "", "-3.25"),
        (-0.0, "%", "0%"),
        (-0.00001, "", "0"),
        (1e12, "", "1,000,000,000,000"),
        (4, "h", "4 h"),
    ],
)
def test_it_writes_for_people(value, unit, written):
    assert write_number(value, unit) == written


@given(
    st.integers(-(10**16), 10**16).map(lambda n: n / 10_000),
    st.sampled_from(["", "%", "$", "€", "students", "hours a week"]),
)
def test_what_is_written_is_read_back(value, unit):
    assert read_number(write_number(value, unit), unit) == value


def read_or_refusal(text):
    try:
        return read_number(text)
    except NotANumber as refusal:
        return refusal.sentence


@given(st.text(max_size=70) | st.text("0123456789" + ARABIC + ".,' \u00a0+-−%$½e", max_size=12))
@example("1" * 19 + "," + "1" * 19 + " ")
@example("1 111" * 11 + "x")
def test_any_text_is_a_number_within_bounds_or_kindly_refused(text):
    got = read_or_refusal(text)
    if isinstance(got, str):
        assert got in (ONE_NUMBER, WITH_A_POINT, TOO_LARGE)
    else:
        assert abs(got) <= 1e12
        assert got == round(got, 4)
