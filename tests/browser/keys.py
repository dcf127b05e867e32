"""Finding one's way through a page without a mouse."""

import pytest
from playwright.sync_api import Locator


def press_until(target: Locator, *, key: str = "Tab", most: int = 150) -> None:
    """Press a key until the control has the focus; fails when it is not reached."""
    for _ in range(most):
        target.page.keyboard.press(key)
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{target} is not reached with {key}")
