"""Whoever walks over workplan and workshops without aim breaks nothing (``random_walk.py``)."""

import pytest
from django.core.files.base import ContentFile

from programme.models import CountbackRule
from programme.writing.services import save_text
from tests import factories
from tests.random_walk import STEPS, World, ours, walk
from workshops.people.guests import token_of

QUERIES = ("city", "copy", "day", "half", "item", "kind", "page", "usual", "view", "to", "from")
POSTED = (
    *("back", "base", "from", "go", "half", "item", "key", "mark", "next", "number", "person"),
    *("previewed", "registration", "source", "text", "to", "what", "by", "seen", "tell", "typed"),
    *("day", "starts_at", "ends_at", "with_following", "choice", "capacity", "days", "months"),
    *("starts_on", "ends_on", "closes_on", "due_on", "at", "sent", "anchor", "remind_days"),
    *("row-TOTAL_FORMS", "row-INITIAL_FORMS", "row-0-name", "row-99999999999999999999-name"),
    *("name", "title", "email", "initial-day", "initial-starts_on", "bus_at", "position"),
)
# Done by somebody who means it: the rest of the walk would find nothing any more.
WITHOUT = ("programme:membership_remove", "programme:membership_edit")


@pytest.fixture
def walked(
    programme, city, workshop, choice_a, choice_b, registration, editor, coordinator, expert
):
    """A workshop to come and one that is over, with something of everything."""
    held = factories.HeldWorkshopFactory(city=factories.CityFactory(programme=programme))
    draft = factories.AgendaItemFactory(workshop=workshop, day=workshop.days[0], in_release=False)
    factories.SignUpFactory(registration=registration, item=choice_b)
    guest = factories.RegistrationFactory(workshop=workshop, user=None, email="guest@city.example")
    gone = factories.RegistrationFactory(workshop=held, user=None, email="gone@city.example")
    invitation = factories.SurveyInvitationFactory(registration=gone)
    factories.SurveyInvitationFactory(registration__workshop=held, registration__user=coordinator)
    notes = factories.ItemNotesFactory(item=choice_a)
    practical = factories.PracticalNoteFactory(workshop=workshop)
    for text in (notes, practical):
        save_text(text, "Words that are here.", base_version=0, by=editor)
    task = factories.WorkplanItemFactory(programme=programme, evidence_name="list.pdf")
    task.evidence_file.save("list.pdf", ContentFile(b"%PDF-1.7"))
    outcome = factories.OutcomeFactory(item=choice_a)
    session = factories.NetworkingSessionFactory(workshop=workshop)
    slot = factories.MeetingSlotFactory(session=session)
    factories.MeetingTableFactory(session=session)
    own, of_guest = (factories.NetworkerFactory(registration=one) for one in (registration, guest))
    asked = factories.meeting_of(of_guest, own, status="requested", proposed_slot=slot)
    parts = {row.networker_id: row for row in asked.participants.all()}
    rows = {
        "workshops:meeting": parts[own.pk],
        "workshops:guest_meeting": parts[of_guest.pk],
        "programme:event": factories.ExternalEventFactory(programme=programme),
        "programme:item": task,
        "programme:mail": factories.MailFactory(programme=programme),
        "workshops:calendar": factories.CalendarFeedFactory(user=coordinator),
        "workshops:choose": choice_a,
        "workshops:file": factories.WorkshopFileFactory(workshop=workshop),
        "workshops:guest_link": guest,
        "workshops:item": draft,
        "workshops:notes": choice_a,
        "workshops:outcome": outcome,
        "workshops:outcome_create": choice_a,
        "workshops:registration": registration,
        "workshops:rule": CountbackRule.objects.in_programme(programme).last(),
        "workshops:survey_question": factories.SurveyQuestionFactory(programme=programme),
        "workshops:typical_item": factories.TypicalItemFactory(programme=programme),
    }
    cluster = factories.ClusterFactory(city=city)
    sector = factories.SectorFactory(programme=programme)
    slugs = {
        **{"programme:city": city, "programme:map": city, "workshops:group_sheet": city},
        **{"programme:cluster": cluster, "programme:figures": cluster, "programme:sector": sector},
    }

    def words(name, _person):
        row = next((rows[key] for key in sorted(rows, reverse=True) if name.startswith(key)), city)
        named = next((slugs[key] for key in slugs if name.startswith(key)), None)
        of_exports = ["csv", "xlsx", "ics"]
        return {
            "programme": [programme.slug],
            "of": [programme.slug],
            "sector": [sector.slug, "x"],
            "slug": [named.slug] if named else [*[workshop.slug] * 3, held.slug],
            "pk": [*[row.pk] * 6, 0, 10**19, int("9" * 300)],
            "item": [*[row.pk] * 6, 0, 10**19],
            "version": [1, 0, 10**10, 10**30],
            "kind": of_exports if name.startswith("programme:") else ["needs", "badges", "x"],
            "token": [token_of(guest), token_of(gone), "x"],
            "key": [invitation.key, rows["workshops:calendar"].key, "x"],
        }

    return World(
        people={"visitor": None, "participant": registration.user, "editor": editor}
        | {"coordinator": coordinator},
        addresses=ours("workshops", "programme", without=WITHOUT),
        words=words,
        queries=QUERIES,
        posted=POSTED,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["visitor", "participant", "editor", "coordinator"])
def test_nothing_breaks_down(client, walked, who):
    walker = walk(client, walked, who, steps=STEPS // 2)

    assert walker.trail == []
    if who in ("editor", "coordinator"):
        # It did not knock at closed doors alone.
        assert walker.counts[200] > STEPS / 16
