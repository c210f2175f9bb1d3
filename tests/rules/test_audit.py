"""From where something was changed, by the kind of payload."""

import pytest

from bot.rules.audit import Origin, origin_of


@pytest.mark.parametrize(
    ("kind", "origin"),
    [
        ("command", Origin.COMMAND),
        ("action", Origin.BUTTON),
        ("view", Origin.FORM),
        ("shortcut", Origin.SHORTCUT),
        ("event", Origin.EVENT),
        ("closed", Origin.EVENT),
    ],
)
def test_every_payload_has_an_origin(kind, origin):
    assert origin_of(kind) is origin
