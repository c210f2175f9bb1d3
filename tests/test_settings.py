"""The settings: from the environment, `.env` and files, with all that is wrong named at once."""

import pytest

from bot.settings import DatabaseSettings, RekeySettings, Settings, SettingsProblems, load
from storage.sealing import Seal

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shh"}


def problems_of(kind: type[DatabaseSettings] = Settings) -> list[str]:
    with pytest.raises(SettingsProblems) as caught:
        load(kind)
    return caught.value.problems


def test_an_app_token_chooses_socket_mode(surroundings):
    surroundings(**SOCKET)

    settings = load(Settings)

    assert settings.over_socket
    assert settings.database_url.get_secret_value() == "sqlite:///touchstone.db"
    assert settings.slack_api_url == "https://slack.com/api/"


def test_without_an_app_token_a_signing_secret_chooses_http(surroundings):
    surroundings(**HTTP, SLACK_APP_TOKEN="")

    assert not load(Settings).over_socket


@pytest.mark.parametrize(
    ("given", "host"), [("localhost", "127.0.0.1"), ("10.0.0.7", "10.0.0.7"), ("::1", "::1")]
)
def test_the_host_is_an_address(surroundings, given, host):
    surroundings(**HTTP, HTTP_HOST=given)

    assert load(Settings).http_host == host


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("localhost:9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:1", ("0.0.0.0", 1)),  # noqa: S104  # an operator may choose so
        ("[::1]:65535", ("::1", 65535)),
    ],
)
def test_monitoring_is_at_an_address_and_a_port(surroundings, given, meant):
    surroundings(**SOCKET, MONITORING_ADDRESS=given)

    assert load(Settings).monitoring == meant


@pytest.mark.parametrize("given", ["9464", "localhost", "127.0.0.1:0", "127.0.0.1:70000", "x:1"])
def test_monitoring_is_nowhere_else(surroundings, given):
    surroundings(**SOCKET, MONITORING_ADDRESS=given)

    assert problems_of() == ["MONITORING_ADDRESS should look like 127.0.0.1:9464."]


def test_nobody_is_told_how_it_goes_unless_an_address_is_set(surroundings):
    surroundings(**SOCKET)

    assert load(Settings).monitoring is None


def test_everything_missing_is_named_at_once(surroundings):
    assert problems_of() == [
        "SLACK_BOT_TOKEN is not set: set it for one workspace, or SLACK_CLIENT_ID for many.",
        "SLACK_SIGNING_SECRET is not set:"
        " set SLACK_APP_TOKEN for Socket Mode, or this one for HTTP.",
    ]


MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "shh",
    "SLACK_SIGNING_SECRET": "shh",
    "ENCRYPTION_KEYS": f"{Seal.new_key()}, {Seal.new_key()}",
    "PUBLIC_URL": "https://bot.example.org/",
}


def test_many_workspaces_need_no_token(surroundings):
    surroundings(**MANY)

    settings = load(Settings)

    assert settings.for_many
    assert not settings.over_socket
    assert settings.public_url == "https://bot.example.org"


def test_all_that_many_workspaces_need_is_named_at_once(surroundings):
    surroundings(SLACK_CLIENT_ID="1.2")

    assert problems_of() == [
        f"{name} is not set, and SLACK_CLIENT_ID needs it."
        for name in ("SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "ENCRYPTION_KEYS", "PUBLIC_URL")
    ]


def test_one_workspace_and_many_contradict_each_other(surroundings):
    surroundings(**MANY, **SOCKET)

    assert problems_of() == [
        "SLACK_BOT_TOKEN is for one workspace, and SLACK_CLIENT_ID for many:"
        " remove one of the two.",
        "SLACK_APP_TOKEN is for Socket Mode, and SLACK_CLIENT_ID needs HTTP:"
        " remove one of the two.",
    ]


def test_a_client_secret_alone_is_told(surroundings):
    surroundings(**SOCKET, SLACK_CLIENT_SECRET="shh")

    [sentence] = problems_of()

    assert sentence.startswith("SLACK_CLIENT_SECRET is set, but SLACK_CLIENT_ID is not")


@pytest.mark.parametrize("keys", ["secret", f"{'A' * 43}=,", "a,b"])
def test_keys_are_keys_and_are_not_repeated(surroundings, keys):
    surroundings(**MANY | {"ENCRYPTION_KEYS": keys})

    for kind in (Settings, RekeySettings):
        [sentence] = problems_of(kind)
        assert sentence.startswith("ENCRYPTION_KEYS should be keys that")
        assert keys not in sentence


@pytest.mark.parametrize(
    "url", ["http://bot.example.org", "bot.example.org", "https://", "ftp://x"]
)
def test_the_public_address_is_safe(surroundings, url):
    surroundings(**SOCKET, PUBLIC_URL=url)

    [sentence] = problems_of()

    assert sentence.startswith("PUBLIC_URL should start with https://")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:80"])
def test_the_public_address_of_a_trial_may_be_this_computer(surroundings, host):
    surroundings(**SOCKET, PUBLIC_URL=f"http://{host}")

    assert load(Settings).public_url == f"http://{host}"


def test_everything_wrong_is_named_at_once_and_no_value_is_repeated(surroundings):
    surroundings(
        SLACK_BOT_TOKEN="xapp-secret",
        SLACK_APP_TOKEN="xoxb-secret",
        DATABASE_URL="mysql://me:secret@host/db",
        SLACK_API_URL="slack.com",
        HTTP_HOST="secret",
        HTTP_PORT="no-secret",
        LOG_LEVEL="secret",
        LOG_FORMAT="secret",
    )

    problems = problems_of()

    assert [sentence.partition(" ")[0] for sentence in problems] == [
        "DATABASE_URL",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_API_URL",
        "HTTP_HOST",
        "HTTP_PORT",
        "LOG_LEVEL",
        "LOG_FORMAT",
    ]
    assert "secret" not in " ".join(problems)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "", "nonsense", "oracle://x/y"])
def test_a_database_must_be_a_file_or_a_server(surroundings, url):
    surroundings(DATABASE_URL=url or " ")

    [sentence] = problems_of(DatabaseSettings)

    assert sentence.startswith("DATABASE_URL ")


def test_a_secret_may_stand_in_a_file(surroundings, tmp_path):
    (tmp_path / "token").write_text("xoxb-from-file\n")
    surroundings(SLACK_BOT_TOKEN_FILE=str(tmp_path / "token"), SLACK_APP_TOKEN="xapp-1")

    assert load(Settings).slack_bot_token.get_secret_value() == "xoxb-from-file"


def test_the_secret_itself_wins_over_its_file(surroundings, tmp_path):
    surroundings(**SOCKET, SLACK_BOT_TOKEN_FILE=str(tmp_path / "not-there"))

    assert load(Settings).slack_bot_token.get_secret_value() == "xoxb-1"


def test_a_file_that_cannot_be_read_is_named(surroundings, tmp_path):
    (tmp_path / "noise").write_bytes(b"\xff\xfe\xfa")
    surroundings(
        SLACK_BOT_TOKEN_FILE=str(tmp_path / "not-there"),
        SLACK_APP_TOKEN_FILE=str(tmp_path / "noise"),
    )

    not_there, noise = problems_of()

    assert not_there.startswith("SLACK_BOT_TOKEN_FILE names the file ")
    assert not_there.endswith("which cannot be read: no such file or directory.")
    assert noise.startswith("SLACK_APP_TOKEN_FILE names the file ")
    assert noise.endswith("which cannot be read: it is not text.")


def test_a_dotenv_file_is_read_and_the_environment_wins_over_it(surroundings, tmp_path):
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-dot\nSLACK_APP_TOKEN=xapp-dot\n")
    surroundings(SLACK_APP_TOKEN="xapp-environment")

    settings = load(Settings)

    assert settings.slack_bot_token.get_secret_value() == "xoxb-dot"
    assert settings.slack_app_token is not None
    assert settings.slack_app_token.get_secret_value() == "xapp-environment"


def test_secrets_do_not_show_and_nothing_changes(surroundings):
    surroundings(**SOCKET, DATABASE_URL="postgresql://me:pass@host/db")

    settings = load(Settings)

    assert "xoxb" not in repr(settings)
    assert "pass" not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.http_port = 1  # type: ignore[misc]


def test_sealing_keys_are_keys_and_never_shown(surroundings):
    surroundings(**SOCKET, SEALING_KEY=f"{Seal.new_key()}, {Seal.new_key()}")
    assert load(Settings).seal is not None

    surroundings(SEALING_KEY="")
    assert load(Settings).seal is None

    surroundings(SEALING_KEY="my secret")
    assert problems_of() == [
        "SEALING_KEY should be a key that `python -m bot sealing-key` printed."
    ]
