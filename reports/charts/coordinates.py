"""Numbers as the text of a coordinate, so that no language puts a comma into them."""


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def point(x: float, y: float) -> str:
    return f"{number(x)},{number(y)}"
