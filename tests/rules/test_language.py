"""Sentences come in the language in use, and in English where there is no catalogue."""

from bot.rules.language import _, ngettext, speaking


def test_without_a_catalogue_it_is_english():
    with speaking("es-ES"):
        assert _("Close") == "Close"
        assert ngettext("one side", "many sides", 2) == "many sides"


def test_the_language_before_comes_back():
    with speaking("es-ES"), speaking(""):
        assert ngettext("one side", "many sides", 1) == "one side"
    assert _("Close") == "Close"
