"""How somebody wants each kind of mail."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from programme.mail_preferences import Choice
from programme.models import Delivery


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
                choices=Delivery.choices,
                initial=choice.delivery,
                # A kind that is new since the page was opened stays as it is.
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("This way does not exist.")},
            )

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields as they belong together."""
        for group, kinds in groupby(self.kinds, key=lambda kind: str(kind.group)):
            yield group, [self[kind.key] for kind in kinds]

    @property
    def wishes(self) -> dict[str, str]:
        """What the person wants, by kind."""
        if for_all := self.cleaned_data["all"]:
            return dict.fromkeys((kind.key for kind in self.kinds), for_all)
        said = {kind.key: self.cleaned_data[kind.key] for kind in self.kinds}
        return {kind: wish for kind, wish in said.items() if wish}
