"""Part 3: the cluster case in short, from its last edition without its confidential parts."""

from django.utils.translation import gettext as _

from cases.article import Article, Chapter, Goal
from reports.assembling.blocks import Block, first_paragraph, headed, listed, paragraphs, plain
from reports.assembling.material import Material
from reports.assembling.notes import note_blocks

# The section of a case that the part about issues takes.
ISSUES = "strategic_issues"


def case_blocks(material: Material) -> list[Block]:
    """Cluster, facts, goals and figures, the lead of each section, and what was noted."""
    notes = note_blocks(material.noted_at(*material.case_sessions))
    article = material.article
    if article is None:
        return notes
    return [
        cluster_block(material),
        *(lead_block(material, chapter) for chapter in article.chapters if chapter.key != ISSUES),
        goals_block(material),
        figures_block(material),
        *notes,
    ]


def edition_words(material: Material) -> str:
    article, edition = material.article, material.edition
    if article is None or edition is None:
        return ""
    words = {"case": article.title, "number": edition.number}
    return _("From the case “%(case)s”, edition %(number)s") % words


def cluster_block(material: Material) -> Block:
    """What the cluster is, and the facts beside the prose in one sentence."""
    article = _article(material)
    cluster = article.content.get("cluster") or {}
    facts = [
        f"{fact.label}: {fact.value}" for chapter in article.chapters for fact in chapter.facts
    ]
    name = ", ".join(filter(None, [cluster.get("name"), cluster.get("sector")]))
    parts = [
        f"**{plain(name)}**" if name else "",
        paragraphs(cluster.get("summary") or ""),
        plain("; ".join(facts) + ".") if facts else "",
    ]
    text = "\n\n".join(filter(None, parts))
    return Block(text, edition_words(material), title=_("The cluster"))


def lead_block(material: Material, chapter: Chapter) -> Block:
    """How each answer of a section begins."""
    leads = [
        first_paragraph(part.text)
        for part in chapter.parts
        if part.text.strip() and not part.is_confidential and not part.is_left_out
    ]
    source = f"{edition_words(material)}: {chapter.title}" if leads else ""
    return Block(headed(chapter.title, "\n\n".join(leads)), source, title=chapter.title)


def goals_block(material: Material) -> Block:
    """The objectives that have a priority, the highest first."""
    goals = sorted(_article(material).goals, key=lambda goal: -goal.priority)
    lines = [_goal(goal) for goal in goals if goal.priority]
    title = _("Objectives by priority")
    return Block(headed(title, listed(lines)), edition_words(material), title=title)


def _goal(goal: Goal) -> str:
    words = _("%(goal)s: priority %(priority)s of 5") % {
        "goal": goal.title,
        "priority": goal.priority,
    }
    if goal.target:
        words += _(", %(measure)s from %(baseline)s to %(target)s by %(year)s") % {
            "measure": goal.measure or _("target"),
            "baseline": goal.baseline_words or "–",
            "target": goal.target_words,
            "year": goal.target_year or "–",
        }
    if goal.reached:
        words += _(", reached %(reached)s") % {"reached": goal.reached_words}
    return plain(words)


def figures_block(material: Material) -> Block:
    """Figures with date and source; sources that disagree stand side by side."""
    lines = [
        plain(
            f"{group.label}: "
            + "; ".join(
                f"{row.words} ({', '.join(filter(None, [row.as_of_words, row.source]))})"
                for row in group.measurements
            )
        )
        for group in _article(material).figures
    ]
    title = _("Figures")
    return Block(headed(title, listed(lines)), edition_words(material), title=title)


def _article(material: Material) -> Article:
    if material.article is None:
        raise ValueError(material.workshop.pk)
    return material.article
