"""Part 1: how the city-region supports its clusters."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from programme.models import City
from reports.assembling.blocks import Block, plain, shortened
from reports.assembling.material import Material
from reports.assembling.notes import note_blocks


def policy_blocks(material: Material) -> list[Block]:
    """The policy sheet, the figures of the city, the kick-off, and what was noted."""
    city = material.city
    return [
        sheet_block(city),
        figures_block(city),
        kick_off_block(city),
        *note_blocks(material.noted_at(*material.presentations)),
    ]


def sheet_block(city: City) -> Block:
    return Block(
        shortened(city.policy_profile),
        _("From the policy sheet of %(city)s") % {"city": city.name},
        title=_("Policy sheet"),
    )


def figures_block(city: City) -> Block:
    """How many people live there; without text while nobody has said."""
    source = _("From the profile of %(city)s") % {"city": city.name}
    if not city.population:
        return Block("", source)
    words = {
        "city": city.name,
        "body": f" ({city.region})" if city.region else "",
        "country": city.country.name,
        "number": number_format(city.population, force_grouping=True),
        "year": city.population_year,
    }
    sentence = _("%(city)s%(body)s, %(country)s, has %(number)s inhabitants.") % words
    if city.population_year:
        sentence = _("%(city)s%(body)s, %(country)s, had %(number)s inhabitants in %(year)s.")
        sentence %= words
    if city.population_source:
        source = f"{source}: {city.population_source}"
    return Block(plain(sentence), source, title=_("The city-region"))


def kick_off_block(city: City) -> Block:
    """What the city brought to the kick-off, as it was worded then."""
    sentences = []
    if city.proposed_case:
        sentences.append(
            _("At the kick-off the city proposed this case: %(case)s.")
            % {"case": city.proposed_case.rstrip(".")}
        )
    if city.preliminary_issue:
        sentences.append(
            _("Its preliminary strategic issue was: “%(issue)s”")
            % {"issue": city.preliminary_issue}
        )
    return Block(
        plain(" ".join(sentences)), _("From the notes of the kick-off"), title=_("At the kick-off")
    )
