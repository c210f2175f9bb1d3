"""The Bolt app: Slack's requests checked, attributed to their installation, and listened to."""

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


def bolt_app(
    client: WebClient, installation: Installation, tools: Tools, *, signing_secret: str | None
) -> App:
    """Make the app; without a signing secret it is for Socket Mode, which signs nothing."""
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
        signing_secret=signing_secret or "unused-in-socket-mode",
        request_verification_enabled=signing_secret is not None,
        # Save first, then acknowledge: the answer waits for the listener.
        process_before_response=True,
    )
    listen(app, router_of_all(), tools)
    return app
