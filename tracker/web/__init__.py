"""A door: pages as function views, with htmx. Each understands a request, calls one verb or report, shows the answer."""
