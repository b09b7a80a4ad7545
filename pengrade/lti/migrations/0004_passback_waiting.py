"""Find what waits for sending without reading what was sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lti", "0003_resource_link_once_per_context")]

    operations = [
        migrations.AddIndex(
            model_name="passback",
            index=models.Index(condition=models.Q(state="waiting"), fields=["next_try_at"], name="passback_waiting"),
        ),
    ]
