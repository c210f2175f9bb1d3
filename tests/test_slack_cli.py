"""The hooks of Slack's own command line, run as it runs them."""

import json

from bot import manifest
from bot.playground import Playground
from tests.operating import ROOT, Done, run_apart
from tests.test_running import Bot, asks_for_setup

HOOKS = json.loads((ROOT / ".slack" / "hooks.json").read_text("utf-8"))["hooks"]


def hook(name: str, *flags: str) -> Done:
    program, option, module, *arguments = HOOKS[name].split()
    assert (program, option) == (".venv/bin/python", "-m")
    return run_apart(ROOT, *arguments, *flags, module=module)


def test_it_finds_out_what_there_is():
    told = json.loads(hook("get-hooks").out)

    assert {"start", "get-manifest"} <= set(told["hooks"])
    assert told["config"]["sdk-managed-connection-enabled"] is True


def test_it_gets_our_manifest_and_nothing_else():
    boundary = "4f2a"

    plain = hook("get-manifest")
    bounded = hook("get-manifest", "--protocol=message-boundaries", f"--boundary={boundary}")

    assert json.loads(plain.out) == manifest.read()
    assert bounded.out == f"{boundary}{plain.out.strip()}{boundary}\n"


def test_a_hook_that_is_none_is_said():
    done = run_apart(ROOT, "deploy", module="bot.slack_cli")

    assert done.code == 1
    assert "get-manifest, start" in done.err


def test_it_starts_the_bot_with_the_tokens_that_it_hands_over(tmp_path):
    with Playground(manifest=manifest.read()) as slack:
        others = "SLACK_BOT_TOKEN=xoxb-another\nSLACK_APP_TOKEN=xapp-another\n"
        (tmp_path / ".env").write_text(others)
        variables = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_CLI_XOXB": slack.bot_token,
            "SLACK_CLI_XAPP": slack.app_token,
        }
        bot = Bot(tmp_path, variables, "start", "--boundary=x", module="bot.slack_cli")
        try:
            assert bot.is_ready(), "".join(bot.log)
            assert asks_for_setup(slack.person("Ana Ruiz"), slack) == 200
        finally:
            bot.process.terminate()
            assert bot.ends() == 0, "".join(bot.log)
