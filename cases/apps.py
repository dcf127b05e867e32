from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        # Models can be imported only now.
        from cases import retention, trace
        from cases.editions import delivery
        from cases.follow_up import MONTHS_OF, where_said
        from cases.letter_kinds import register_kinds
        from cases.privacy import say_what_is_held
        from cases.search import register_sources
        from programme.mails.hooks import ask_before_sending, follow
        from programme.workplan.reminders import lead

        register_sources()
        say_what_is_held()
        for rule in MONTHS_OF:
            lead(rule, where_said)
        register_kinds()
        retention.register()
        trace.register()
        for kind in delivery.KINDS:
            ask_before_sending(kind, delivery.reason_against)
            follow(kind, delivery.follow_mail)
