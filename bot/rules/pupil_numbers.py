"""Numbers that lead to one pupil: student numbers, dates of birth and phone numbers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.rules.pupil_words import CHILD, FIRST, FULL, PARENT, one

_ENDS = (". ", "! ", "? ", "\n", ";")


class Hit(NamedTuple):
    """Where a number stands, and whether it surely leads to a pupil."""

    start: int
    end: int
    is_hard: bool


_ID = r"(?:id|i d|pin|numbers?|num|no|nro|n[°ºo]|identifi\w+|code|codigo|clave|account)"
_SEP = r"[\s:#=.-]*(?:(?:is|was|es|era)\s+)?[\s:#=]*"
_CODE = r"(?P<number>[a-z]{0,2}-?\d[\d -]{2,14}\d)(?![\w%])"

_STUDENT_NUMBER = re.compile(
    one(
        rf"""\b(?:(?:{CHILD}|sis|lunch|school|state)(?:'s)?\s+(?:state |sis |lunch |{CHILD} )?
        {_ID}\b(?:\s*{_ID}\b)?{_SEP}{_CODE}
        |{_ID}\s+(?:number )?(?:of|for) (?:the |our |this )?{CHILD}{_SEP}(?P<of>\d[\d -]{{2,14}}\d)
        |{CHILD}\s*#?\s*(?P<bare>\d{{5,12}})(?![\w%,.]\d|\d)
        |(?:sasid|ssid|matricula|expediente del? alumn[oa]){_SEP}(?!20\d\d\b(?:-\d\d)?\b(?!-?\d))
        (?P<named>\d[\d-]{{3,13}}\d)
        |(?:numero|num|no|nro|clave|codigo)\s+(?:de\s+)?(?:identificacion\s+)?(?:del?\s+)?(?:l[ao]\s+)?
        (?:{CHILD}|matricula|control|cuenta escolar){_SEP}(?P<numero>\d[\d-]{{3,13}}))"""
    )
)
_SOCIAL_SECURITY = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_CURP = re.compile(r"(?<!\w)[a-z]{4}\d{6}[hm][a-z]{5}[a-z\d]\d(?!\w)")
_LONG = re.compile(
    r"(?<![\w$€£#/.,:@+=-])(?<![$€£] )#?\d{6,10}"
    r"(?![\w%/@-]|[.,:]\d|\s(?!(?:is|was|has|es)\b)[a-z]{3,}s\b)"
)
_ID_NUMBER = re.compile(rf"\b(?:id|identificacion){_SEP}(\d{{5,12}})(?!\w)")
# What else has long numbers, said at most three words before one.
_OTHER_NUMBER = re.compile(
    one(
        r"""\b(?:orders?|purchase|po|invoices?|grants?|zoom|meeting|webinar|room|budget|codes?|fund
        |accounts?|contract|vendor|tickets?|forms?|isbn|permit|license|plate|ein|route|serial|zip
        |award|project|goal|donors?|check|passcode|factura|orden|beca|convenio|contrato|cuenta
        |presupuesto|codigo|salon|reunion|subvencion|proyecto|recibo|cheque|folio|placa)
        \b(?:\W+\w{1,15}){0,3}\W*$"""
    )
)
_A_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")

_MONTH = one(
    r"""(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?
    |sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio
    |julio|agosto|septiembre|octubre|noviembre|diciembre)\b"""
)
_DATE = one(
    rf"""(?<![\d/.-])(?:(?P<first>(?:19|20)\d\d)[/.-]\d{{1,2}}[/.-]\d{{1,2}}
    |\d{{1,2}}[/.-]\d{{1,2}}[/.-](?P<last>(?:19|20)?\d\d)
    |{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?P<said>(?:19|20)\d\d))?
    |\d{{1,2}}(?:\s+de)?\s+{_MONTH}(?:\s+del?)?(?:,?\s+(?P<dicho>(?:19|20)\d\d))?)(?![\d/])"""
)
_BORN = one(
    r"""\b(?:dob|d o b|(?:date of )?birth ?(?:date|day)?|birthdays?|born|b-?day|nacio|nacid[oa]
    |fecha de nac\w*|f ?nac\w*|nacimiento|cumple(?:anos)?)\b"""
)
_BORN_ON = re.compile(_BORN)
_DATE_BEHIND = re.compile(rf"[^.!?;\n]{{0,25}}?(?P<date>{_DATE})")
_DATE_BEFORE = re.compile(rf"(?P<date>{_DATE})[^.!?;\n]{{0,15}}$")
# Ideas are born too.
_NOT_A_CHILD = re.compile(
    one(
        r"""\b(?:partnership|program|project|idea|team|school|clinic|garden|farm|center|network|club
        |league|alianza|programa|proyecto|idea|equipo|escuela|clinica|huerto|granja|centro|red)
        \s+(?:\w+\s+){0,2}$"""
    )
)

_PHONE = re.compile(
    one(
        r"""(?<![\w$€£#/.,:@-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])
        |(?<!\w)\+\d{1,3}[ .-]?\d{1,4}(?:[ .-]?\d{2,4}){2,4}(?!\w)"""
    )
)
_PHONE_SAID = re.compile(
    one(
        r"""\b(?:phones?|cell|mobile|tel|telefono|celular|movil|call|text|llam\w+|marc\w+|whatsapp)\b
        [^.!?;\n]{0,40}?(?P<number>(?<![\w$/-])
        (?:\d{3}[ .-]\d{4}|\d{10}|\d{2,3}(?:[ .-]\d{2,4}){2,3})(?![\w-]|[ .-]\d))"""
    )
)
_FOR_EVERYBODY = re.compile(r"(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\b")
_MEETING = re.compile(r"\b(?:zoom|meeting|webinar|reunion|id)\b[^.!?;\n]{0,25}$")
_THEIR = re.compile(
    one(
        rf"""[{FULL}{FIRST}]'s\s+{PARENT}\b|\b(?:his|her|their|su)\s+(?:\w+\s+)?
        (?:{PARENT}|phone|cell|number|telefono|celular)\b|\b{CHILD}'s\b|\bdel? (?:la )?{CHILD}\b
        |\b{PARENT}\s+(?:de|of)\s"""
    )
)
_CHILD = re.compile(rf"\b{CHILD}\b")
_SOMEBODY = re.compile(rf"[{FULL}{FIRST}]|\b{CHILD}\b")


def student_numbers(folded: str, marked: str) -> Iterator[Hit]:
    """Find what leads to one pupil in the school's records, and numbers as long."""
    for match in _STUDENT_NUMBER.finditer(folded):
        yield Hit(*match.span(match.lastgroup or 0), True)
    for pattern in (_SOCIAL_SECURITY, _CURP):
        for match in pattern.finditer(folded):
            yield Hit(*match.span(), True)
    for match in _ID_NUMBER.finditer(folded):
        if not _means_another(folded, match.start()):
            is_pupils = _CHILD.search(sentence_at(marked, match.start())) is not None
            yield Hit(*match.span(1), is_pupils)
    for match in _LONG.finditer(folded):
        number = match[0].lstrip("#")
        is_count = number.endswith("00") or _A_DAY.fullmatch(number) is not None
        if not is_count and not _means_another(folded, match.start()):
            yield Hit(*match.span(), False)


def birth_dates(folded: str, marked: str) -> Iterator[Hit]:
    """Find dates that are said to be somebody's birth, and are no historic person's."""
    for born in _BORN_ON.finditer(folded):
        start, end = born.span()
        date = _DATE_BEHIND.match(folded, end)
        date = date or _DATE_BEFORE.search(folded, max(0, start - 40), start)
        if date is None or _NOT_A_CHILD.search(folded, max(0, start - 40), start):
            continue
        year = date["first"] or date["last"] or date["said"] or date["dicho"] or ""
        is_historic = len(year) == 4 and year < "2000"
        if not is_historic and (year or _SOMEBODY.search(sentence_at(marked, start))):
            yield Hit(*date.span("date"), bool(year))


def phone_numbers(folded: str, marked: str) -> Iterator[Hit]:
    """Find phone numbers, apart from those that cost nothing and are for everybody."""
    spans = [match.span() for match in _PHONE.finditer(folded)]
    spans += [match.span("number") for match in _PHONE_SAID.finditer(folded)]
    for start, end in spans:
        is_open = _FOR_EVERYBODY.match(folded, start)
        if not is_open and not _MEETING.search(folded, max(0, start - 40), start):
            yield Hit(start, end, _THEIR.search(sentence_at(marked, start)) is not None)


def sentence_at(text: str, place: int) -> str:
    """Return the sentence around a place, at most two hundred letters on each side of it."""
    begin, end = max(0, place - 200), place + 200
    for mark in _ENDS:
        begin = max(begin, text.rfind(mark, begin, place) + 1)
        found = text.find(mark, place, end)
        end = found if found >= 0 else end
    return text[begin:end]


def _means_another(folded: str, start: int) -> bool:
    return _OTHER_NUMBER.search(folded, max(0, start - 60), start) is not None
