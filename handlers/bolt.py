"""The Bolt app: Slack's requests attributed to their installation, and listened to."""

from dataclasses import dataclass

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from handlers.dispatch import listen
from handlers.interaction import Tools
from handlers.routes import router_of_all


@dataclass(frozen=True)
class Installation:
    """The workspace that a bot token belongs to, as auth.test tells it."""

    team_id: str
    team_name: str
    bot_id: str
    bot_user_id: str
    token: str


def bolt_app(client: WebClient, installation: Installation, tools: Tools) -> App:
    """Make the app; `client` carries no token, each request gets its installation's."""
    authorized = AuthorizeResult(
        enterprise_id=None,
        team_id=installation.team_id,
        bot_token=installation.token,
        bot_id=installation.bot_id,
        bot_user_id=installation.bot_user_id,
    )
    app = App(
        client=client,
        # Asked once at start: Bolt's own way would ask Slack again for every request.
        authorize=lambda: authorized,
        # Signatures are checked in bot.transports, before anything is parsed; Bolt's own check
        # comes later, and logs the whole body that it refuses.
        request_verification_enabled=False,
        # Save first, then acknowledge: the answer waits for the listener.
        process_before_response=True,
    )
    listen(app, router_of_all(), tools)
    return app
