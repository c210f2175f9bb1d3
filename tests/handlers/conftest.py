"""Where most of what people do begins."""

import pytest

from tests.checking_in import open_a_check_in
from tests.stage import Stage


@pytest.fixture
def open_stage(stage: Stage) -> Stage:
    """The stage with a live goal and an open check-in."""
    open_a_check_in(stage)
    return stage
