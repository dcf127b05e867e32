import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse

from programme.models import Role, SearchEntry
from programme.search import updating
from programme.search.looking import Searching, spelled
from programme.search.updating import bring_up_to_date, forget, keep_up
from programme.search.words import bare, excerpt, pieces, shown_typed, typed_words
from programme.views import search
from tests.factories import (
    CityFactory,
    ClusterFactory,
    FigureFactory,
    MailFactory,
    MembershipFactory,
    WorkplanItemFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(programme):
    return MembershipFactory(programme=programme, user__name="Zoë Ångström").user


@pytest.fixture
def look(programme, member):
    """What the member finds: the titles, in their order."""

    def look(typed):
        bring_up_to_date(programme)
        searching = Searching(member, programme)
        looked = searching.look(typed)
        hits = looked.shown(looked.entries)
        look.mended = [tuple(one) for one in spelled(looked.mended, hits)]
        look.is_partial, look.is_loose = looked.is_partial, looked.is_loose
        return [hit.part.title for hit in hits]

    return look


@pytest.fixture
def url(programme):
    return reverse("programme:search", args=[programme.slug])


def marked(shown):
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in shown)


# Words


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Göteborg, GÖTEBORG!  ", ("goteborg",)),
        ("R&D “pilots”", ("r", "d", "pilots")),
        ("اختبار", ("اختبار",)),
        ("\u202egrobetög\0", ("grobetog",)),
        ("🙂 * ' % _", ("_",)),
        ("ß Łódź", ("ss", "lodz")),
        ("a " * 5000, ("a",)),
    ],
)
def test_what_is_typed_becomes_folded_words(typed, words):
    assert typed_words(typed) == words


@pytest.mark.once
def test_what_was_typed_is_said_again_without_what_steers_the_text():
    assert shown_typed("\u202eGöte\0borg\n  bio\u200f") == "Göteborg bio"
    assert len(shown_typed("x" * 10_000)) == 200


@pytest.mark.once
def test_words_are_marked_where_they_stand_with_accents_and_in_the_middle():
    text = "Från Göteborg: BusinessRegionGöteborg, not Gote."

    assert marked(pieces(text, ["goteborg"])) == (
        "Från [Göteborg]: BusinessRegion[Göteborg], not Gote."
    )
    assert marked(pieces("אמר שָׁלוֹם לך", ["שלום"])) == "אמר [שָׁלוֹם] לך"
    assert marked(pieces("NEU e.V. for energy", ["e", "v"])) == "NEU [e].[V]. for energy"
    # A short word is meant as a beginning.
    assert marked(pieces("An island in Ireland", ["is"])) == "An [is]land in Ireland"


@pytest.mark.once
def test_the_words_around_are_a_piece_of_a_long_text():
    text = f"{'before ' * 60}the heron {'after ' * 60}"

    shown = marked(excerpt(text, ["heron"]))

    assert "[heron]" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 260
    assert marked(excerpt("x" * 5000, ["y"])) == f"{'x' * 220} …"


@pytest.mark.once
def test_marks_of_markdown_are_no_words():
    assert bare("## A *good* [site](https://x.example/)\n\n- one\n- two_words") == (
        "A good site one two_words"
    )


@pytest.mark.once
@pytest.mark.parametrize("piece", ["\n", "[", "[a](", "![[", "- "])
def test_a_text_of_marks_alone_keeps_nobody_busy(piece):
    """Hours, where each mark is looked at from all those before it."""
    assert bare(f"Words {piece * 200_000} end.").startswith("Words")


# Finding


def test_accents_and_typing_errors_are_forgiven_and_said(look, city):
    ClusterFactory(city=city, name="Närköping Lights")

    assert look("narkoping") == ["Närköping Lights"]
    assert look.mended == []
    assert look("NARKOPNIG lihgts") == ["Närköping Lights"]
    assert look.mended == [("narkopnig", "Närköping"), ("lihgts", "Lights")]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Straße der Möbel", "STRASSE mobel"),
        ("İstanbul Işık", "istanbul isik"),
        ("Ελληνικός Όμιλος", "ελληνικοσ ομιλοσ"),
        ("Ёлка и йод", "елка иод"),
        ("שָׁלוֹם ירושלים", "שלום"),
        ("Hydrogen valley Skåne", "drogen skaane"),
        ("Hydrogen valley Skåne", "hydorgen"),
    ],
)
def test_names_of_every_alphabet_are_found_as_people_type_them(look, city, name, typed):
    ClusterFactory(city=city, name=name)

    assert look(typed)[:1] == [name]


def test_words_in_quotation_marks_stand_side_by_side(look, city):
    ClusterFactory(city=city, name="Alpha", summary="Of the grey heron, early")
    ClusterFactory(city=city, name="Beta", summary="A heron that is not grey")

    assert look("„grey heron“") == ["Alpha"]
    assert not look.is_loose
    assert set(look('"heron grey"')) == {"Alpha", "Beta"}
    assert look.is_loose


def test_a_letter_alone_has_to_be_a_word(look, city):
    ClusterFactory(city=city, name="Quay", summary="Under the q of all")
    ClusterFactory(city=city, name="Quarry", summary="Another")

    assert look("q") == ["Quay"]
    assert look("quar q") == ["Quarry"]


def test_what_somebody_may_no_longer_see_leaves_no_trace(programme, member):
    """The index stays as it was: neither counts nor suggestions nor what is shown come from it."""
    MailFactory(programme=programme, body="Zymurgy ferments quietly")
    bring_up_to_date(programme)
    seat = member.memberships.get()

    def trace(typed):
        person = type(member).objects.get(pk=member.pk)
        looked = Searching(person, programme).look(typed)
        first = Searching(person, programme).first(typed, 8)
        everything = bool(looked.entries), dict(looked.counts), looked.is_loose, looked.mended
        return *everything, first.entries, first.mended, looked.shown([*looked.entries])

    typed = ["zymurgy", "zymurgi", '"zymurgy ferments"', '"ferments zymurgy"', "zymurgy qqxx", "zy"]
    as_participant = [trace(one) for one in typed]
    seat.role = Role.EXPERT
    seat.city = None
    seat.save()
    as_expert = [trace(one)[0] for one in typed]
    seat.role = Role.PARTICIPANT
    seat.save()

    assert as_expert == [True] * len(typed)
    nothing = (False, {}, False, (), [], (), [])
    assert as_participant == [trace(one) for one in typed] == [nothing] * len(typed)


def test_the_best_come_first(look, city):
    ClusterFactory(city=city, name="Cluster of herons", summary="Nothing else")
    ClusterFactory(city=city, name="Alpha", summary="Under the heronry of the town")
    ClusterFactory(city=city, name="Beta", summary="The greyheron")
    ClusterFactory(city=city, name="Heron")
    CityFactory(programme=city.programme, name="Heron", country="SE", region="")

    assert look("heron") == ["Heron", "Heron", "Cluster of herons", "Alpha", "Beta"]


def test_the_more_recent_of_two_equal_ones_comes_first(look, programme):
    for day in (3, 1, 2):
        WorkplanItemFactory(
            programme=programme, title=f"Heron {day}", due_on=f"2030-01-0{day}", note="Equal"
        )

    assert look("equal") == ["Heron 3", "Heron 2", "Heron 1"]


def test_where_no_place_has_all_the_words_those_with_most_of_them_are_shown(look, city):
    ClusterFactory(city=city, name="Heron", summary="Grey feathers")
    ClusterFactory(city=city, name="Owl", summary="Brown feathers at night")

    assert look("feathers night heron owls") == ["Owl"]
    assert look.is_partial


def test_people_are_found_by_name_and_lead_to_the_person(client, programme, member, url):
    bring_up_to_date(programme)
    client.force_login(member)

    page = client.get(url, {"q": "zoe angstrom"}).content.decode()

    assert "<mark>Zoë</mark> <mark>Ångström</mark>" in page
    assert reverse("programme:person", args=[programme.slug, member.pk]) in page


# The index


def test_a_change_is_found_and_what_was_deleted_is_not(look, city):
    cluster = ClusterFactory(city=city, name="Heron")
    FigureFactory(cluster=cluster, label="Eggs")
    assert (look("heron eggs"), look("owl")) == (["Eggs"], [])

    cluster.name = "Owl"
    cluster.save()
    assert (look("heron"), look("owl eggs")) == ([], ["Eggs"])

    cluster.figures.all().delete()
    assert look("owl") == ["Owl"]
    assert not SearchEntry.objects.filter(source="cluster-figure").exists()


def test_only_what_differs_is_written(programme, city):
    ClusterFactory.create_batch(3, city=city)
    bring_up_to_date(programme)
    before = set(SearchEntry.objects.values_list("pk", flat=True))
    changed = city.clusters.first()
    changed.summary = "Another one"
    changed.save()

    assert bring_up_to_date(programme) == 1

    after = set(SearchEntry.objects.values_list("pk", flat=True))
    assert (len(before - after), len(after - before)) == (1, 1)


def test_a_worker_that_dies_leaves_a_good_index_and_the_next_one_ends_it(
    look, programme, city, monkeypatch
):
    ClusterFactory(city=city, name="Heron")
    look("heron")
    ClusterFactory(city=city, name="Owl")
    write = updating._write
    monkeypatch.setattr(updating, "_write", lambda changes: (write(changes), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        bring_up_to_date(programme)
    monkeypatch.undo()

    assert look("heron") == ["Heron"]
    assert look("owl") == ["Owl"]


def test_two_workers_that_find_the_same_difference_write_it_once(programme, city):
    ClusterFactory(city=city, name="Heron")
    bring_up_to_date(programme)
    entry = SearchEntry.objects.get(source="cluster")
    twice = SearchEntry(
        programme=programme, source="cluster", row=entry.row, title="heron", checksum="x"
    )

    updating._write([([], [twice])])

    assert SearchEntry.objects.filter(source="cluster").count() == 1
    with pytest.raises(IntegrityError):
        twice.save()


def test_the_clock_compares_where_something_happened_and_everywhere_once_a_while(
    programme, city, monkeypatch
):
    keep_up()
    ClusterFactory(city=city)
    # Saved by itself, without a line in the log.
    assert keep_up() == 0

    monkeypatch.setattr(updating.cache, "get", lambda key: None)
    assert keep_up() == 1


def test_what_has_lost_the_words_since_it_was_indexed_is_not_shown(look, programme, member):
    other = MembershipFactory(programme=programme, user__name="Ada Lovelace").user
    bring_up_to_date(programme)
    other.name = "Somebody"
    other.save()

    searching = Searching(member, programme)
    looked = searching.look("lovelace")

    assert (len(looked.entries), looked.shown(looked.entries)) == (1, [])


def test_nothing_is_left_of_words_that_were_erased(look, programme, member):
    look("zoe")
    member.name, member.email = "Somebody", "erased@clusnet.invalid"
    member.save()
    of_older_versions = SearchEntry.objects.filter(title__contains="zoe")[0]
    of_older_versions.pk, of_older_versions.source = None, "no-longer-searched"
    of_older_versions.save()

    forget(programme)

    assert not SearchEntry.objects.filter(title__contains="zoe").exists()
    assert not SearchEntry.objects.filter(text__contains="angstrom").exists()


def test_the_command_writes_the_index_anew(programme, city, capsys):
    bring_up_to_date(programme)
    SearchEntry.objects.update(text="wrong")

    call_command("rebuild_search", programme.slug)

    assert not SearchEntry.objects.filter(text="wrong").exists()
    assert str(programme) in capsys.readouterr().out


# The page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("typed", "queries"), [("heron", 6), ("hreon", 8), ("", 4)], ids=["right", "typo", "nothing"]
)
def test_the_page_asks_as_often_for_many_hits_as_for_few(
    client, programme, city, url, rows, typed, queries, django_assert_max_num_queries
):
    for cluster in ClusterFactory.create_batch(rows, city=city, name="Heron"):
        FigureFactory(cluster=cluster, label="Heron")
        WorkplanItemFactory(programme=programme, title="Heron")
        MembershipFactory(programme=programme, user__name="Heron")
    bring_up_to_date(programme)
    client.force_login(MembershipFactory(programme=programme, role=Role.COORDINATOR).user)
    client.get(url, {"q": "heron"})  # reads the index into memory

    with django_assert_max_num_queries(queries):
        response = client.get(url, {"q": typed})

    assert response.context["number"] == (4 * rows if typed else 0)


@pytest.mark.parametrize(
    "typed", ["", "a", "x" * 10_000, "\"'<b>%_\\", "🙂", "اختبار", "\u202eabc", "a\0b", "a " * 500]
)
def test_every_question_is_answered_well(client, member, url, programme, typed):
    bring_up_to_date(programme)
    client.force_login(member)

    for headers in ({}, {"HX-Request": "true"}):
        response = client.get(url, {"q": typed, "page": "x", "kind": "no"}, headers=headers)
        assert response.status_code == 200
        assert "<b>" not in response.content.decode()


def test_a_kind_can_be_chosen_and_has_pages(client, member, programme, city, url):
    ClusterFactory.create_batch(30, city=city, name="Heron", summary="")
    WorkplanItemFactory(programme=programme, title="Heron")
    bring_up_to_date(programme)
    client.force_login(member)

    everything = client.get(url, {"q": "heron"})
    second = client.get(url, {"q": "heron", "kind": "clusters", "page": "2"})

    shown = {
        group.kind.key: (group.number, len(group.hits)) for group in everything.context["groups"]
    }
    assert shown == {"clusters": (30, 4), "dates": (1, 1)}
    assert [len(group.hits) for group in second.context["groups"]] == [5]


def test_while_somebody_types_the_best_are_shown_with_the_place(client, member, city, url):
    ClusterFactory(city=city, name="Heron")
    bring_up_to_date(city.programme)
    client.force_login(member)

    part = client.get(url, {"q": "hreon"}, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert part.count('role="option"') == 2
    assert "<mark>Heron</mark>" in part
    assert city.name in part


@time_machine.travel("2010-09-08 12:00:10+00:00", tick=False)
def test_who_asks_too_fast_waits(client, member, url, monkeypatch):
    monkeypatch.setattr(search, "TYPING_RATE", "2/m/user")
    monkeypatch.setattr(search, "PAGE_RATE", "1/m/user")
    client.force_login(member)

    typing = [client.get(url, {"q": "a"}, headers={"HX-Request": "true"}) for _ in range(3)]
    pages = [client.get(url, {"q": "a"}).status_code for _ in range(2)]

    assert [answer.context["is_limited"] for answer in typing] == [False, False, True]
    assert pages == [200, 429]


def test_the_same_search_is_offered_in_the_other_programmes_of_the_person(client, member, url):
    other = MembershipFactory(user=member).programme
    client.force_login(member)

    page = client.get(url, {"q": "heron"}).content.decode()

    assert f'href="{reverse("programme:search", args=[other.slug])}?q=heron"' in page
