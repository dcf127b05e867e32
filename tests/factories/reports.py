"""Reports, lessons and documents."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from programme.models import Role
from reports.models import (
    Archive,
    CityReport,
    Document,
    FactCheck,
    FinalReport,
    Lesson,
    ReportComment,
    ReportEdition,
    ReportSection,
    ReportStatus,
    TakeUp,
)
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS
from tests.factories.cases import EditionFactory
from tests.factories.programme import CityFactory, MembershipFactory, ProgrammeFactory, UserFactory
from tests.factories.workshops import WorkshopFactory


class CityReportFactory(DjangoModelFactory):
    """A city report with its five parts, all with the same text: ``parts="Words."``."""

    class Meta:
        model = CityReport
        skip_postgeneration_save = True

    workshop = factory.SubFactory(WorkshopFactory)

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        ReportSection.objects.bulk_create(
            ReportSection(city_report=self, key=part.key, text=extracted or "")
            for part in CITY_REPORT_PARTS
        )


class PublishedCityReportFactory(CityReportFactory):
    status = ReportStatus.PUBLISHED
    facts_checked_at = factory.LazyFunction(timezone.now)
    approved_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)


class FinalReportFactory(DjangoModelFactory):
    """The final report with its parts, all with the same text, as a city report."""

    class Meta:
        model = FinalReport
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        ReportSection.objects.bulk_create(
            ReportSection(final_report=self, key=part.key, text=extracted or "")
            for part in FINAL_REPORT_PARTS
        )


class ReportEditionFactory(DjangoModelFactory):
    class Meta:
        model = ReportEdition

    city_report = factory.SubFactory(PublishedCityReportFactory)
    number = 1
    content = factory.LazyFunction(dict)
    checksum = "0" * 64


class ArchiveFactory(DjangoModelFactory):
    """A ZIP of everything that an expert of the programme may see."""

    class Meta:
        model = Archive

    programme = factory.SubFactory(ProgrammeFactory)
    owner = factory.LazyAttribute(
        lambda row: MembershipFactory(programme=row.programme, role=Role.EXPERT).user
    )


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    case_edition = factory.SubFactory(EditionFactory)
    programme = factory.SelfAttribute("case_edition.case.programme")
    kind = "case"
    title = "A document"


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    city_report = factory.SubFactory(CityReportFactory)
    number = factory.Sequence(lambda n: n + 1)
    gap = "capital"
    text = factory.Sequence(lambda n: f"Lesson {n}")


class TakeUpFactory(DjangoModelFactory):
    class Meta:
        model = TakeUp

    city = factory.SubFactory(CityFactory)
    source_city = factory.SubFactory(
        CityFactory, programme=factory.SelfAttribute("..city.programme")
    )
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Taken up {n}")


class FactCheckFactory(DjangoModelFactory):
    class Meta:
        model = FactCheck

    city_report = factory.SubFactory(CityReportFactory, status=ReportStatus.WITH_CITY)
    number = 1
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))


class ReportCommentFactory(DjangoModelFactory):
    class Meta:
        model = ReportComment

    city_report = factory.SubFactory(CityReportFactory)
    author = factory.SubFactory(UserFactory)
    text = "Who said this?"
