"""What runs inside locust's own process. Nothing else imports it: gevent patches what it finds."""

REFUSED = "refused with 429"
"""Name of the requests of a replay that the service refused, as it promises above its limit."""
