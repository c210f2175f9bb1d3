"""What the guard for pupils' data finds, leaves alone, and how it says so."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.pupil_guard import MASK, Kind, ensure_may_be_kept, findings, masked
from bot.rules.refusals import Refusal
from tests.benchmarks.bench_guard import HARD, SOFT, score, sentences


def found(text, known=()):
    return [(one.kind, one.is_hard) for one in findings(text, known)]


@pytest.mark.parametrize("held_out", [False, True])
def test_it_finds_nine_of_ten_and_leaves_the_harmless_alone(held_out):
    reached = score(sentences(held_out=held_out))

    assert reached.recall >= 0.9
    assert reached.soft_recall >= 0.8
    assert reached.questioned <= 0.03


def test_there_are_sentences_enough_half_of_them_harmless_in_two_languages():
    judged = sentences()
    hits = [one for one in judged if one.is_a in (SOFT, HARD)]

    assert len(judged) >= 240
    assert 0.4 < len(hits) / len(judged) < 0.6
    assert {one.language for one in judged} == {"en", "es"}
    assert len({one.text for one in judged}) == len(judged)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jaylen Brooks has an IEP.", Kind.NAME),
        ("JAYLEN BROOKS HAS AN IEP", Kind.NAME),
        ("jaylen brooks has an iep", Kind.NAME),
        ("📌 Jaylen Brooks 🚌 has an IEP 👍", Kind.NAME),
        ("Jaylen Brooks’s IEP is due", Kind.NAME),
        ("We suspended Jaylen Brooks.", Kind.NAME),
        ("Jaylen Brooks, a ninth-grader, is failing.", Kind.NAME),
        ("Jaylen in fourth grade was suspended.", Kind.NAME),
        ("Our student Grace was suspended.", Kind.NAME),
        ("Mohamed Abdi's test scores are low.", Kind.NAME),
        ("Can somebody help Jaylen Brooks? He is homeless.", Kind.NAME),
        ("Mateo García tiene un plan 504.", Kind.NAME),
        ("Mateo Garci\u0301a tiene un plan 504.", Kind.NAME),
        ("La mamá de Mateo García dice que está suspendido.", Kind.NAME),
        ("Student ID 4481223", Kind.STUDENT_NUMBER),
        ("student 448122", Kind.STUDENT_NUMBER),
        ("The ID 4481223 is the girl's.", Kind.STUDENT_NUMBER),
        ("הילדה: student ID 4481223 בבית הספר", Kind.STUDENT_NUMBER),
        ("student ID ٤٤٨١٢٢٣", Kind.STUDENT_NUMBER),
        ("Matrícula: 20488115", Kind.STUDENT_NUMBER),
        ("078-05-1120", Kind.STUDENT_NUMBER),
        ("GAMM140702MDFRRT09", Kind.STUDENT_NUMBER),
        ("DOB 3/14/15", Kind.BIRTH_DATE),
        ("born on March 14th, 2015", Kind.BIRTH_DATE),
        ("2015-03-14 is the birthday", Kind.BIRTH_DATE),
        ("nació el 14 de marzo de 2015", Kind.BIRTH_DATE),
        ("her mother: (217) 555-0142", Kind.PHONE),
        ("el celular de su papá es +52 55 1234 5678", Kind.PHONE),
    ],
)
def test_what_surely_leads_to_a_pupil_is_hard(text, kind):
    assert (kind, True) in found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jaylen in fourth grade likes the lab.", Kind.NAME),
        ("A boy named Jaylen waits alone.", Kind.NAME),
        ("Jaylen's mother asked.", Kind.NAME),
        ("Zyaire Quarterman was suspended.", Kind.NAME),
        ("Sessions: Priya Shah, 504 plans.", Kind.NAME),
        ("Jaylen's birthday is May 3.", Kind.BIRTH_DATE),
        ("Call 217-555-0142.", Kind.PHONE),
        ("call me at 555-0142", Kind.PHONE),
        ("20193847 is in the system", Kind.STUDENT_NUMBER),
        ("The ID 4481223 does not work.", Kind.STUDENT_NUMBER),
        ("One girl has an IEP.", Kind.SUPPORT),
        ("Her inhaler is in the office.", Kind.SUPPORT),
        ("The student was suspended.", Kind.DISCIPLINE),
        ("Suspendieron al alumno.", Kind.DISCIPLINE),
    ],
)
def test_what_may_lead_to_a_pupil_is_soft(text, kind):
    assert (kind, False) in found(text)
    assert not any(one.is_hard for one in findings(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4481223",
        "85 %",
        "1,234,567.5",
        "IEP meetings for teachers",
        "504 plan training",
        "Ms. Brooks has an IEP meeting.",
        "Ms. Jaylen Brooks was suspended.",
        "Principal Brooks was suspended between two calls.",
        "Jaylen Brooks, our nurse, has an asthma kit.",
        "Jaylen Brooks (Mercy) teaches the IEP course.",
        "Dr. King was born on January 15, 1929.",
        "Our partnership was born on September 3, 2019.",
        "The birthday of the school is May 3.",
        "Lincoln Elementary was suspended from the league.",
        "When a student is suspended, we call.",
        "Call 1-800-273-8255 or 988.",
        "The Zoom ID is 845 2231 9981, invoice 448122.",
        "448100 meals, 123456 bags, 20261016",
        "https://example.org/4481223",
        "Will Grace come in May?",
        "Grant ID 1234567",
        "\x01\x02\x03\x04 was suspended",
        "Rubén",
    ],
)
def test_what_leads_to_nobody_is_left_alone(text):
    assert findings(text) == ()


def test_members_of_the_partnership_are_no_pupils():
    known = ["Ana  Ruiz", "María López"]

    assert findings("Ana Ruiz has a 504 plan.", known) == ()
    assert findings("Maria Lopez was suspended.", known) == ()
    assert findings("Our student Ana won.", known) == ()
    assert findings("Ana Brooks was suspended.", known) != ()


@pytest.mark.parametrize("kind", Kind)
def test_every_finding_says_how_to_say_it_otherwise(kind):
    texts = {
        Kind.NAME: "Jaylen Brooks has an IEP.",
        Kind.STUDENT_NUMBER: "student ID 4481223",
        Kind.BIRTH_DATE: "born 3/14/2015",
        Kind.PHONE: "217-555-0142",
        Kind.SUPPORT: "One girl has an IEP.",
        Kind.DISCIPLINE: "The student was suspended.",
    }
    (one,) = findings(texts[kind])
    assert one.kind is kind
    assert one.suggestion.endswith(".")


def test_a_draft_keeps_everything_but_what_is_hard():
    text = "Jaylen in fourth grade. Student ID 4481223, born 3/14/2015. The bus is late."

    assert masked(text) == (
        f"Jaylen in fourth grade. Student ID {MASK}, born {MASK}. The bus is late."
    )
    assert masked("Two boys named Mia Lopez and Ava Cruz were suspended.").count(MASK) == 2


def test_where_nobody_can_be_asked_only_what_is_hard_is_refused():
    ensure_may_be_kept("Call 217-555-0142.")
    with pytest.raises(Refusal, match="a student in grade 4"):
        ensure_may_be_kept("Jaylen Brooks has an IEP.")


HOSTILE = [
    "Jaylen Brooks " * 220,
    "jaylen " * 430,
    "a " * 1500,
    "has " * 750,
    "1" * 3000,
    "555-" * 750,
    "student id " * 270,
    "Jaylen, " * 375,
    "the student " * 250,
    "A" * 3000,
    "Aa" * 1500,
    "born " * 600,
    "3/14/" * 600,
    "'" * 3000,
    "Jaylen's " * 330,
    "a student " + "very " * 590,
    "Jaylen Brooks " + "and " * 740,
    " " * 3000,
    "Mia," * 750,
    "שלום " * 600,
    "😀" * 1500,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_takes_long(text):
    began = time.process_time()
    findings(text)
    # A hundred times what such a field takes: a pattern that runs wild takes minutes.
    assert time.process_time() - began < 1


@given(st.text(max_size=300))
def test_no_text_is_too_much(text):
    for one in findings(text):
        assert 0 <= one.start < one.end
        assert one.words
    masked(text)


PIECES = st.sampled_from(
    [
        *("Jaylen Brooks", "Maria", "María", "la mamá", "de", "fue suspendido", "student", "has"),
        *("an IEP", "was suspended", ",", ".", "'s", "mother", "born", "3/14/2015", "555-0142"),
        *("ID", "4481223", "and", "Dr.", "\n", "our nurse", "in grade 4"),
    ]
)


@given(st.lists(PIECES, max_size=20).map(" ".join))
def test_what_is_masked_leaves_nothing_hard_that_it_found(text):
    hard = [one.words for one in findings(text) if one.is_hard]
    kept = masked(text)
    assert kept.count(MASK) == len(hard)
