"""What a process remembers of something large, for as long as nothing in it changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The last few values, each with the state for which it was made."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, tuple[Hashable, Value]] = OrderedDict()

    def get(self, key: Hashable, state: Hashable, make: Callable[[], Value]) -> Value:
        """The value of this state: the one made last time, or a new one."""
        found = self._values.get(key)
        if found and found[0] == state:
            return found[1]
        value = make()
        self._values[key] = (state, value)
        self._values.move_to_end(key)
        while len(self._values) > self.most:
            self._values.popitem(last=False)
        return value
