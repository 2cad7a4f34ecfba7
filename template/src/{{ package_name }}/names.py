"""Every span, metric and attribute name of this service; dashboards and alerts depend on them.

The names follow the OpenTelemetry conventions. `/metrics` shows them in Prometheus form:
dots become underscores, a counter gets `_total`, a unit in words is appended.
"""

SPAN_RETRIEVAL = "retrieval"
SPAN_PROMPT = "prompt.render"
SPAN_MODEL = "chat"

REQUEST_DURATION = "http.server.request.duration"
ACTIVE_REQUESTS = "http.server.active_requests"
ACTIVE_REQUESTS_LIMIT = "http.server.active_requests.limit"
MODEL_DURATION = "gen_ai.client.operation.duration"
FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk"
TOKENS = "gen_ai.client.token.usage"
COST = "gen_ai.client.cost.usd"
DRIFT = "gen_ai.client.model.drift"
SHADOW = "shadow.requests"
WEBHOOKS = "webhook.events"
WEBHOOK_QUARANTINE = "webhook.quarantine"
CACHE = "answer.cache.requests"
FLAG_LOADS = "feature_flag.loads"

METHOD = "http.request.method"
ROUTE = "http.route"
STATUS = "http.response.status_code"
ERROR_TYPE = "error.type"
OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
RESPONSE_MODEL = "gen_ai.response.model"
FALLBACK = "gen_ai.request.fallback"  # only where the second model answered
DIRECTION = "gen_ai.token.type"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
PROMPT_NAME = "gen_ai.prompt.name"
PROMPT_VERSION = "gen_ai.prompt.version"
RETRIEVED = "gen_ai.retrieval.documents"
REQUEST_ID = "request.id"

TENANT = "tenant"
NO_TENANT = "_none"
OTHER_TENANT = "_other"  # more are known than there may be series

CACHE_OUTCOME = "answer.cache.outcome"
HIT = "hit"
MISS = "miss"
JOINED = "joined"  # the same question was being answered

FLAG_OUTCOME = "feature_flag.outcome"
USED = "used"
REFUSED_FILE = "refused"  # the flags file cannot be used, so the last good one holds

SHADOW_OUTCOME = "shadow.outcome"
ANSWERED = "answered"  # by the candidate too, and recorded
FAILED = "failed"  # the candidate had no answer, and that is recorded
DROPPED = "dropped"  # too many were waiting
LOST = "lost"  # the file could not be written

WEBHOOK_SOURCE = "webhook.source"
WEBHOOK_OUTCOME = "webhook.outcome"
ACCEPTED = "accepted"
DUPLICATE = "duplicate"  # accepted before, so without effect
CONFLICT = "conflict"  # another body was accepted under this id
QUARANTINED = "quarantined"  # it does not fit, or its handler failed
REFUSED = "refused"  # not signed, or not for a source that is known
EVICTED = "evicted"  # it left the quarantine because that was full
OTHER_SOURCE = "_other"
