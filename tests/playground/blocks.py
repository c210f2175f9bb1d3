"""Small blocks, elements and views that Slack takes, for tests to make worse."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Hello", **fields: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **fields}


def button(text: str = "Check in", action_id: str = "go", **fields: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **fields}


def actions(*elements: Json, **fields: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **fields}


def option(text: str = "One", value: str = "1", **fields: Any) -> Json:
    return {"text": plain(text), "value": value, **fields}


def select(*options: Json, **fields: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": list(options), **fields}


def text_input(**fields: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "v", **fields}


def asks(label: str = "Name", element: Json | None = None, **fields: Any) -> Json:
    return {"type": "input", "label": plain(label), "element": element or text_input(), **fields}


def modal(*blocks: Json, **fields: Any) -> Json:
    return {
        "type": "modal",
        "title": plain("Check in"),
        "submit": plain("Send"),
        "callback_id": "form",
        "blocks": list(blocks),
        **fields,
    }


def home(*blocks: Json, **fields: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **fields}


def pie(*segments: tuple[str, float], title: str = "Hours") -> Json:
    shown = [{"label": label, "value": value} for label, value in segments]
    chart = {"type": "pie", "segments": shown}
    return {"type": "data_visualization", "title": title, "chart": chart}


def bars(categories: list[str], *series: tuple[str, list[float]], **axis: str) -> Json:
    rows = [
        {
            "name": name,
            "data": [{"label": c, "value": v} for c, v in zip(categories, values, strict=False)],
        }
        for name, values in series
    ]
    config = {"categories": categories, **axis}
    chart = {"type": "bar", "series": rows, "axis_config": config}
    return {"type": "data_visualization", "title": "Hours by month", "chart": chart}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def data_table(*rows: list[Json], **fields: Any) -> Json:
    return {"type": "data_table", "caption": "Goals", "rows": list(rows), **fields}


def table(*rows: list[Json], **fields: Any) -> Json:
    return {"type": "table", "rows": list(rows), **fields}


def rich(*elements: Json) -> Json:
    section_ = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [section_]}
