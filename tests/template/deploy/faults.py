"""Faults that somebody could write into what is deployed, and who has to find each.

A row is what is wrong, who finds it, the object (by kind, or kind and name), where in it, and what
stands there instead. They are planted into the documents of one environment of production and of
Argo CD, one at a time.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Path = tuple[str | int, ...]
GONE = object()
"""Instead of a value: there is none."""


class Fault(NamedTuple):
    what: str
    finder: Literal["schema", "policy", "lint"]
    object: str
    at: Path
    value: Any


POD: Path = ("spec", "template", "spec")
APP: Path = (*POD, "containers", 0)
CANARY: Path = ("spec", "strategy", "canary")
STEPS: Path = (*CANARY, "steps")
METRIC: Path = ("spec", "metrics", 0)
QUERY: Path = (*METRIC, "provider", "prometheus", "query")
JWT: Path = ("spec", "jwt", "providers", 0)
LISTENER: Path = ("spec", "listeners", 0)
BACKEND: Path = ("spec", "rules", 0, "backendRefs", 0)
PREVIEW: Path = ("spec", "template", "spec")
SLO = "AnalysisTemplate/answer-service-slo"

SPELLING = (
    Fault("a step nobody knows", "schema", "Rollout", (*STEPS, 5), {"setWeigth": 5}),
    Fault("a weight as text", "schema", "Rollout", (*STEPS, 5), {"setWeight": "5%"}),
    Fault("a misspelled limit", "schema", SLO, (*METRIC, "faliureLimit"), 3),
    Fault("a misspelled pull policy", "schema", "Deployment", (*APP, "imagePullpolicy"), "Always"),
    Fault(
        "a duration in words",
        "schema",
        "HTTPRoute",
        ("spec", "rules", 0, "timeouts"),
        {"request": "30 seconds"},
    ),
    Fault("a negative weight", "schema", "HTTPRoute", (*BACKEND, "weight"), -1),
    Fault("claims go nowhere", "schema", "SecurityPolicy", (*JWT, "claimToHeader"), []),
    Fault("minimum of another scaler", "schema", "ScaledObject", ("spec", "minReplicas"), 2),
    Fault("a label of the pod too few", "schema", "PodMonitor", ("spec", "podTargetLabel"), ["a"]),
    Fault("a misspelled budget", "schema", "PodDisruptionBudget", ("spec", "maxUnavailble"), 1),
    Fault(
        "a unit that is none",
        "schema",
        "BackendTrafficPolicy",
        ("spec", "rateLimit", "global", "rules", 0, "limit", "unit"),
        "Fortnight",
    ),
    Fault("a listener without port", "schema", "Gateway", (*LISTENER, "port"), GONE),
    Fault("a preview in no project", "schema", "ApplicationSet", (*PREVIEW, "project"), GONE),
    Fault(
        "a window of no time",
        "schema",
        "AppProject/answer-service-release",
        ("spec", "syncWindows", 0, "hours"),
        63,
    ),
)
RULES = (
    Fault(
        "an image by tag", "policy", "Deployment", (*APP, "image"), "ghcr.io/acme/answer-service:1"
    ),
    Fault(
        "an image of somebody else",
        "policy",
        "Deployment",
        (*APP, "image"),
        f"ghcr.io/mallory/x@sha256:{'0' * 64}",
    ),
    Fault("may run as root", "policy", "Deployment", (*POD, "securityContext", "runAsUser"), 0),
    Fault(
        "may write its files",
        "policy",
        "Deployment",
        (*APP, "securityContext", "readOnlyRootFilesystem"),
        GONE,
    ),
    Fault("may take all memory", "policy", "Deployment", (*APP, "resources", "limits"), GONE),
    Fault("nobody asks whether it lives", "policy", "Deployment", (*APP, "livenessProbe"), GONE),
    Fault(
        "a token of the cluster",
        "policy",
        "Deployment",
        (*POD, "automountServiceAccountToken"),
        True,
    ),
    Fault("all on one node", "policy", "Deployment", (*POD, "topologySpreadConstraints"), []),
    Fault(
        "a secret as text",
        "policy",
        "Deployment",
        (*APP, "env", 0),
        {"name": "API_KEY", "value": "abc"},
    ),
    Fault("no node can be drained", "policy", "PodDisruptionBudget", ("spec", "maxUnavailable"), 0),
    Fault(
        "a release that hangs stays", "policy", "Rollout", ("spec", "progressDeadlineAbort"), False
    ),
    Fault("all get it at once", "policy", "Rollout", STEPS, [{"setWeight": 100}]),
    Fault(
        "an analysis that nobody ships",
        "policy",
        "Rollout",
        (*CANARY, "analysis", "templates", 0, "templateName"),
        "nope",
    ),
    Fault("no failure", "policy", SLO, (*METRIC, "failureCondition"), GONE),
    Fault(
        "no data is success",
        "policy",
        SLO,
        (*METRIC, "successCondition"),
        "len(result) == 0 || result[0] < 1",
    ),
    Fault(
        "a service that does not say that it asks",
        "policy",
        "HTTPRoute",
        ("metadata", "annotations", "goldenpath.dev/authentication"),
        GONE,
    ),
    Fault("no limit", "policy", "BackendTrafficPolicy", ("spec", "rateLimit"), GONE),
    Fault("bodies of any size", "policy", "BackendTrafficPolicy", ("spec", "requestBuffer"), GONE),
    Fault("a listener without TLS", "policy", "Gateway", (*LISTENER, "protocol"), "HTTP"),
    Fault("a listener for any host", "policy", "Gateway", (*LISTENER, "hostname"), "*.example.com"),
    Fault(
        "routes of everybody",
        "policy",
        "Gateway",
        (*LISTENER, "allowedRoutes", "namespaces", "from"),
        "All",
    ),
    Fault(
        "requests to anywhere",
        "policy",
        "NetworkPolicy/answer-service",
        ("spec", "egress", 1, "to"),
        [],
    ),
    Fault(
        "requests from anywhere",
        "policy",
        "NetworkPolicy/answer-service",
        ("spec", "ingress", 0, "from"),
        [],
    ),
    Fault(
        "open to the outside", "policy", "Service/answer-service", ("spec", "type"), "LoadBalancer"
    ),
    Fault(
        "any repository",
        "policy",
        "AppProject/answer-service-release",
        ("spec", "sourceRepos"),
        ["*"],
    ),
    Fault(
        "main goes to production",
        "policy",
        "Application/answer-service-production-main",
        ("spec", "source", "targetRevision"),
        "main",
    ),
    Fault(
        "drift stays",
        "policy",
        "Application/answer-service-staging",
        ("spec", "syncPolicy", "automated", "selfHeal"),
        False,
    ),
    Fault(
        "a preview for strangers",
        "policy",
        "ApplicationSet",
        ("spec", "generators", 0, "pullRequest", "github", "labels"),
        [],
    ),
    Fault(
        "a project of the change's choice",
        "policy",
        "ApplicationSet",
        (*PREVIEW, "project"),
        "{{ .branch }}",
    ),
    Fault("no value is a value", "policy", "ApplicationSet", ("spec", "goTemplateOptions"), []),
)
REFERENCES = (
    Fault("five times the traffic", "lint", "Rollout", (*STEPS, 5), {"setWeight": 500}),
    Fault("fewer after more", "lint", "Rollout", (*STEPS, 7), {"setWeight": 1}),
    Fault(
        "two strategies",
        "lint",
        "Rollout",
        ("spec", "strategy", "blueGreen"),
        {"activeService": "answer-service"},
    ),
    Fault(
        "a canary without Service",
        "lint",
        "Rollout",
        (*CANARY, "canaryService"),
        "answer-service-canry",
    ),
    Fault("pods of nothing", "lint", "Rollout", ("spec", "workloadRef", "name"), "answers"),
    Fault(
        "a route nobody ships",
        "lint",
        "Rollout",
        (*CANARY, "trafficRouting", "plugins", "argoproj-labs/gatewayAPI", "httpRoutes", 0, "name"),
        "answers",
    ),
    Fault(
        "the route of another namespace",
        "lint",
        "Rollout",
        (*CANARY, "trafficRouting", "plugins", "argoproj-labs/gatewayAPI", "namespace"),
        "staging",
    ),
    Fault(
        "a header route nobody manages",
        "lint",
        "Rollout",
        (*CANARY, "trafficRouting", "managedRoutes"),
        [],
    ),
    Fault("an argument too few", "lint", "Rollout", (*CANARY, "analysis", "args"), []),
    Fault(
        "an argument that is misspelled", "lint", SLO, ("spec", "args", 1, "name"), "canary-hsah"
    ),
    Fault("a query that is none", "lint", SLO, QUERY, "sum(rate("),
    Fault(
        "a condition that is none",
        "lint",
        SLO,
        (*METRIC, "successCondition"),
        "len(result) > 0 && result[0 <= 1",
    ),
    Fault(
        "a Deployment of no pods",
        "lint",
        "Deployment",
        ("spec", "selector", "matchLabels", "x"),
        "y",
    ),
    Fault(
        "variables from nowhere",
        "lint",
        "Deployment",
        (*APP, "envFrom", 0, "configMapRef", "name"),
        "answers-env",
    ),
    Fault("no such account", "lint", "Deployment", (*POD, "serviceAccountName"), "answers"),
    Fault(
        "a probe at no port",
        "lint",
        "Deployment",
        (*APP, "readinessProbe", "httpGet", "port"),
        "htpp",
    ),
    Fault("a mount of nothing", "lint", "Deployment", (*APP, "volumeMounts", 0, "name"), "temp"),
    Fault(
        "a Service of no pods",
        "lint",
        "Service/answer-service-canary",
        ("spec", "selector"),
        {"app": "answers"},
    ),
    Fault(
        "a Service at no port",
        "lint",
        "Service/answer-service",
        ("spec", "ports", 0, "targetPort"),
        "htpp",
    ),
    Fault("a route to nobody", "lint", "HTTPRoute", (*BACKEND, "name"), "answers"),
    Fault("a route to no port", "lint", "HTTPRoute", (*BACKEND, "port"), 8080),
    Fault(
        "a route at no gateway", "lint", "HTTPRoute", ("spec", "parentRefs", 0, "name"), "answers"
    ),
    Fault(
        "headers that clients may set",
        "lint",
        "ClientTrafficPolicy",
        ("spec", "targetRefs", 0, "name"),
        "answers",
    ),
    Fault(
        "a scaler of nothing", "lint", "ScaledObject", ("spec", "scaleTargetRef", "name"), "answers"
    ),
    Fault(
        "a scaler that asks nonsense",
        "lint",
        "ScaledObject",
        ("spec", "triggers", 0, "metadata", "query"),
        "sum((",
    ),
    Fault("fewer at most than at least", "lint", "ScaledObject", ("spec", "maxReplicaCount"), 1),
    Fault(
        "nobody is scraped",
        "lint",
        "PodMonitor",
        ("spec", "selector", "matchLabels"),
        {"app": "answers"},
    ),
    Fault(
        "scraped at no port",
        "lint",
        "PodMonitor",
        ("spec", "podMetricsEndpoints", 0, "port"),
        "metrics",
    ),
    Fault("the canary cannot be told", "lint", "PodMonitor", ("spec", "podTargetLabels"), []),
    Fault(
        "an alert over nonsense",
        "lint",
        "PrometheusRule",
        ("spec", "groups", 0, "rules", 0, "expr"),
        "sum((",
    ),
    Fault(
        "a budget of nobody",
        "lint",
        "PodDisruptionBudget",
        ("spec", "selector", "matchLabels"),
        {"app": "answers"},
    ),
    Fault(
        "a parameter nobody gives",
        "lint",
        "ApplicationSet",
        ("spec", "template", "metadata", "name"),
        "answers-{{ .nope }}",
    ),
    Fault(
        "a project nobody ships",
        "lint",
        "Application/answer-service-staging",
        ("spec", "project"),
        "answers",
    ),
    Fault(
        "a cluster outside the project",
        "lint",
        "Application/answer-service-staging",
        ("spec", "destination", "name"),
        "elsewhere",
    ),
    Fault(
        "an overlay that is not there",
        "lint",
        "Application/answer-service-staging",
        ("spec", "source", "path"),
        "deploy/overlays/stagin",
    ),
)
FAULTS = (*SPELLING, *RULES, *REFERENCES)

# A row is what is wrong, the file below deploy/, a text in it and what stands there instead.
UNRENDERABLE = (
    ("a resource that is not there", "base/kustomization.yaml", "service.yaml", "servce.yaml"),
    (
        "a component that is not there",
        "overlays/staging/kustomization.yaml",
        "components/gateway",
        "components/gatway",
    ),
    (
        "a patch at no place",
        "components/prewarm/kustomization.yaml",
        "/lifecycle/postStart",
        "/lifecycl/postStart",
    ),
    (
        "a release of other variables",
        "overlays/staging/release/kustomization.yaml",
        "answer-service-env",
        "answers-env",
    ),
    ("a manifest that is no YAML", "base/service.yaml", "metadata:", "metadata: {"),
    (
        "a misspelled field of kustomize",
        "overlays/staging/kustomization.yaml",
        "components:",
        "component:",
    ),
)
