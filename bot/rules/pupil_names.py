"""Where a text names somebody who may be a pupil: not with a title, a staff role or as a place."""

import re
from collections.abc import Collection, Iterator

from bot.rules.pupil_name_lists import BEGINNINGS, GIVEN, GIVEN_OR_WORD, OF_PLACES, SURNAMES
from bot.rules.pupil_words import EITHER, FIRST, FULL, PERHAPS, fold, one

_LARGE = re.compile(r"\b[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*\b")
_SMALL = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# How hardly any other word ends.
_SURNAME = re.compile(
    r"..(?:[aeiou]dez|[aeiou][nr]ez|berg|stein|mann|wski|sky|ovic|wicz|sson|enko|oglu|opoulos|kwu)$"
)
_BETWEEN = re.compile(r" |  | (?:de|del|de la|de los|la|van|von|al|el|bin|y) ")

_ROLE = one(
    r"""(?:teacher|nurse|principal|director\w?|coordinator|counsell?or|librarian|volunteer|mentor|coach
    |specialist|manager|trainer|facilitator|liaison|psychologist|therapist|instructor|superintendent
    |chief|officer|doctor|pediatrician|professor|secretary|farmer|colleague|partner|lead|leader|staff
    |chair|president|chaplain|pastor|assistant|aide|driver|cook|owner|analyst|interpreter|intern
    |maestr[oa]|enfermer[oa]|coordinador\w?|consejer[oa]|bibliotecari[oa]|voluntari[oa]|mentor\w?
    |entrenador\w?|especialista|gerente|psicolog[oa]|terapeuta|superintendente|doctor\w?|profesor\w?
    |secretari[oa]|agricultor\w?|colega|lider|presidente|jef[ea])"""
)
_TITLED = re.compile(
    rf"\b(?:m[rs]|mrs|miss|mx|dr|dra|prof|sir|rev|sra?|srta|don|dona|lic|ing|profe|{_ROLE})\s+$"
)
_PLACE = one(
    r"""(?:hospital|library|farm|district|office|clinic|church|bank|compan\w+|foundation|nonprofit|city
    |department|team|university|college|agency|county|museum|biblioteca|granja|oficina|clinica
    |iglesia|empresa|fundacion|universidad|distrito|departamento|equipo)"""
)
_STAFF_VERB = one(
    r"""(?:leads?|led|teach\w*|taught|trains?|trained|presents?|presented|facilitat\w+|organi[sz]\w+
    |(?:runs?|ran)(?! away)|hosts?|hosted|coordinat\w+|covers?|covered|explain\w*|collects?
    |collected|reviews?|reviewed|drafts?|drafted|writes?|wrote|owns?|emails?|emailed|sends?|sent
    |manages?|managed|directs?|supervis\w+|mentors|volunteers?|volunteered|schedul\w+|approv\w+
    |co-?leads?|can you|could you|dirige|lidera|ensena|capacita|presenta|presento|organiza|coordina
    |explico|explica|revisan?|escribio|escribiran|mando|manda|manejan?|imparte|impartio|dio
    |puedes)"""
)
_STAFF = re.compile(
    one(
        rf"""(?:,? (?:and|y|e) [{FULL}{FIRST}{EITHER}{PERHAPS}]+)?(?:\s*\([^)\n]{{1,30}}\))?
        (?:,?\s+(?:our|the|an?|nuestr[oa]|la|el|un[oa]?)\s+(?:[\w-]+\s+){{0,3}}?{_ROLE}\b
        |,\s+(?:[\w-]+\s+){{0,2}}?{_ROLE}\b
        |,?\s+(?:from|of|at|with|del?|de la)\s+(?:the |la |el )?(?:[\w-]+\s+){{0,2}}?{_PLACE}\b
        |,?\s+(?:will |can |could |also |may |would |please |va a |puede )?{_STAFF_VERB}\b)"""
    )
)


def mark(text: str, folded: str, known: Collection[str]) -> str:
    """Put a mark in the place of every letter of a name; `known` are names that are no pupil's."""
    theirs = _known_words(known)
    marked = folded
    for start, end, sort in _names(text, folded):
        if not _is_known(folded[start:end], sort, theirs):
            marked = f"{marked[:start]}{sort * (end - start)}{marked[end:]}"
    return _without_staff(marked)


def _known_words(known: Collection[str]) -> tuple[set[str], set[str]]:
    names = {" ".join(fold(name).split()) for name in known}
    return names, {name.split(" ")[0] for name in names}


def _is_known(name: str, sort: str, theirs: tuple[set[str], set[str]]) -> bool:
    names, first_names = theirs
    return name in (first_names if sort in (FIRST, EITHER) else names)


def _without_staff(marked: str) -> str:
    for match in re.finditer(f"[{FULL}{FIRST}{EITHER}{PERHAPS}]+", marked):
        start, end = match.span()
        if _TITLED.search(marked[max(0, start - 30) : start]) or _STAFF.match(marked, end):
            marked = f"{marked[:start]}{'_' * (end - start)}{marked[end:]}"
    return marked


def _names(text: str, folded: str) -> Iterator[tuple[int, int, str]]:
    for run in _runs(text, folded):
        words = [folded[start:end] for start, end in run]
        if any(word in OF_PLACES and word not in SURNAMES for word in words):
            continue
        at = 0
        while at < len(run):
            written_large = all(text[start:end].istitle() for start, end in run[at : at + 2])
            sort, taken = _name_at(words[at:], written_large=written_large)
            if sort:
                yield run[at][0], run[at + taken - 1][1], sort
            at += taken


def _runs(text: str, folded: str) -> Iterator[list[tuple[int, int]]]:
    """Return the words, each where it stands, that may together be one name."""
    run: list[tuple[int, int]] = []
    for start, end in _candidates(text, folded):
        owned = folded.startswith("'s", end - 2) and end - start > 2
        if run and not _BETWEEN.fullmatch(folded, run[-1][1], start):
            yield run
            run = []
        run.append((start, end - 2 if owned else end))
    if run:
        yield run


def _candidates(text: str, folded: str) -> list[tuple[int, int]]:
    """Find what is written large, and given names, with a surname behind them, written small."""
    found = {match.start(): match.end() for match in _LARGE.finditer(text)}
    small = GIVEN.intersection(_SMALL.findall(folded))
    small = small.difference(folded[start:end] for start, end in found.items())
    for match in _SMALL.finditer(folded) if small else ():
        if match[0] in small:
            found.setdefault(*match.span())
            surname = _SMALL.match(folded, match.end() + 1)
            if surname and surname[0] in SURNAMES:
                found.setdefault(*surname.span())
    return sorted(found.items())


def _name_at(words: list[str], *, written_large: bool) -> tuple[str, int]:
    """Return what sort of name begins with the first word, and how many words it has."""
    first, rest = words[0], 0
    while rest < 2 and rest + 1 < len(words) and words[rest + 1] not in BEGINNINGS:
        rest += 1
    if first in GIVEN:
        return (FULL if rest else FIRST), 1 + rest
    if first in GIVEN_OR_WORD:
        if rest and words[rest] in SURNAMES:
            return FULL, 1 + rest
        return (PERHAPS, 1 + rest) if rest and written_large else (EITHER, 1)
    if _TITLED.fullmatch(f"{first} "):
        return "", 1 + rest
    if not written_large or first in BEGINNINGS or not rest:
        return "", 1
    is_surname = words[rest] in SURNAMES or _SURNAME.search(words[rest])
    return (FULL if is_surname else PERHAPS), 1 + rest
