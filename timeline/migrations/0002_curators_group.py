"""The *Curators* group: who is in it can do a curator's work in the admin, and nothing else."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

NAME = "Curators"
MAY = {
    "timeline": ("add", "change"),
    "kind": ("add", "change"),
    "event": ("add", "change", "delete"),
    "evidence": ("add", "change", "delete"),
    "participation": ("add", "change", "delete"),
    "actor": ("add", "change"),
    "alias": ("add", "change", "delete"),
    "membership": ("add", "change", "delete"),
    "source": ("add", "change"),
    "sourcetext": ("add", "view"),
    "passage": ("add", "change", "delete", "view"),
}


def create_group(apps, schema_editor):
    using = schema_editor.connection.alias
    # Permissions are made after all migrations, which is too late here. Django makes them for an app that has models;
    # how an app looked at a migration does not say whether it had, so this does.
    app = apps.get_app_config("timeline")
    app.models_module = True
    create_permissions(app, apps=apps, using=using, verbosity=0)
    app.models_module = None

    group, _created = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=NAME)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    group.permissions.set(
        permissions.filter(
            content_type__app_label="timeline",
            codename__in=[f"{act}_{model}" for model, acts in MAY.items() for act in acts],
        )
    )


def delete_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias).filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_group, delete_group)]
