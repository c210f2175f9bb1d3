"""Who somebody is: a Slack user in their own workspace."""

from typing import NamedTuple


class PersonKey(NamedTuple):
    """A Slack user; `team_id` is their home workspace, not the one that installed the bot."""

    team_id: str
    user_id: str
