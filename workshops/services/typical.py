"""Making the typical agenda a programme's own."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import record
from programme.editing import lock_programme
from programme.models import Programme, User
from workshops.agendas.typical import usual_items
from workshops.models import TypicalItem


@transaction.atomic
def own_typical_items(programme: Programme, *, by: User | None) -> list[TypicalItem]:
    """Give the programme the usual items as rows of its own, to change. It keeps those it has."""
    lock_programme(programme)
    own = list(TypicalItem.objects.in_programme(programme))
    if own:
        return own
    items = usual_items(programme)
    for item in items:
        item.full_clean()
        item.save()
    sentence = _("The programme has a typical agenda of its own.")
    after = {"agenda": [item.title for item in items]}
    record("typical_agenda_created", programme, sentence, by=by, programme=programme, after=after)
    return list(TypicalItem.objects.in_programme(programme))
