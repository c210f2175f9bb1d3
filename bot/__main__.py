"""`python -m bot`."""

_STOPPED_BY_CTRL_C = 130


def main() -> None:
    """Load what the commands need, and do what was typed."""
    try:
        from bot.cli import cli  # noqa: PLC0415  # it takes a second, in which somebody may think again
    except KeyboardInterrupt:
        raise SystemExit(_STOPPED_BY_CTRL_C) from None
    cli(prog_name="python -m bot")


if __name__ == "__main__":
    main()
