"""What Slack's own command line, `slack`, asks of a project: its manifest, and to run it."""

import json
import os
import sys

from slack_cli_hooks.protocol import build_protocol

from bot import manifest
from bot.cli import cli

# By these names it hands over the tokens of the app that it made for the developer.
_TOKENS = {"SLACK_BOT_TOKEN": "SLACK_CLI_XOXB", "SLACK_APP_TOKEN": "SLACK_CLI_XAPP"}


def main(arguments: list[str]) -> None:
    """Answer a hook: `get-manifest`, or `start`, which runs until it is stopped."""
    match arguments[1:2]:
        case ["get-manifest"]:
            build_protocol(arguments).respond(json.dumps(manifest.read()))
        case ["start"]:
            # Its own go before those in `.env`, which are of another app.
            for name, given in _TOKENS.items():
                os.environ[name] = os.environ.get(given) or os.environ.get(name, "")
            cli(["run"])
        case _:
            sys.exit("hooks: get-manifest, start")


if __name__ == "__main__":
    main(sys.argv)
