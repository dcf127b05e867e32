"""Part 5: with which cities and clusters a link could be made."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Cluster, ClusterLink, LinkStatus, Mark
from reports.assembling.blocks import Block, headed, listed, plain
from reports.assembling.material import Material
from reports.assembling.notes import note_blocks
from workshops.models import OutcomeStage, OutcomeStep


def linkage_blocks(material: Material) -> list[Block]:
    """The city's row of the map, the clusters of these sectors elsewhere, what came of the
    meetings, the links of the city's clusters, and what was noted."""
    return [
        map_block(material),
        clusters_block(material),
        meetings_block(material),
        links_block(material),
        *note_blocks(material.noted_at(*material.meetings)),
    ]


def map_block(material: Material) -> Block:
    """Per sector that the city has marked: who else has."""
    lines = []
    for row in material.linkages:
        partners = ", ".join(f"{one['city']} ({_mark(one['mark'])})" for one in row["partners"])
        lines.append(
            f"**{plain(row['sector'])}** ({plain(_mark(row['mark']))}): "
            + plain(partners or _("no other city has marked it yet"))
        )
    return Block(listed(lines), _("From the networking map"), title=_("On the networking map"))


def _mark(mark: str) -> str:
    return str(Mark(mark).label).lower()


def clusters_block(material: Material) -> Block:
    """Clusters of the directory, in other cities, in the sectors that the city has marked."""
    by_sector: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in material.clusters:
        by_sector[str(cluster.sector)].append(cluster)
    lines = [
        f"**{plain(sector)}**: {plain(_cluster_words(found))}"
        for sector, found in by_sector.items()
    ]
    title = _("Clusters in these sectors")
    text = headed(title, listed(lines))
    return Block(text, _("From the directory of clusters"), title=title)


def _cluster_words(clusters: list[Cluster]) -> str:
    """The first ones of a sector by name, and how many more there are."""
    names = ", ".join(f"{one.name} ({one.place_name})" for one in clusters)
    more = clusters[0].in_sector - len(clusters)  # type: ignore[attr-defined]
    if not more:
        return names
    words = ngettext(
        "%(clusters)s; and %(more)s more in the directory",
        "%(clusters)s; and %(more)s more in the directory",
        more,
    )
    return words % {"clusters": names, "more": more}


def meetings_block(material: Material) -> Block:
    """How many meetings there were and what came of them: numbers, and no names."""
    funnel = material.funnel
    lines = [f"{plain(step.label)}: {step.number}" for step in funnel.steps]
    for stage in OutcomeStage:
        counts = funnel.meetings.steps[stage]
        said = [
            f"{OutcomeStep(step).label.lower()} {number}"
            for step, number in counts.items()
            if number
        ]
        if said:
            lines.append(f"{plain(str(stage.label))}: {plain(', '.join(said))}")
    title = _("The meetings of the workshop, in numbers")
    text = "" if funnel.is_empty else headed(title, listed(lines))
    return Block(text, _("From the meetings of choice B and what people said of them"), title)


def links_block(material: Material) -> Block:
    """Links of clusters of the city, with the state in which each is."""
    lines = [
        plain(_link_words(link))
        for link in material.links
        # What came to nothing is no potential; an agreement stays one when it is over.
        if link.status != LinkStatus.CLOSED or link.agreed_on
    ]
    title = _("Links of the city’s clusters")
    text = headed(title, listed(lines))
    return Block(text, _("From the links between clusters"), title=title)


def _link_words(link: ClusterLink) -> str:
    ends = [f"{one.name} ({one.place_name})" for one in (link.first, link.second)]
    words = {
        "first": ends[0],
        "second": ends[1],
        "status": link.get_status_display().lower(),
        "about": link.agreement or link.about,
    }
    return _("%(first)s and %(second)s, %(status)s: %(about)s") % words
