"""Which function answers which command, button, form or event: exact ids, each once."""

from collections.abc import Callable, Iterable

from handlers.interaction import Interaction

Handler = Callable[[Interaction], None]
Route = tuple[str, str]

COMMAND = "command"
ACTION = "action"
VIEW = "view"
CLOSED = "closed"
SHORTCUT = "shortcut"
EVENT = "event"
OPTIONS = "options"

OTHERWISE = "*"


class DuplicateRoute(ValueError):
    """Two functions claim the same command, button, form or event."""


class Router:
    """The routes of one feature, or of all of them joined."""

    def __init__(self) -> None:
        self.routes: dict[Route, Handler] = {}

    def command(self, name: str, sub: str = "") -> Callable[[Handler], Handler]:
        """Answer `/name` alone, `/name sub …`, or with `sub=OTHERWISE` any other word."""
        return self._claim(COMMAND, f"{name} {sub}".strip())

    def action(self, action_id: str) -> Callable[[Handler], Handler]:
        return self._claim(ACTION, action_id)

    def view(self, callback_id: str) -> Callable[[Handler], Handler]:
        return self._claim(VIEW, callback_id)

    def closed(self, callback_id: str) -> Callable[[Handler], Handler]:
        return self._claim(CLOSED, callback_id)

    def shortcut(self, callback_id: str) -> Callable[[Handler], Handler]:
        return self._claim(SHORTCUT, callback_id)

    def event(self, kind: str) -> Callable[[Handler], Handler]:
        return self._claim(EVENT, kind)

    def options(self, action_id: str) -> Callable[[Handler], Handler]:
        return self._claim(OPTIONS, action_id)

    def include(self, others: Iterable["Router"]) -> None:
        for other in others:
            for route, handler in other.routes.items():
                self._add(route, handler)

    def find(self, kind: str, name: str) -> Handler | None:
        """Return the handler of an exact id; a command falls back to its OTHERWISE."""
        handler = self.routes.get((kind, name))
        if handler is None and kind == COMMAND:
            return self.routes.get((kind, f"{name.partition(' ')[0]} {OTHERWISE}"))
        return handler

    def _claim(self, kind: str, name: str) -> Callable[[Handler], Handler]:
        def claim(handler: Handler) -> Handler:
            self._add((kind, name), handler)
            return handler

        return claim

    def _add(self, route: Route, handler: Handler) -> None:
        if route in self.routes:
            raise DuplicateRoute(f"{route[0]} {route[1]!r} has two handlers")
        self.routes[route] = handler
