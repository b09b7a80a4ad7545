"""Remember which line item has a score."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def _assume_the_present_column(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was sent so far went, as far as anybody can know now, to the column that the link has."""
    links = apps.get_model("lti", "AssignmentLink").objects.filter(pk=OuterRef("assignment_link"))
    sent = apps.get_model("lti", "Passback").objects.filter(sent_revision__gt=0)
    sent.update(sent_to=Subquery(links.values("lineitem_url")[:1]))


class Migration(migrations.Migration):
    dependencies = [("lti", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="passback",
            name="sent_to",
            field=models.CharField(blank=True, default="", max_length=2000),
            preserve_default=False,
        ),
        migrations.RunPython(_assume_the_present_column, migrations.RunPython.noop, elidable=True),
    ]
