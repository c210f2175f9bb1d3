"""How people write of one pupil in English and Spanish: plans, discipline, families, numbers.

The patterns meet a text that `fold` has written small and without accents, and in which each letter
of a name is a mark. Each repeats a few words at most, so that no text takes long.
"""

import re
import unicodedata

# A full name; a first name alone; a first name that is as often another word; two words that may be
# a name, since they are written large and are none that we know.
FULL, FIRST, EITHER, PERHAPS = "\x01", "\x02", "\x03", "\x04"

_LETTERS: dict[int, str] = {
    number: base.lower()
    for number in range(0x250)
    for base in unicodedata.normalize("NFD", chr(number))[:1]
    if base.isalpha() and len(base.lower()) == 1
}
# Nobody writes our marks.
_LETTERS |= dict.fromkeys(map(ord, (FULL, FIRST, EITHER, PERHAPS)), " ")
_LETTERS |= {ord(mark): "'" for mark in "‘’\u00b4`"} | {ord(mark): "-" for mark in "–−\u2010\u2011"}
_NO_END = re.compile(r"\b(ms|mrs?|dra?|sra?|srta|prof|st|ext|jr|[a-z])\.")


def fold(text: str) -> str:
    """Write small and without accents, every letter in its place; only ends of sentences point."""
    return _NO_END.sub(r"\1 ", text.translate(_LETTERS))


def one(pattern: str) -> str:
    """Join the lines of a pattern."""
    return "".join(line.strip() for line in pattern.splitlines())


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that is written in lines."""
    return re.compile(one(pattern))


_MAYBE = f"[{FULL}{FIRST}{PERHAPS}]+"
_ANY = f"[{FULL}{FIRST}{EITHER}]+"
# A word of a sentence, and the space behind it.
_W = r"(?:[^\s.!?;,:]{1,30}\s{1,2})"

# --- what belongs to one pupil's file ------------------------------------------------------------

_DISCIPLINE = one(
    r"""(?:in[- ]school )?suspension|detention|expulsion|probation|truancy|restraining order
    |(?:office |discipline |behaviou?r )referrals?|discipline records?
    |(?:un|dos|tres|varios|\d{1,2}) reportes?|reportes? (?:de|por) (?:mala )?(?:disciplina|conducta)
    |detencion|suspension|faltas injustificadas"""
)
_SUPPORT = one(
    r"""ieps?|i e p|504|pei|special[- ]ed(?:ucation)?|sped|bip|behaviou?r (?:\w+ )?plan|adhd|autism
    |dyslexia|dyscalculia|anxiety|depression|seizures?|epilepsy|diabetes|asthma|allerg\w+
    |disabilit\w+|medications?|meds|inhaler|insulin|ritalin|therapy|self[- ]harm|pregnancy
    |foster care|custody|gpa|failing grades?|educacion especial|tdah|autismo|dislexia|ansiedad
    |depresion|convulsiones|epilepsia|asma|alergias?|discapacidad|medicamentos?|inhalador|insulina
    |terapia|custodia|hogar de acogida"""
)
# A workshop on plans is nobody's plan.
_OF_ALL = one(
    r"""(?!(?: plans?)?[ -]+(?:meetings?|trainings?|workshops?|teams?|sessions?|data|polic\w+|rates?
    |guides?|process|forms?|paperwork|checklists?|departments?|teachers?|staff|students|families
    |awareness|month|week|programs?|law|compliance|reviews?|panel|committee|nurses?|cent\w+|fair
    |screenings?|counts?|numbers|coordinators?|caseloads?|reports?|handbook|talk|slides|agenda
    |for (?:teachers|staff|families|parents)|para (?:maestr|el personal|famil)\w*)\b)"""
)
_THING = rf"\b(?:{_DISCIPLINE}|{_SUPPORT})\b{_OF_ALL}"
_MARKS = one(
    r"""(?:discipline|school) (?:records?|file|history)|grades(?! \d)|marks|test scores?|report card
    |behaviou?r|diagnosis|arrest|disability"""
)
_MARKS_ES = r"calificaciones|promedio|malas notas|boleta|conducta|diagnostico|expulsion|expediente"
_STATE_DISCIPLINE = one(
    r"""suspended|expelled|arrested|truant|written up|on probation|in (?:detention|jail|juvenile)
    |caught (?:vaping|fighting|smoking|stealing|cheating|with)|bullying|bullied|suspendid[oa]s?
    |expulsad[oa]s?|arrestad[oa]s?|detenid[oa]s?|castigad[oa]s?"""
)
_STATE_SUPPORT = one(
    r"""diagnosed|failing(?! to\b)|retained|held back|homeless(?! liaison)|autistic|dyslexic
    |diabetic|epileptic|depressed|suicidal|pregnant|undocumented|evicted|abused|neglected|hospitali[sz]ed
    |in (?:foster care|special ed\w*|therapy|rehab)|diagnosticad[oa]s?|reproband[oa]|reprobad[oa]s?
    |autistas?|dislexic[oa]s?|diabetic[oa]s?|deprimid[oa]s?|embarazada|indocumentad[oa]s?|sin hogar
    |en (?:educacion especial|terapia)"""
)
_IS = r"(?:was|is|were|are|got|gets|been|being|esta|fue|es|estaba|estuvo|fueron|anda|sigue)"
_STATE = one(
    rf"""\b{_IS}\s+(?:(?:\w{{1,12}}ly|again|still|also|now|just|muy|otra vez|siendo)\s+){{0,2}}
    (?:{_STATE_DISCIPLINE}|{_STATE_SUPPORT})\b"""
)
_ADJ = one(
    r"""(?:(?:an?|one|two|three|\d{1,2}(?:[.,]\d{1,2})?|some|his|her|another|new|old|severe|mild|bad|serious|chronic
    |active|been|on|given|diagnosed|with|type|daily|lunch|after[- ]school|in[- ]school|school
    |official|un[oa]?|dos|tres|su|mucha|mucho|fuerte|nuevo|varios|con|de|for|again|more time
    |special|large|plan|first|second|third|last|own)\s+)"""
)
_HAVE = one(
    r"""\b(?:has|had|have|needs|needed|got|gets|received|receives|takes|took|his|her|tiene|tuvo|tenia
    |tomo|toma|recibe|recibio|necesita|padece|sufre|su)"""
)
_DID = one(
    r"""\b(?:scored \d|(?:scored|got|has|had)\s+(?:two |three |an? )?[df]s?\b
    |reads?\s+(?:\w+\s+){0,3}below|(?:failed|flunked|skipped)\s+(?:class|school|math\w*|science
    |english|algebra|geometry|biology|chemistry|physics|history|reading|spanish|ninth|grade
    |a (?:class|course))|(?:cut|cuts|cutting) class|vaped|stole|sent home for \w+ing
    |brought a (?:knife|gun|weapon)|lives? in (?:foster|a shelter|a group home|a car|a motel)
    |repeated\s+(?:the |\w+ )?(?:grade|year)
    |repitio|reprobo|vive en (?:un )?(?:hogar de acogida|albergue|refugio)|se peleo|robo\b
    |lee (?:\w+ ){0,3}por debajo)"""
)
# "…, who", "and Ava Scott", ", a ninth-grader,": what may stand between a name and its verb.
_GAP = (
    rf"(?:,? (?:and|y|e) {_MAYBE})?(?:,[^,.!?;\n]{{1,40}},)?(?:,? (?:who|que|already|also|ya))?\s+"
)

# --- who says of somebody that this is a pupil ----------------------------------------------------

_TH = one(
    r"""(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth
    |\d{1,2}(?:st|nd|rd|th))"""
)
_AVO = r"(?:primero?|segundo|tercero?|cuarto|quinto|sexto|septimo|octavo|noveno|decimo|\d{1,2}º)"
_GRADE = one(
    rf"""(?:{_TH}[ -]grad\w+|grade (?:\d{{1,2}}|k)\b
    |(?:senior|junior|sophomore|freshman)(?=\s*(?:[,.;!?)]|$|(?:who|at|from|in|is|was|will|has|had)\b))
    |kindergart\w+|pre-?k\b|\d{{1,2}}[ -]years?[ -]old
    |(?:student|pupil)\b(?!s|\s+(?:council|services|teacher|support|affairs|nurse|mentor|advis))
    |alumn[oa]\b|estudiante\b|de {_AVO}\b|{_AVO} grado)
    (?!\s+(?:teach|counsel|lead|team|coordinat|math|science|english|maestr|profes|director|advis))"""
)
CHILD = one(
    r"""(?:student|pupil|learner|kid|child|boy|girl|alumn[oa]|estudiante|nin[oa]|muchach[oa]
    |chic[oa])"""
)
PARENT = one(
    r"""(?:mom|mum|mother|dad|father|guardian|grand\w{2,8}|aunt|uncle|stepm\w+|stepf\w+|parents?
    |mama|madre|papas?|padres?|abuel[oa]s?|ti[oa]|tutora?)"""
)
_BELONGS = one(
    rf"""(?:{PARENT}|teacher|tutor|homework|attendance|behaviou?r|absences?
    |locker|desk|reading|progress|grades?(?! \d))\b"""
)
_DE = r"(?:familia|maestr[oa]|tarea|tareas|asistencia|faltas|lectura|herman[oa]|progreso)"

# What stands before or behind a name and says that it is a pupil's, even of a name that is as often
# another word.
PUPIL_BEFORE = compiled(
    rf"""\b(?:{CHILD}|senior|junior|freshman|sophomore|{_TH}[ -]graders?|son|daughter|twins?
    |hij[oa]),?\s+(?:(?:named|called|llamad[oa]|de nombre)\s+)?(?:{_ANY} (?:and|y) )?$"""
)
PUPIL_BEHIND = compiled(
    rf"""(?:,? (?:and|y) {_ANY})?,?\s+\(?(?:(?:is|es|both|are|ambos|now|in|en|an?|un[oa]?|our|from
    |nuestr[oa]|la|el|the|de)\s+){{0,3}}{_GRADE}"""
)
# The same of a name that is hardly anything else.
THEIRS_BEFORE = compiled(rf"\b(?:{PARENT}|{_DE})\s+(?:de|of)\s+$")
THEIRS_BEHIND = compiled(
    rf"""'s?\s+{_BELONGS}
    |\s+(?:has |had |ha )?(?:(?:missed|falto)\s+{_W}{{0,2}}(?:days?|school|class\w*|dias)\b
    |(?:was|is|were) (?:absent|tardy|truant)|falta mucho)
    |\s+(?:from|in|del?)\s+(?:m[rs]s?\s+\w+'s|homeroom|salon de|la clase de)"""
)
# What stands in a pupil's file, said of the name before or behind it.
PRIVATE_BEFORE = compiled(
    rf"""(?:{_THING}|\b(?:{_MARKS_ES}|grades|behaviou?r)\b)\s+(?:of|de)\s+$
    |\b(?:suspend\w{{2,5}}|expuls\w{{2,5}}|expelled|castig\w{{2,5}}|arrest\w{{2,5}}|diagnos\w{{3,9}}
    |reprob\w{{2,5}})\s+(?:a\s+)?(?:l[ao]s?\s+)?(?:alumn[oa]\s+)?$"""
)
PRIVATE_BEHIND = compiled(
    rf"""'s?\s+{_ADJ}{{0,2}}(?:{_THING}|\b(?:{_MARKS})\b{_OF_ALL})
    |{_GAP}(?:(?:has|had|have|ha)\s+)?{_STATE}|{_GAP}{_DID}
    |{_GAP}(?:with|con)\s+{_ADJ}{{0,2}}{_THING}
    |[^.!?;\n]{{0,60}}?{_HAVE}\s+{_ADJ}{{0,3}}{_THING}
    |[^.!?;\n]{{0,40}}[.!?;,]\s+(?:s?he|el|ella)\s+(?:{_STATE}|{_HAVE}\s+{_ADJ}{{0,3}}{_THING})
    |\s+l[eao]\s+(?:suspend|expuls|diagnost|castig|arrest)\w+"""
)
# The same in a list, in which the topics of a meeting stand beside names too.
LISTED_BEHIND = compiled(
    rf"(?:,[^.!?;,\n]{{1,25}}){{0,2}}[,(-]\s*{_THING}|[^.!?;:\n]{{0,25}}:\s*{_THING}"
)
# Behind a name that is known to be a pupil's, more may stand between.
FILE_BEHIND = compiled(rf"[^.!?;\n]{{0,60}}?(?:{_STATE}|{_THING})")

# --- one pupil without a name --------------------------------------------------------------------

_ONE_PUPIL = one(
    rf"""(?:\b(?:an?|one|this|that|the|our|my|un[oa]?|el|la|al|del|est[ae]|es[ae]|nuestr[oa])\s+
    (?:{_W}){{0,2}}?{CHILD}\b(?!\s+(?:council|services|handbook|surveys?|data|support|body|affairs))
    |\bone of (?:our|the|my) (?:{_W})?(?:students|pupils|kids|boys|girls)\b
    |\bun[oa] de (?:l[ao]s|nuestr[ao]s|mis) (?:alumn|nin|estudiant|chic)\w+)"""
)
ONE_PUPIL = compiled(
    rf"""{_ONE_PUPIL}[^.!?;\n]{{0,60}}?
    (?:{_STATE}|(?:{_HAVE}|\bwith|\bcon)\s+(?:the |el )?{_ADJ}{{0,3}}{_THING}|{_DID})
    |{_ONE_PUPIL}'s\s+{_W}{{0,2}}(?:{_THING}|\b(?:{_MARKS})\b)
    |\b(?:his|her|su)\s+{_ADJ}?{_THING}
    |\b(?:suspend|expuls|castig|diagnostic|arrest)\w{{2,5}}\s+(?:a un[ao]?|a la|al)\s+{CHILD}\b"""
)
# What holds for whomever it concerns.
EVERYBODY = re.compile(r"\b(?:when|whenever|if|each|every|any|cuando|si|cada|cualquiera?)\b")
OF_DISCIPLINE = compiled(
    rf"\b(?:{_DISCIPLINE}|{_STATE_DISCIPLINE}|suspend\w+|expuls\w+|castig\w+|arrest\w+)\b"
)
