"""How somebody wants each kind of mail."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from programme.mails.preferences import Choice
from programme.models import Delivery

# Short enough to stand beside each other on a phone.
WAYS = [
    (Delivery.AT_ONCE, _("At once")),
    (Delivery.DIGEST, _("Once a day")),
    (Delivery.NEVER, _("Not by mail")),
]
ALL = {
    Delivery.AT_ONCE: _("Each at once"),
    Delivery.DIGEST: _("All once a day"),
    Delivery.NEVER: _("None by mail"),
}


@dataclass(frozen=True)
class KindGroup:
    """Kinds that belong together, and how they come now in a sentence."""

    heading: str
    fields: list[BoundField]

    @property
    def is_usual(self) -> bool:
        return all(field.value() == Delivery.AT_ONCE for field in self.fields)

    @property
    def sentence(self) -> str:
        """“Each at once”, or “2 of 5 at once, 3 once a day”."""
        counted = Counter(field.value() for field in self.fields)
        if len(counted) == 1:
            [wish] = counted
            return str(ALL.get(wish, ""))
        words = {"all": len(self.fields), **{str(wish): counted[wish] for wish in Delivery.values}}
        parts = [_("%(at_once)s of %(all)s at once")]
        if counted[Delivery.DIGEST]:
            parts.append(_("%(digest)s once a day"))
        if counted[Delivery.NEVER]:
            parts.append(_("%(never)s not by mail"))
        return ", ".join(str(part) for part in parts) % words


class PreferencesForm(forms.Form):
    """One choice for each kind; ``all`` is the button that sets them all in one go."""

    all = forms.ChoiceField(choices=[(Delivery.AT_ONCE, ""), (Delivery.DIGEST, "")], required=False)

    def __init__(self, *args, choices: Sequence[Choice], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [choice.kind for choice in choices]
        for choice in choices:
            self.fields[choice.kind.key] = forms.ChoiceField(
                label=str(choice.kind.label),
                help_text=str(choice.kind.when),
                choices=WAYS,
                initial=choice.delivery,
                # A kind that is new since the page was opened stays as it is.
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("This way does not exist.")},
            )

    @property
    def groups(self) -> Iterator["KindGroup"]:
        """The fields as they belong together."""
        for group, kinds in groupby(self.kinds, key=lambda kind: str(kind.group)):
            yield KindGroup(group, [self[kind.key] for kind in kinds])

    @property
    def wishes(self) -> dict[str, str]:
        """What the person wants, by kind."""
        if for_all := self.cleaned_data["all"]:
            return dict.fromkeys((kind.key for kind in self.kinds), for_all)
        said = {kind.key: self.cleaned_data[kind.key] for kind in self.kinds}
        return {kind: wish for kind, wish in said.items() if wish}
