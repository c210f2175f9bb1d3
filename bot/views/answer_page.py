"""The web pages behind a link for somebody without Slack: plain HTML that needs no script."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape

from bot.rules.dates import say_day
from bot.rules.language import _, language
from bot.views.checkin_copy import Copy

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1rem;"
    "color:#1c1c1c;background:#fff}h1{font-size:1.6rem;line-height:1.2}h2,legend{font-size:1.2rem}"
    "a{color:#1f4e5f}label,legend{font-weight:600;display:block}legend{padding:0}"
    "fieldset{border:0;border-top:1px solid #767676;padding:1rem 0 0;margin:1.5rem 0 0;min-width:0}"
    "p,h1,legend,label,li{overflow-wrap:anywhere}.box{margin:1rem 0}"
    "input,select,textarea{font:inherit;width:100%;box-sizing:border-box;min-height:2.75rem;"
    "padding:.4rem;border:1px solid #595959;border-radius:.2rem;color:inherit;background:#fff}"
    "input[type=checkbox]{width:1.5rem;min-height:1.5rem;vertical-align:middle;margin-right:.5rem}"
    ".mend{border-left:.3rem solid #a3002c;padding-left:.7rem}.why{color:#a3002c;margin:.2rem 0}"
    ".hint{margin:.2rem 0;font-weight:400}"
    ".said{white-space:pre-wrap;border-left:.3rem solid #767676;padding-left:.7rem}"
    "[role=alert]{border:.2rem solid #a3002c;padding:0 1rem}"
    "button{font:inherit;font-weight:600;padding:.7rem 1.5rem;border:0;border-radius:.2rem;"
    "color:#fff;background:#1f4e5f}:focus{outline:.2rem solid #b35c00;outline-offset:.1rem}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""By this the browser knows the page's own style from any that somebody else put into it."""


def thanks(name: str, copy: Copy) -> str:
    """Say that it is saved, and how to change it."""
    sentences = [
        _("Your check-in for {partnership}, {period}, is saved.").format(
            partnership=copy.partnership, period=copy.period
        ),
        _("It is in the record with your name, {name}, marked “via link”.").format(name=name),
    ]
    if copy.is_late:
        sentences.append(_("It came after the due date and is marked late."))
    if copy.retired:
        sentences.append(
            _(
                "One goal was retired while you were writing, so what you said about it "
                "was not saved."
            )
        )
    until = _("You can change it until {day}, with the same link.")
    sentences.append(until.format(day=say_day(copy.closes_on)))
    change = f'<p><a href="">{escape(_("Change what I said"))}</a></p>'
    return page(_("Thank you"), heading(_("Thank you")) + paragraphs(sentences) + change)


def gone(written: Sequence[str] = ()) -> str:
    """Answer every link that opens nothing: it tells nobody which it was, or why."""
    return _notice(
        _("This link does not work"),
        _(
            "It may have ended, been revoked, or been copied only in part. Please ask whoever "
            "sent it to you for a new one."
        ),
        written,
    )


def paused(written: Sequence[str] = ()) -> str:
    """Say that nothing can be answered just now, and that the link is good all the same."""
    return _notice(
        _("Check-ins are paused"),
        _(
            "Nothing can be saved right now. Please keep this link, and anything you have "
            "written: when check-ins continue, the same link will work again."
        ),
        written,
    )


def too_often(written: Sequence[str] = ()) -> str:
    """Ask to come back a little later."""
    return _notice(
        _("Please wait"),
        _("This page was requested too often. Please try again in ten minutes."),
        written,
    )


def too_large() -> str:
    """Say that more came than this form can hold."""
    return _notice(
        _("Too long"),
        _("That is more than this form can take. Go back, shorten it, and send it again."),
    )


def not_a_form() -> str:
    """Say that what came was not sent by the page's own form."""
    return _notice(_("Not sent"), _("Please send the form on the page that your link opens."))


def not_now(written: Sequence[str] = ()) -> str:
    """Say that nothing could be saved just now."""
    return _notice(
        _("Please try again"),
        _("Nothing could be saved just now. Go back, and send the form again in a minute."),
        written,
    )


def _notice(title: str, sentence: str, written: Sequence[str] = ()) -> str:
    return page(title, heading(title) + paragraphs([sentence]) + _given_back(written))


def _given_back(written: Sequence[str]) -> str:
    """Show what could not be saved: no page that comes later has it."""
    if not written:
        return ""
    keep = _(
        "What you just sent was not saved. Keep this page open or copy what you wrote, so that it "
        "is not lost."
    )
    texts = "".join(f'<p class="said">{escape(text)}</p>' for text in written)
    return f"<h2>{escape(_('What you wrote'))}</h2>{paragraphs([keep])}{texts}"


def heading(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


def paragraphs(sentences: Sequence[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def page(title: str, body: str) -> str:
    """Put a page together; `body` is markup."""
    return (
        f'<!doctype html><html lang="{escape(language().replace("_", "-"))}"><head>'
        '<meta charset="utf-8"><meta name="robots" content="noindex, nofollow">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Touchstone</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
