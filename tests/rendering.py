"""Jinja's templates as the application has them, that tell Django's test client what they were rendered with, too."""

from django.template.backends import jinja2
from django.test.signals import template_rendered


class Template(jinja2.Template):
    def render(self, context=None, request=None):
        html = super().render(context, request)
        template_rendered.send(sender=self, template=self, context=context or {})
        return html


class Jinja2(jinja2.Jinja2):
    def get_template(self, template_name):
        return Template(super().get_template(template_name).template, self)
