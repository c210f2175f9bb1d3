"""Links that were signed here are told from all others."""

import pytest

from bot.rules.answer_links import Signer, fingerprint

SIGNER = Signer.from_secret("https://bot.example.org", "a-signing-secret")
TOKEN = SIGNER.token("r" * 32)


def test_its_own_links_are_known_and_whole():
    assert SIGNER.is_own(TOKEN)
    assert SIGNER.address(TOKEN) == f"https://bot.example.org/answer/{TOKEN}"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "r" * 32,
        TOKEN[:-1],
        TOKEN + "=",
        TOKEN[:-1] + ("A" if TOKEN[-1] != "A" else "B"),
        "s" + TOKEN[1:],
        TOKEN + "\n",
        SIGNER.token("short"),
        Signer.from_secret("https://bot.example.org", "another-secret").token("r" * 32),
    ],
)
def test_others_are_not(token):
    assert not SIGNER.is_own(token)


def test_a_form_is_promised_to_one_browser_for_one_link():
    promised = SIGNER.promise(TOKEN, "cookie")

    assert promised == SIGNER.promise(TOKEN, "cookie")
    assert promised not in {SIGNER.promise(TOKEN, "other"), SIGNER.promise("other", "cookie")}


def test_what_is_kept_and_what_is_logged_tell_nothing():
    assert TOKEN not in fingerprint(TOKEN)
    assert len(fingerprint(TOKEN)) == 64
    assert "key" not in repr(SIGNER)
