"""Whether a page fits on every screen, and everybody can use it."""

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (320, 390, 1280)
# WCAG 2.2 AA, and the practices that axe knows beyond it.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
# Everything else that axe has to say takes longer to fetch than to find.
VIOLATIONS = "async (rules) => (await axe.run(document, rules)).violations"
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults_on(page, rules=RULES, width_for_axe=1280):
    """What is wrong with the page that is shown, in words."""
    faults = []
    for width in sorted(WIDTHS, key=lambda width: width == width_for_axe):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(SCROLLS):
            faults.append(f"{page.url} scrolls sideways at {width} px")
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(VIOLATIONS, rules)
    return faults + [
        f"{page.url} {violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
    ]
