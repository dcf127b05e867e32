"""Making the typical agenda a programme's own."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import record
from programme.models import Programme, User
from workshops.agendas.typical import usual_items
from workshops.models import TypicalItem


@transaction.atomic
def own_typical_items(programme: Programme, *, by: User | None) -> list[TypicalItem]:
    """Give the programme the usual items as rows of its own, to change. It keeps those it has."""
    # One at a time: two who begin at once would leave every item twice.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    own = list(TypicalItem.objects.in_programme(programme))
    if own:
        return own
    for item in usual_items(programme):
        item.full_clean()
        item.save()
    sentence = _("The programme has a typical agenda of its own.")
    record("typical_agenda_created", programme, sentence, by=by, programme=programme)
    return list(TypicalItem.objects.in_programme(programme))
