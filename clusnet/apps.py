from django.apps import AppConfig
from django.conf import settings


class ClusnetConfig(AppConfig):
    name = "clusnet"

    def ready(self) -> None:
        from clusnet import checks  # noqa: F401  importing registers the checks
        from clusnet.catalogues import leave_out_empty_catalogues

        leave_out_empty_catalogues(settings.LANGUAGE_CODE)
