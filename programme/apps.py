from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        # Models can be imported only now.
        from programme.letter_kinds import register_kinds
        from programme.search import own

        register_kinds()
        own.register_sources()
