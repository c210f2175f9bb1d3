"""Ways to Slack for tests: the same one wherever a message goes."""

from slack_sdk import WebClient

from bot.slack.directory import Directory
from bot.slack.gateway import Gateway
from bot.slack.gateways import Access, Gateways, Origin, Ways


class _Anybody:
    """One token that works everywhere."""

    def of(self, workspace_id: str) -> str | None:
        return "xoxb-1"

    def access(self, origin: Origin) -> Access | None:
        return None if origin.team_id is None else Access(origin.team_id, "xoxb-1")


class Everywhere(Gateways):
    """The same gateway and the same directory for every workspace."""

    def __init__(self, gateway: Gateway, directory: Directory | None = None) -> None:
        super().__init__(_Anybody(), WebClient, lambda _token: WebClient(retry_handlers=[]))
        client = WebClient()
        self._everywhere = Ways("xoxb-1", client, directory or Directory(client, "T0HOME"), gateway)
        self.time = gateway.time  # type: ignore[method-assign]

    def with_access(self, access: Access) -> Ways:
        return self._everywhere
