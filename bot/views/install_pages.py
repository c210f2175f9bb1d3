"""The pages that a browser shows while somebody installs the bot: plain, and without a script."""

from collections.abc import Sequence
from html import escape

from bot.rules.language import _, ngettext

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;"
    "color:#222;background:#fff}a{color:#1f4e5f}"
)


def installed(name: str, missing: Sequence[str], open_slack: str, *, welcomed: bool) -> str:
    """Say that it is done, and what is still missing if the installer did not allow all."""
    said = [
        _("Touchstone is installed in {name}. It has written to you in Slack.")
        if welcomed
        else _("Touchstone is installed in {name}, as it was before. Everything goes on.")
    ]
    if missing:
        said.append(
            ngettext(
                "It was not allowed everything that it needs; this is missing: {scopes}. "
                "Whatever needs it will not work.",
                "It was not allowed everything that it needs; these are missing: {scopes}. "
                "Whatever needs them will not work.",
                len(missing),
            )
        )
    sentences = [one.format(name=name, scopes=", ".join(missing)) for one in said]
    return _page(_("Installed"), sentences, _("Continue in Slack"), open_slack)


def declined(start: str) -> str:
    """Say that nothing happened, because somebody chose so in Slack."""
    sentence = _("Nothing was installed, because you or your workspace did not allow it in Slack.")
    return _again(_("Not installed"), sentence, start)


def not_this_browser(start: str) -> str:
    """Say that the way back from Slack does not belong to a way there."""
    sentence = _(
        "This page is the last step of installing Touchstone, and it was opened without the "
        "first: in another browser, a second time, or after more than ten minutes. Nothing was "
        "changed."
    )
    return _again(_("Please start again"), sentence, start)


def refused_by_slack(code: str, start: str) -> str:
    """Say that Slack did not accept what it had given, in its own word."""
    sentence = _("Slack did not complete the installation; the reason it gave is “{code}”.")
    return _again(_("Not installed"), sentence.format(code=code), start)


def rotating() -> str:
    """Say that the app's tokens are of a kind that the bot does not keep."""
    sentence = _(
        "Token rotation is switched on for this Slack app, and Touchstone does not support it. "
        "Whoever runs Touchstone has to create the app again, without token rotation."
    )
    return _page(_("Not installed"), [sentence])


def no_answer(start: str) -> str:
    """Say that Slack, or the database, is not there at the moment."""
    sentence = _("Slack or our own database is not answering right now. Nothing was changed.")
    return _again(_("Not installed"), sentence, start)


def only_to_look_at() -> str:
    """Say that this page takes nothing."""
    return _page(_("Nothing here"), [_("This page can only be viewed.")])


def _again(title: str, sentence: str, start: str) -> str:
    return _page(title, [sentence], _("Start again"), start)


def _page(title: str, sentences: Sequence[str], link: str = "", address: str = "") -> str:
    words = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    onward = f'<p><a href="{escape(address)}">{escape(link)}</a></p>' if link else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Touchstone</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{words}{onward}</main></body></html>"
    )
