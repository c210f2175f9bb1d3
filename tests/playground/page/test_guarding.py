"""The page answers this computer's own browser, and fetches nothing from elsewhere."""

import re
from pathlib import Path

import pytest

import bot.playground.page
from bot.playground.page import PageServer

STATIC = Path(bot.playground.page.__file__).parent / "static"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:81", ""])
def test_another_name_for_this_computer_is_refused(browser, host):
    answer = browser.get("/", headers={"Host": host})

    assert answer.status_code == 421
    assert b"<script" not in answer.data


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:80"])
def test_this_computer_is_answered(browser, host):
    with browser.get("/", headers={"Host": host}) as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "https://localhost", "http://127.0.0.1"]
)
def test_nothing_is_done_for_another_page(visitor, room, origin):
    headers = {} if origin is None else {"Origin": origin}
    asked = {"channel": room.id, "text": "Hello"}
    path = f"/api/people/{visitor.person.id}/write"

    answer = visitor.browser.post(path, json=asked, headers=headers)

    assert answer.status_code == 403
    assert room.messages == []


def test_a_form_of_another_page_is_refused_even_if_it_looks_like_ours(visitor, room):
    path = f"/api/people/{visitor.person.id}/write"
    form = {"channel": room.id, "text": "Hello"}

    answer = visitor.browser.post(path, data=form, headers={"Origin": "http://localhost"})

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/static/app.js", "/api/begin", "/nowhere"])
def test_every_answer_keeps_the_browser_at_home(browser, path):
    with browser.get(path) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_server_listens_on_this_computer_alone(slack):
    with PageServer(slack) as page:
        assert page.address.startswith("http://127.0.0.1:")


def files(*kinds: str) -> list[Path]:
    return [file for file in STATIC.iterdir() if file.suffix in kinds]


@pytest.mark.parametrize("file", files(".js"), ids=lambda file: file.name)
def test_no_script_turns_words_into_markup(file):
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setHTML"

    assert not re.search(ways, file.read_text("utf-8"))


@pytest.mark.parametrize("file", files(".js", ".css", ".html"), ids=lambda file: file.name)
def test_nothing_is_fetched_from_elsewhere(file):
    words = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")

    assert not re.search(r"(src|href)=\"?https?:|url\(|@import|from \"http|import\(", words)
