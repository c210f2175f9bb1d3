"""The Bolt app: Slack's requests, listened to."""

import logging

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.logs import what_failed
from handlers.dispatch import listen
from handlers.interaction import House
from handlers.routes import router_of_all

log = logging.getLogger(__name__)


def bolt_app(client: WebClient, house: House) -> App:
    """Make the app; `client` carries no token, and Bolt itself asks Slack nothing."""
    app = App(
        # Without a name Bolt looks for one through the whole stack of calls and all modules.
        name="touchstone",
        client=client,
        # Which installation a request is for is decided in handlers.authorizing, which sees the
        # whole request. Bolt's own way asks Slack again for every one, and takes a person of
        # another Enterprise organisation for somebody of theirs.
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None),
        # Signatures are checked in bot.transports, before anything is parsed; Bolt's own check
        # comes later, and logs the whole body that it refuses.
        request_verification_enabled=False,
        # Save first, then acknowledge: the answer waits for the listener.
        process_before_response=True,
    )
    app.error(_not_now)
    listen(app, router_of_all(), house)
    return app


def _not_now(error: Exception) -> BoltResponse:
    """Take nothing: Slack delivers events again, and leaves open what people are filling in."""
    log.error("not_taken", extra=what_failed(error))
    return BoltResponse(status=503)
