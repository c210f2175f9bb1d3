"""A face for the playground: a page on loopback where people use the bot as in Slack.

    with PageServer(slack, port=8750, time=time) as page:
        webbrowser.open(page.address)

Entry points: `PageServer` (start and stop it), `Time` (what moves the clock, if anything does) and
`web_application` (the same without a port, for tests). Importing does nothing.
"""

from bot.playground.page.serving import PageServer
from bot.playground.page.web import Time, web_application

__all__ = ["PageServer", "Time", "web_application"]
