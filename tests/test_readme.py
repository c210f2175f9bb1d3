"""README.md says what is there: every setting, scope and command, as the code has them."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot import manifest
from bot.cli import cli
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def section(title: str) -> str:
    """The text under a heading, up to the next of any level."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", README, re.M | re.S)
    assert found, f"README has no section {title!r}"
    return found[1]


def rows(title: str) -> list[list[str]]:
    """The cells of the table in a section, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def default_of(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        default = "required"
    elif field.default is None:
        default = "none"
    else:
        is_secret = isinstance(field.default, SecretStr)
        default = f"`{field.default.get_secret_value() if is_secret else field.default}`"
    return f"{default}; secret" if "SecretStr" in str(field.annotation) else default


def test_every_setting_is_in_the_table_with_its_default_and_meaning():
    said = {name.strip("`"): (default, meaning) for name, default, meaning in rows("Settings")}

    assert said == {
        name.upper(): (default_of(field), field.description)
        for name, field in Settings.model_fields.items()
    }


def test_every_scope_has_its_reason():
    said = {scope for cells in rows("What it may do, and why") for scope in _code(cells[0])}

    assert said == manifest.scopes() | {"connections:write"}


def test_every_command_of_the_operator_is_in_the_table():
    said = {_code(cells[0])[0].split()[3] for cells in rows("Operations")}

    commands = {
        one.name or one.callback.__name__ for one in cli.registered_commands if one.callback
    }
    assert said == commands | {group.name for group in cli.registered_groups}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page):
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text("utf-8")):
        path, _hash, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}


def _code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)
