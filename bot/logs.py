"""Logging: one line an event, ids and counts only, and nothing secret even when a library tries."""

import logging
import re
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

# What libraries say below these levels holds request bodies, arguments, or nothing of use.
_QUIET = {
    "alembic": logging.WARNING,
    # It warns whenever a job is still at it when its next turn comes, which is as it should be.
    "apscheduler": logging.ERROR,
    "slack_bolt": logging.INFO,
    "slack_sdk": logging.INFO,
    "_granian": logging.ERROR,
    "websockets": logging.INFO,
}
_SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"  # tokens
    r"|xapp-[\w-]+"
    r"|v0=[0-9a-f]{64}"  # signatures
    r"|https://hooks\.slack(?:-gov)?\.com/\S+"  # where anybody could answer in the bot's name
    r"|\b\d+\.\d+\.[0-9a-f]{8,}\b"  # trigger ids
    r"|(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"  # a database's user and password
    r"|(?<=DETAIL:  )[^\n]+"  # PostgreSQL quotes the row that it refused
)
_NOT_SO = re.compile("`token` will be unused|has enabled the file-based InstallationStore")
_SECRET_KEYS = frozenset({"response_url", "token", "trigger_id"})
_HIDDEN = "[hidden]"
_UNHANDLED = "Unhandled request"


def redact(text: str) -> str:
    """Return the text without tokens, signatures, response URLs, trigger ids and passwords."""
    return _SECRETS.sub(_HIDDEN, text)


def what_failed(error: BaseException) -> dict[str, str]:
    """Return what a log line may hold of an error: its message can quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return {
        "error": type(error).__qualname__,
        "at": " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames),
    }


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send every log record as one line to `stream` (standard error), as `text` or `json`."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.ExtraAdder(),
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _leave_out_bodies,
                _hide_secrets,
                _renderer(form),
            ],
        )
    )
    handler.addFilter(_worth_a_line)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _worth_a_line(record: logging.LogRecord) -> bool:
    # By the handler and not by level: Bolt gives its loggers the root's level on every request.
    library = record.name.partition(".")[0]
    if record.levelno < _QUIET.get(library, logging.NOTSET):
        return False
    # Bolt looks into the environment too, and tells of a token and stores that it will not use.
    return library != "slack_bolt" or not _NOT_SO.search(record.getMessage())


def _leave_out_bodies(logger: Any, method: str, event: EventDict) -> EventDict:  # noqa: ARG001
    # Bolt quotes what it has no listener for.
    if str(event["event"]).startswith(_UNHANDLED):
        event["event"] = _UNHANDLED
    return event


def _hide_secrets(logger: Any, method: str, event: EventDict) -> EventDict:  # noqa: ARG001
    return {
        _word(key): _HIDDEN if key in _SECRET_KEYS else _shown(value)
        for key, value in event.items()
    }


def _word(key: str) -> str:
    return re.sub(r"\W", "_", key)


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(str(value))


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"])
