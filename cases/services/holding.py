"""How every write of the app begins: it holds its case, so that two at once come one by one."""

from cases.models import Case
from programme.activity import remember


def held(case: Case) -> Case:
    """The case as it stands now, held until the end of the transaction."""
    # Only the case itself: PostgreSQL refuses to lock the empty side of an outer join.
    rows = Case.objects.select_for_update(of=("self",))
    return remember(
        rows.select_related("programme", "city__group", "cluster__sector", "workshop").get(
            pk=case.pk
        )
    )
