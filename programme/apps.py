from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        # Models can be imported only now.
        from programme import retention
        from programme.invitations import letters
        from programme.letter_kinds import register_kinds
        from programme.mails.digest import register_digest
        from programme.mails.hooks import ask_before_sending
        from programme.privacy import held
        from programme.search import own
        from programme.workplan.reminders import KIND, reason_against

        register_kinds()
        register_digest()
        ask_before_sending(KIND, reason_against)
        letters.register_kinds()
        own.register_sources()
        held.say_what_is_held()
        retention.register()
