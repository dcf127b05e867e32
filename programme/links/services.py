"""What can happen to a link between clusters. The only module that writes its state and its log."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record, remember, values_of
from programme.models import Cluster, ClusterLink, ClusterLinkEntry, LinkStatus, Sector, User

# What stands in a link’s log is at most so long.
LONGEST_WORDS = 1000
# What a link can become. Forward in any stride: who met may agree on the spot. One step was
# ticked by mistake: back it goes, and the log keeps both. From “closed” it is reopened.
NEXT_STATUSES: dict[str, tuple[LinkStatus, ...]] = {
    LinkStatus.PROPOSED: (
        LinkStatus.MET,
        LinkStatus.EXPLORING,
        LinkStatus.AGREED,
        LinkStatus.CLOSED,
    ),
    LinkStatus.MET: (
        LinkStatus.EXPLORING,
        LinkStatus.AGREED,
        LinkStatus.CLOSED,
        LinkStatus.PROPOSED,
    ),
    LinkStatus.EXPLORING: (LinkStatus.AGREED, LinkStatus.CLOSED, LinkStatus.MET),
    LinkStatus.AGREED: (LinkStatus.CLOSED, LinkStatus.EXPLORING),
    LinkStatus.CLOSED: (),
}


class LinkError(Exception):
    """It cannot be done; the text says why and can be shown."""


class LinkedAlready(LinkError):
    """The two clusters have a link: ``link``."""

    def __init__(self, link: ClusterLink) -> None:
        self.link = link
        super().__init__(
            _("%(pair)s are linked already: %(status)s.")
            % {"pair": link, "status": link.get_status_display().lower()}
        )


class LinkChanged(LinkError):
    """Somebody else was first; whoever has read what stands there now may go on."""


@dataclass(frozen=True)
class Agreement:
    """What two clusters agreed, and when."""

    text: str
    agreed_on: datetime.date


class Change(NamedTuple):
    """What stood there when the form was opened, and what shall stand there."""

    seen: Any
    new: Any


@transaction.atomic
def propose_link(
    first: Cluster,
    second: Cluster,
    *,
    about: str,
    by: User,
    sector: Sector | None = None,
    at: datetime.datetime | None = None,
) -> ClusterLink:
    """Begin a link of two clusters, in whatever order they are given.

    Raises LinkedAlready where the pair has one, also where two people begin it at once; whoever
    comes second is led there. Raises LinkError where one of them was deleted meanwhile.
    """
    if first.pk == second.pk:
        raise LinkError(_("A link joins two different clusters."))
    if first.programme_id != second.programme_id:
        raise LinkError(_("Both clusters have to be of one programme."))
    first, second = sorted((first, second), key=lambda cluster: cluster.pk)
    _hold_clusters(first, second)
    moment = at or timezone.now()
    link, is_new = ClusterLink.objects.get_or_create(
        first=first,
        second=second,
        defaults={
            "programme": first.programme,
            "sector": sector,
            "about": about,
            "proposed_by": by,
            "created_at": moment,
            "changed_at": moment,
        },
    )
    # The clusters as they were given: no query for their names and places.
    link.first, link.second = first, second
    if not is_new:
        raise LinkedAlready(link)
    _write_entry(link, about, by=by, at=moment, status=LinkStatus.PROPOSED)
    sentence = _("%(pair)s were proposed to each other.") % {"pair": link}
    _log("link_proposed", link, sentence, by=by, after=values_of(link, "sector", "about", "status"))
    return link


@transaction.atomic
def move_link(
    link: ClusterLink,
    to: str,
    *,
    by: User,
    words: str = "",
    agreement: Agreement | None = None,
    seen: str | None = None,
    at: datetime.datetime | None = None,
) -> ClusterLink:
    """Bring a link to another state, with what is to be said about it.

    “Agreed” needs the agreement, “closed” needs words. ``seen`` is the state that the person
    was looking at. Raises LinkChanged where it is another one by now, LinkError where the step
    cannot be made.
    """
    held = _held(link)
    if seen is not None and held.status != seen:
        raise LinkChanged(
            _("The link is “%(status)s” by now: somebody was faster. Look, then decide again.")
            % {"status": held.get_status_display()}
        )
    if to not in NEXT_STATUSES[held.status]:
        raise LinkError(
            _("A link that is “%(from)s” cannot become “%(to)s”.")
            % {"from": held.get_status_display(), "to": LinkStatus(to).label}
        )
    if to == LinkStatus.AGREED:
        if agreement is None:
            raise LinkError(_("Say what was agreed, and when."))
        held.agreement, held.agreed_on = agreement.text, agreement.agreed_on
        words = f"{agreement.text} {words}".strip()
    elif to == LinkStatus.CLOSED:
        if not words:
            raise LinkError(_("Say why the link is closed."))
        held.closed_reason = words
    elif held.status == LinkStatus.AGREED:
        # The words of the agreement stay in the log.
        held.agreement, held.agreed_on = "", None
    return _moved(held, LinkStatus(to), words, by=by, at=at)


@transaction.atomic
def reopen_link(
    link: ClusterLink, *, by: User, words: str = "", at: datetime.datetime | None = None
) -> ClusterLink:
    """Let a closed link go on from where it was. Raises LinkError if it is open already."""
    held = _held(link)
    if held.status != LinkStatus.CLOSED:
        raise LinkError(_("The link is open already."))
    held.closed_reason = ""
    return _moved(held, _before_it_closed(held), words, by=by, at=at)


@transaction.atomic
def note_on_link(
    link: ClusterLink, words: str, *, by: User, at: datetime.datetime | None = None
) -> ClusterLink:
    """Write into the log what happened, without a step. Nobody can take it away again."""
    held = _held(link)
    moment = _write_entry(held, words, by=by, at=at)
    held.changed_at = max(moment, held.changed_at)
    held.save(update_fields=["changed_at"])
    sentence = _("A note was added to the link of %(pair)s.") % {"pair": held}
    _log("link_noted", held, sentence, by=by, after={"text": words[:LONGEST_WORDS]})
    return held


@transaction.atomic
def change_link(link: ClusterLink, changes: dict[str, Change], *, by: User) -> ClusterLink:
    """Say in other words what it is about, or its sector: the ``Change`` of each.

    What nobody touched stays as others have written it meanwhile. Raises LinkChanged where what
    was touched says something else by now, and changes nothing.
    """
    held = _held(link)
    before = {name: getattr(held, name) for name in changes}
    for name, change in changes.items():
        if before[name] not in (change.seen, change.new):
            raise LinkChanged(
                _(
                    "Somebody changed this meanwhile. It says now: “%(text)s”. Save again if"
                    " your words are to stand."
                )
                % {"text": before[name] or ""}
            )
        setattr(held, name, change.new)
    after = {name: change.new for name, change in changes.items()}
    if before != after:
        held.changed_at = timezone.now()
        held.save(update_fields=[*changes, "changed_at"])
        sentence = _("What the link of %(pair)s is about was changed.") % {"pair": held}
        _log("link_changed", held, sentence, by=by)
    return held


def _hold_clusters(*clusters: Cluster) -> None:
    """Let nobody delete them until the transaction ends."""
    rows = Cluster.objects.select_for_update(no_key=True).order_by("pk")
    held = rows.filter(pk__in=[cluster.pk for cluster in clusters]).values_list("pk", flat=True)
    if len(held) < len(clusters):
        raise LinkError(_("One of the two clusters was deleted meanwhile."))


def _held(link: ClusterLink) -> ClusterLink:
    """The link as it is now, kept from others until the transaction ends."""
    rows = ClusterLink.objects.select_for_update(of=("self",))
    return remember(
        rows.select_related("programme", "first__city", "second__city", "sector").get(pk=link.pk)
    )


def _moved(
    link: ClusterLink, to: LinkStatus, words: str, *, by: User, at: datetime.datetime | None
) -> ClusterLink:
    link.status = to
    moment = _write_entry(link, words, by=by, at=at, status=to)
    link.changed_at = max(moment, link.changed_at)
    link.save(
        update_fields=["status", "agreement", "agreed_on", "closed_reason", "changed_at"],
    )
    sentence = _("The link of %(pair)s: %(status)s.") % {
        "pair": link,
        "status": link.get_status_display().lower(),
    }
    _log("link_moved", link, sentence, by=by)
    return link


def _before_it_closed(link: ClusterLink) -> LinkStatus:
    """In which state the link was before: the last one of its log that is not “closed”."""
    steps = ClusterLinkEntry.objects.filter(link=link).exclude(status__in=["", LinkStatus.CLOSED])
    last = steps.order_by("-at", "-pk").values_list("status", flat=True).first()
    if last == LinkStatus.AGREED and not link.agreement:
        return LinkStatus.EXPLORING
    return LinkStatus(last or LinkStatus.PROPOSED)


def _write_entry(
    link: ClusterLink,
    words: str,
    *,
    by: User,
    at: datetime.datetime | None,
    status: str = "",
) -> datetime.datetime:
    moment = at or timezone.now()
    ClusterLinkEntry.objects.create(
        link=link, status=status, text=words[:LONGEST_WORDS], at=moment, by=by
    )
    return moment


def _log(
    verb: str,
    link: ClusterLink,
    sentence: str,
    *,
    by: User,
    after: Mapping[str, Any] | None = None,
) -> None:
    """For the editors of both cities: the link is a row of both."""
    record(
        verb,
        link,
        sentence,
        by=by,
        programme=link.programme,
        city=link.first.city,
        also_for=[link.second.city],
        path=link.get_absolute_url(),
        after=after,
    )
