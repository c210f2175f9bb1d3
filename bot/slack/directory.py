"""Who people are, as Slack tells it."""

from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.refusals import Refusal

_UNKNOWN = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


@dataclass(frozen=True)
class Profile:
    """A person as Slack shows them to the bot."""

    key: PersonKey
    name: str
    time_zone: str | None
    locale: str | None
    is_bot: bool
    is_deactivated: bool


class Directory:
    """Asks Slack about people; the client should have a short time-out."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def find(self, user_id: str) -> Profile | None:
        """Return who a user id is, or nothing when Slack knows nobody by it.

        Raises Refusal when Slack does not answer, in words for the person who waits for it.
        """
        try:
            user = self._client.users_info(user=user_id, include_locale=True)["user"]
        except SlackApiError as error:
            if error.response.get("error") in _UNKNOWN:
                return None
            raise Refusal(_slack_is_silent()) from error
        except OSError as error:
            raise Refusal(_slack_is_silent()) from error
        profile = user.get("profile", {})
        return Profile(
            key=PersonKey(user["team_id"], user["id"]),
            name=profile.get("display_name") or user.get("real_name") or user.get("name", ""),
            time_zone=user.get("tz"),
            locale=user.get("locale"),
            # Slackbot is no bot to Slack's own flag, but nobody's colleague either.
            is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
            is_deactivated=bool(user.get("deleted")),
        )


def _slack_is_silent() -> str:
    return _("Slack did not tell us who that is just now. Please press the button once more.")
