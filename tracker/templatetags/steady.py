"""Parts of pages that are the same for everybody: written once a process and language, not once a request."""

from typing import Any, Final

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
END: Final = "endsteady"


class SteadyNode(template.Node):
    """What stands between the words; it sees nothing of the page's context, so it can show nothing of anybody."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.written: dict[str | None, SafeString] = {}

    def render(self, context: Any) -> SafeString:
        """As it was written first in this language."""
        language = get_language()
        if language not in self.written:
            alone = template.Context(autoescape=context.autoescape)
            with alone.bind_template(context.template):
                self.written[language] = self.nodelist.render(alone)
        return self.written[language]


@register.tag
def steady(parser: Parser, _token: Token) -> SteadyNode:
    """`{% steady %}…{% endsteady %}`"""
    nodelist = parser.parse((END,))
    parser.delete_first_token()
    return SteadyNode(nodelist)
