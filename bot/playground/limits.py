"""The numbers of Slack's documentation, as of November 2026; nothing comes from our views."""

MESSAGE = "message"
MODAL = "modal"
HOME = "home"
ANYWHERE = frozenset({MESSAGE, MODAL, HOME})

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
VIEW_STACK = 3
VIEW_TITLE = 24
PRIVATE_METADATA = 3_000
EXTERNAL_ID = 255
IDENTIFIER = 255
"""`block_id`, `action_id` and `callback_id`."""

MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN_TEXT = 12_000
TEXT_IN_BLOCKS = 13_000
"""Not documented; posts fail near this sum."""
ATTACHMENTS_PER_MESSAGE = 100
METADATA_BYTES = 8_000

TEXT_OBJECT = 3_000
SECTION_TEXT = 3_000
SECTION_FIELDS = 10
SECTION_FIELD = 2_000
HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
IMAGE_ALT = 2_000
IMAGE_TITLE = 2_000
URL = 3_000
INPUT_LABEL = 2_000
INPUT_HINT = 2_000
CARD_TITLE = 150
CARD_BODY = 200
CARD_BUTTONS = 3
CAROUSEL_CARDS = 10
CONTAINER_TITLE = 150
CONTAINER_BLOCKS = 10
LAYOUT_LABEL = 150
LAYOUT_ROWS = 5
ALERT_TEXT = 200
CONTEXT_ACTIONS = 5
VIDEO_TITLE = 200

BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
ACCESSIBILITY_LABEL = 75
PLACEHOLDER = 150
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_DESCRIPTION = 75
SELECT_OPTIONS = 100
OPTION_GROUPS = 100
GROUP_LABEL = 75
OVERFLOW_OPTIONS = 5
CHOICE_OPTIONS = 10
"""Checkboxes and radio buttons."""
INPUT_TEXT = 3_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
FILES = 10
ICON_VISIBLE_TO = 10

CHARTS_PER_MESSAGE = 2
CHART_TITLE = 50
CHART_SERIES = 12
CHART_POINTS = 20
CHART_LABEL = 20
CHART_AXIS_LABEL = 50

TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_TEXT = 10_000
DATA_TABLE_ROWS = 201
DATA_TABLE_TEXT = 20_000
DATA_TABLE_PAGE = 100

SLACK_ICONS = frozenset({
    "archive", "book", "bookmark", "bot", "bug", "calendar", "call", "caret-left",
    "caret-right", "check", "clipboard", "code", "comment", "compass", "copy", "cube", "download",
    "edit", "email", "eye-closed", "eye-open", "file", "flag", "folder", "gear", "globe",
    "heart", "help", "image", "info", "key", "lightbulb", "link", "map", "mobile", "new-window",
    "pin", "plus", "refine", "refresh", "rocket", "save", "screen", "share", "sparkle", "star",
    "star-filled", "tag", "thumbs-down", "thumbs-up", "trash", "upload", "user", "warning",
})  # fmt: skip
TAG_COLORS = frozenset({
    "gray", "brown", "purple", "indigo", "blue", "green", "yellow", "orange", "red",
})  # fmt: skip

BLOCK_SURFACES: dict[str, frozenset[str]] = {
    "section": ANYWHERE,
    "header": ANYWHERE,
    "divider": ANYWHERE,
    "context": ANYWHERE,
    "image": ANYWHERE,
    "actions": ANYWHERE,
    "input": ANYWHERE,
    "rich_text": ANYWHERE,
    "markdown": frozenset({MESSAGE}),
    "table": frozenset({MESSAGE, HOME}),
    "data_table": frozenset({MESSAGE, HOME}),
    "data_visualization": frozenset({MESSAGE, HOME}),
    "card": ANYWHERE,
    "carousel": frozenset({MESSAGE, HOME}),
    "container": frozenset({MESSAGE, HOME}),
    "layout": ANYWHERE,
    "alert": frozenset({MODAL}),
    "context_actions": frozenset({MESSAGE}),
    "plan": frozenset({MESSAGE}),
    "task_card": frozenset({MESSAGE}),
    "video": ANYWHERE,
}
"""Which block may stand where; `file` is inbound only and `call` belongs to the old calls API."""

CONTAINER_CHILDREN = frozenset({
    "actions", "context", "divider", "header", "image", "input", "rich_text", "section",
    "table", "video",
})  # fmt: skip

SECTION, ACTIONS, INPUT = "section", "actions", "input"
CONTEXT, CONTEXT_ACTION, CARD = "context", "context_actions", "card"
PICKERS = frozenset({SECTION, ACTIONS, INPUT})
FORMS = frozenset({INPUT})

ELEMENT_PLACES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "button": (frozenset({SECTION, ACTIONS, CARD}), ANYWHERE),
    "workflow_button": (frozenset({SECTION, ACTIONS}), frozenset({MESSAGE})),
    "overflow": (frozenset({SECTION, ACTIONS}), ANYWHERE),
    "image": (frozenset({SECTION, CONTEXT}), ANYWHERE),
    "static_select": (PICKERS, ANYWHERE),
    "multi_static_select": (PICKERS, ANYWHERE),
    "external_select": (PICKERS, ANYWHERE),
    "multi_external_select": (PICKERS, ANYWHERE),
    "users_select": (PICKERS, ANYWHERE),
    "multi_users_select": (PICKERS, ANYWHERE),
    "conversations_select": (PICKERS, ANYWHERE),
    "multi_conversations_select": (PICKERS, ANYWHERE),
    "channels_select": (PICKERS, ANYWHERE),
    "multi_channels_select": (PICKERS, ANYWHERE),
    "checkboxes": (PICKERS, ANYWHERE),
    "radio_buttons": (PICKERS, ANYWHERE),
    "datepicker": (PICKERS, ANYWHERE),
    "timepicker": (PICKERS, ANYWHERE),
    "datetimepicker": (frozenset({ACTIONS, INPUT}), frozenset({MESSAGE, MODAL})),
    "plain_text_input": (FORMS, ANYWHERE),
    "rich_text_input": (FORMS, ANYWHERE),
    "number_input": (FORMS, frozenset({MODAL})),
    "email_text_input": (FORMS, frozenset({MODAL})),
    "url_text_input": (FORMS, frozenset({MODAL})),
    "file_input": (FORMS, frozenset({MODAL})),
    "feedback_buttons": (frozenset({CONTEXT_ACTION}), frozenset({MESSAGE})),
    "icon_button": (frozenset({CONTEXT_ACTION}), frozenset({MESSAGE})),
}
"""Element type → (the blocks it may stand in, the surfaces it may be shown on)."""
