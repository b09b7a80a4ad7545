"""Let each context have a link of its own, whatever its platform calls it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lti", "0002_passback_sent_to")]

    operations = [
        migrations.RemoveConstraint(model_name="assignmentlink", name="resource_link_once_per_deployment"),
        migrations.AddConstraint(
            model_name="assignmentlink",
            constraint=models.UniqueConstraint(
                fields=("course_link", "resource_link_id"), name="resource_link_once_per_context"
            ),
        ),
    ]
