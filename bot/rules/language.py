"""Gettext for every sentence a person reads, in the language chosen for the work in hand."""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "touchstone"
CATALOGUES = Path(__file__).parent.parent / "locale"

_language: ContextVar[str] = ContextVar("language", default="en")


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, str(CATALOGUES), [language], fallback=True)


def language() -> str:
    """Return which language is in use, such as `es_ES`."""
    return _language.get()


def _(sentence: str) -> str:
    """Return the sentence in the language in use."""
    return _catalogue(_language.get()).gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of the sentence that fits the count."""
    return _catalogue(_language.get()).ngettext(one, many, count)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Use a Slack locale such as `es-ES` for what is said inside the block."""
    token = _language.set(locale.replace("-", "_") or "en")
    try:
        yield
    finally:
        _language.reset(token)
