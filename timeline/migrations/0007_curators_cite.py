"""The *Curators* group may cite sources and give figures."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

NAME = "Curators"
MAY = {"citation": ("add", "change", "delete"), "figure": ("add", "change", "delete")}


def granted(apps, using):
    return (
        apps.get_model("auth", "Permission")
        .objects.using(using)
        .filter(
            content_type__app_label="timeline",
            codename__in=[f"{act}_{model}" for model, acts in MAY.items() for act in acts],
        )
    )


def grant(apps, schema_editor):
    using = schema_editor.connection.alias
    # As for the group itself: permissions are made after all migrations, which is too late here.
    app = apps.get_app_config("timeline")
    app.models_module = True
    create_permissions(app, apps=apps, using=using, verbosity=0)
    app.models_module = None
    group, _created = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=NAME)
    group.permissions.add(*granted(apps, using))


def withdraw(apps, schema_editor):
    using = schema_editor.connection.alias
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name=NAME):
        group.permissions.remove(*granted(apps, using))


class Migration(migrations.Migration):
    dependencies = [("timeline", "0006_full_text")]
    operations = [migrations.RunPython(grant, withdraw)]
