"""Keys that no provider ever issued, in the form of those that they issue; the same on each run."""

from __future__ import annotations

import base64
import json
import random
import re
import string
import zlib
from collections.abc import Callable

from goldenpath_hooks.keys.structure import base62

from tests.hooks.keys.private_keys import in_base64

LETTERS = string.ascii_letters
ALNUM = string.ascii_letters + string.digits
URL = ALNUM + "-_"
LOWER = string.ascii_lowercase + string.digits
HEX = "0123456789abcdef"
BASE32 = string.ascii_uppercase + "234567"
BASE64 = ALNUM + "+/"
DASHES = "-" * 5

Draw = Callable[[str, int], str]


def key(format: str, seed: int = 0) -> str:
    source = random.Random(f"{format} {seed}")  # noqa: S311 - the same on each run

    def draw(alphabet: str, length: int) -> str:
        return "".join(source.choices(alphabet, k=length))

    return FORMS[format](draw)


def fill(text: str) -> str:
    """`{{a-format}}` and `{{a-format:part}}` of a case become the key, or one of its halves."""
    return re.sub(r"\{\{([a-z0-9-]+)(?::(head|tail))?\}\}", _filled, text)


def _filled(gap: re.Match[str]) -> str:
    made = key(gap[1])
    half = len(made) // 2
    return {"head": made[:half], "tail": made[half:]}.get(gap[2], made)


def _openai(prefix: str) -> Callable[[Draw], str]:
    return lambda draw: f"{prefix}{draw(URL, 73)}a" + "T3Blbk" + f"FJ{draw(URL, 73)}a"


def _uuid(draw: Draw) -> str:
    return "-".join(draw(HEX, length) for length in (8, 4, 4, 4, 12))


def _with_checksum(prefix: str, length: int = 30) -> Callable[[Draw], str]:
    def made(draw: Draw) -> str:
        body = draw(ALNUM, length)
        return f"{prefix}{body}{base62(zlib.crc32(body.encode()))}"

    return made


def _bedrock(draw: Draw) -> str:
    text = f"BedrockAPIKey-{draw(LOWER, 4)}-at-{draw(string.digits, 12)}:{draw(BASE64, 40)}"
    return "AB" + "SK" + base64.b64encode(text.encode()).decode()


def _bedrock_short_term(draw: Draw) -> str:
    text = f"bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Signature={draw(HEX, 64)}"
    return "bedrock-api-" + "key-" + base64.b64encode(text.encode()).decode()


def _jwt(draw: Draw) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"access": "m", "sub": draw(LOWER, 12)})
    return ".".join((*map(_base64url, parts), draw(ALNUM, 43)))


def _base64url(part: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def pem(draw: Draw, kind: str = "PRIVATE KEY", newline: str = "\\n") -> str:
    lines = ("MII" + draw(BASE64, 61), draw(BASE64, 64), draw(BASE64, 30) + "==")
    return newline.join(
        (f"{DASHES}BEGIN {kind}{DASHES}", *lines, f"{DASHES}END {kind}{DASHES}", "")
    )


# Halves of prefixes, so that no scanner of a forge takes this file for a leak.
FORMS: dict[str, Callable[[Draw], str]] = {
    "openai-project": _openai("sk-" + "proj-"),
    "openai-service-account": _openai("sk-" + "svcacct-"),
    "openai-admin": _openai("sk-" + "admin-"),
    "anthropic-admin": lambda draw: "sk-" + f"ant-admin01-{draw(URL, 93)}AA",
    "anthropic-api": lambda draw: "sk-" + f"ant-api03-{draw(URL, 93)}AA",
    "openrouter": lambda draw: "sk-" + f"or-v1-{draw(HEX, 64)}",
    "langfuse": lambda draw: "sk-" + f"lf-{_uuid(draw)}",
    "openai-legacy": lambda draw: "sk-" + draw(ALNUM, 20) + "T3Blbk" + f"FJ{draw(ALNUM, 20)}",
    "deepseek": lambda draw: "sk-" + draw(HEX, 32),
    "google-api": lambda draw: "AI" + f"zaSy{draw(ALNUM, 33)}",
    "google-auth": lambda draw: "AQ" + f".Ab8RN6{draw(ALNUM, 44)}",
    "azure-openai": lambda draw: draw(ALNUM, 52) + "JQ" + f"QJ99BLAC{draw(ALNUM, 22)}",
    "azure-openai-plain": lambda draw: draw(HEX, 32),
    "bedrock": _bedrock,
    "bedrock-short-term": _bedrock_short_term,
    "huggingface": lambda draw: "hf" + f"_{draw(LETTERS, 34)}",
    "groq": lambda draw: "gs" + f"k_{draw(ALNUM, 52)}",
    "xai": lambda draw: "xa" + f"i-{draw(ALNUM, 80)}",
    "mistral": lambda draw: draw(ALNUM, 32),
    "cohere": lambda draw: draw(ALNUM, 40),
    "together": lambda draw: "tgp" + f"_v1_{draw(ALNUM, 43)}",
    "together-hex": lambda draw: draw(HEX, 64),
    "fireworks": lambda draw: "fw" + f"_{draw(ALNUM, 24)}",
    "replicate": lambda draw: "r8" + f"_{draw(ALNUM, 37)}",
    "perplexity": lambda draw: "ppl" + f"x-{draw(ALNUM, 48)}",
    "cerebras": lambda draw: "cs" + f"k-{draw(LOWER, 48)}",
    "nvidia": lambda draw: "nva" + f"pi-{draw(URL, 63)}a",
    "voyage": lambda draw: "pa" + f"-{draw(ALNUM, 43)}",
    "pinecone": lambda draw: "pc" + f"sk_{draw(ALNUM, 6)}_{draw(ALNUM, 63)}",
    "pinecone-uuid": _uuid,
    "weaviate": lambda draw: draw(ALNUM, 36),
    "qdrant": lambda draw: draw(ALNUM, 54),
    "qdrant-jwt": _jwt,
    "langsmith": lambda draw: "ls" + f"v2_pt_{draw(HEX, 32)}_{draw(HEX, 10)}",
    "langsmith-legacy": lambda draw: "ls" + f"__{draw(HEX, 32)}",
    "elevenlabs": lambda draw: "sk" + f"_{draw(HEX, 48)}",
    "elevenlabs-legacy": lambda draw: draw(HEX, 32),
    "deepgram": lambda draw: draw(HEX, 40),
    "databricks": lambda draw: "da" + f"pi{draw(HEX, 32)}",
    "slack": lambda draw: (
        "xo" + "xb-" + "-".join((draw(string.digits, 12), draw(string.digits, 13), draw(ALNUM, 24)))
    ),
    "slack-webhook": lambda draw: (
        "hooks.sl"
        + "ack.com/services/T0"
        + "/".join((draw(BASE32, 8), "B0" + draw(BASE32, 8), draw(ALNUM, 24)))
    ),
    "github": _with_checksum("gh" + "p_"),
    "github-refresh": lambda draw: "gh" + f"r_{draw(ALNUM, 76)}",
    "github-fine-grained": lambda draw: "github" + f"_pat_{draw(ALNUM, 22)}_{draw(ALNUM, 59)}",
    "github-installation": lambda draw: "gh" + f"s_{draw(string.digits, 6)}_{_jwt(draw)}",
    "gitlab": lambda draw: "gl" + f"pat-{draw(ALNUM, 20)}",
    "npm": _with_checksum("np" + "m_"),
    "goldenpath": _with_checksum("gp" + "k_", 59),
    "aws-access-key": lambda draw: "AK" + f"IA{draw(BASE32, 16)}",
    "aws-secret-key": lambda draw: draw(BASE64, 38) + "a1",
    "gcp-service-account": pem,
    "private-key": lambda draw: pem(draw, "RSA PRIVATE KEY"),
    "private-key-base64": lambda draw: in_base64(pem(draw, newline="\n")),
    "jwt": _jwt,
    "database-url": lambda draw: (
        f"postgresql+psycopg://svc:{draw(ALNUM, 15)}7a@db.internal:5432/app"
    ),
    "stripe": lambda draw: "sk" + f"_live_{draw(ALNUM, 24)}",
    "sendgrid": lambda draw: "S" + f"G.{draw(ALNUM, 22)}.{draw(ALNUM, 43)}",
    "pypi": lambda draw: "pypi-" + f"AgEIcHlwaS5vcmc{draw(URL, 90)}",
    "square": lambda draw: "sq0" + f"csp-{draw(ALNUM, 43)}",
    "azure-storage": lambda draw: "Account" + f"Key={draw(BASE64, 86)}==",
    "assigned-secret": lambda draw: draw(ALNUM, 36),
}
