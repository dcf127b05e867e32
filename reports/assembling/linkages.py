"""Part 5: with which cities and clusters a link could be made."""

from collections import defaultdict

from django.utils.translation import gettext as _

from programme.models import Cluster, Mark
from reports.assembling.blocks import Block, headed, listed, plain
from reports.assembling.material import Material
from reports.assembling.notes import note_blocks


def linkage_blocks(material: Material) -> list[Block]:
    """The city's row of the map, the clusters of these sectors elsewhere, and what was noted."""
    return [
        map_block(material),
        clusters_block(material),
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
        f"**{plain(sector)}**: "
        + plain(", ".join(f"{one.name} ({one.place_name})" for one in found))
        for sector, found in by_sector.items()
    ]
    title = _("Clusters in these sectors")
    text = headed(title, listed(lines))
    return Block(text, _("From the directory of clusters"), title=title)
