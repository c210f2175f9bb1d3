"""Whether a name is somebody's in a partnership already, and what to do about it then."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from bot.rules.language import _
from bot.rules.people import is_without_slack
from bot.rules.refusals import Refusal

_UNSEEN = frozenset({"Cc", "Cf"})


class Named(NamedTuple):
    """Somebody who is in a partnership, as far as their name goes."""

    user_id: str
    name: str
    is_deactivated: bool = False


def alike(name: str) -> str:
    """Return what is the same of names that people take for one: large or small, far or near."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = (sign for sign in plain if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    return " ".join("".join(seen).split())


def ensure_nobody_is_called(name: str, members: Iterable[Named]) -> None:
    """Refuse to give somebody new a name by which they would be taken for another member."""
    same = [one for one in members if alike(one.name) == alike(name)]
    if not same:
        return
    if any(is_without_slack(one.user_id) for one in same):
        sentence = _(
            "Somebody in this partnership already has that name. Choose them in the list if it "
            "is the same person; if not, add something that tells them apart, such as “{name}, "
            "parent”."
        )
    elif all(one.is_deactivated for one in same):
        sentence = _(
            "Somebody in this partnership already has that name. Add something that tells the "
            "two apart, such as “{name}, parent”."
        )
    else:
        sentence = _(
            "Somebody in this partnership already has that name, and checks in with Slack. If "
            "you mean somebody else, add something that tells them apart, such as “{name}, "
            "parent”."
        )
    raise Refusal(sentence.format(name=name), field="name")
