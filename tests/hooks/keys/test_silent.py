"""What looks like a key at first sight, and is none."""

from __future__ import annotations

from datetime import date

import pytest
from goldenpath_hooks.keys import find
from goldenpath_hooks.keys.files import Part
from goldenpath_hooks.keys.scan import scan

from tests.hooks.keys.samples import fill, key

SHA1, SHA256 = key("deepgram"), key("together-hex")
BASE64 = key("aws-secret-key")

_noop = [
    # gaps to fill
    pytest.param('key = "sk-..."', id="dots"),
    pytest.param('key = "sk-proj-..."', id="dots behind a prefix"),
    pytest.param('SECRET_KEY = "changethis"', id="changethis"),
    pytest.param("OPENAI_API_KEY=${OPENAI_API_KEY}", id="shell variable"),
    pytest.param('api_key = "{{ openai_api_key }}"', id="template"),
    pytest.param("api_key: ${{ secrets.OPENAI_API_KEY }}", id="forge's secret"),
    pytest.param("OPENAI_API_KEY=<your-openai-api-key-goes-here>", id="angle brackets"),
    pytest.param("token = '%(auth_token_of_the_registry)s'", id="percent format"),
    pytest.param('key = "sk-' + "proj-" + "x" * 100 + '"', id="x"),
    pytest.param('key = "sk-' + "x" * 48 + '"', id="x, legacy form"),
    pytest.param('key = "gsk' + "_" + "A" * 52 + '"', id="one letter"),
    pytest.param('key = "hf' + "_" + "abcdefghijklmnopqrstuvwxyzabcdefgh" + '"', id="alphabet"),
    pytest.param('key = "dapi' + "0123456789abcdef" * 2 + '"', id="counting in hexadecimal"),
    pytest.param('key = "dapi' + "1234567890ab1cde2f3ab456c7d89efa" + '"', id="counting, broken"),
    pytest.param('key = "sk-' + "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6" + '"', id="two counts at once"),
    pytest.param('key = "sk-' + "or-v1-" + "abc123de" * 8 + '"', id="one piece over and over"),
    pytest.param('"sk-' + "ant-api03-your-anthropic-key-goes-here-" + "0aB" * 20 + '"', id="your"),
    pytest.param('"sk-' + "proj-EXAMPLE" + key("mistral") + key("mistral", 1) + '"', id="example"),
    pytest.param("glpat" + "-this-is-a-test-token", id="test"),
    # the providers' own examples
    pytest.param("AKIA" + "IOSFODNN7EXAMPLE", id="AWS key id"),
    pytest.param("aws_secret = wJalrXUtnFEMI" + "/K7MDENG/bPxRfiCYEXAMPLEKEY", id="AWS secret"),
    pytest.param("AIza" + "SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe", id="Google Maps"),
    pytest.param("ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a", id="GitHub"),
    pytest.param(
        "ghr_" + "1B4a2e77838347a7E420ce178F2E7c6912E169246c34E1ccbF66C46812d16D5B1A9Dc86A1498",
        id="GitHub, refresh",
    ),
    pytest.param(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        + "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."
        + "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        id="jwt.io",
    ),
    # look-ups
    pytest.param('api_key = os.environ["OPENAI_API_KEY_OF_THE_SERVICE_2"]', id="environment"),
    pytest.param('token = client.get_token("https://a.internal/v2/Default1")', id="call"),
    pytest.param('key = os.getenv("AZURE_OPENAI_API_KEY_PRODUCTION_2")', id="name of a variable"),
    pytest.param('secret = vault.read("kv/data/Team1/service2/openaiKey3")', id="path of a vault"),
    pytest.param("password = settings.DATABASE_PASSWORD_OF_2024_FOR_TESTS", id="attribute"),
    pytest.param("secret_name: my-service-openai-2-secret-v3", id="name of a secret"),
    # digests and ids
    pytest.param(f"deepgram:\n  commit: {SHA1}", id="commit"),
    pytest.param(f'deepgram = {{ git = "https://x.internal/d", rev = "{SHA1}" }}', id="rev"),
    pytest.param(f"deepgram @ git+https://x.internal/deepgram@{SHA1}", id="pinned by a commit"),
    pytest.param(f"uses: deepgram/action@{SHA1} # v1", id="pinned action"),
    pytest.param(f"image: mistral@sha256:{SHA256}", id="image digest"),
    pytest.param(f"together-ai==1.2 --hash=sha256:{SHA256}", id="hash of a wheel"),
    pytest.param(f'<script src="x" integrity="sha256-{BASE64}"></script>', id="integrity"),
    pytest.param(f"md5: {key('azure-openai-plain')} # azure openai", id="md5"),
    pytest.param(f'pinecone_index_id = "{key("pinecone-uuid")}"', id="id in the form of a UUID"),
    pytest.param(f'token_id: "{key("pinecone-uuid")}"', id="UUID"),
    pytest.param(f'x = "{key("deepgram")}"', id="hexadecimal digits with nothing near"),
    pytest.param(f'x = "{key("mistral")}"', id="random text with nothing near"),
    pytest.param("mistral" + "\n" * 12 + f"x = '{key('mistral')}'", id="provider far away"),
    pytest.param(f"coherent\nx = '{key('cohere')}'", id="another word"),
    pytest.param(f"https://a.internal/openai?id={key('azure-openai-plain')}", id="parameter"),
    # words that are long
    pytest.param('token = "get_authentication_token_for_v2_user_1_session"', id="long name"),
    pytest.param("api_key_header: XGoogleApiKeyHeaderName2Value", id="camel case"),
    pytest.param("see task-proj-" + key("mistral") + key("mistral", 1), id="tail of a word"),
    pytest.param(f"data:image/png;base64,{'iVBORw0KGgoAAAANSUhEUg' * 30}", id="image"),
    pytest.param('posthog.api_key = "phc' + f'_{key("weaviate")}"', id="public key"),
    # addresses
    pytest.param("postgresql://user:password@localhost:5432/app", id="word as password"),
    pytest.param("postgresql://postgres:postgres@db/app", id="user as password"),
    pytest.param("postgresql://${USER}:${PASSWORD1}@db/app", id="variables as password"),
    pytest.param("postgresql://{user}:{password1}@{host}/app", id="format as password"),
    pytest.param("redis://:changeme123@cache:6379/0", id="changeme as password"),
    pytest.param("https://user:s3cr3tPassw0rd@host/x", id="no database"),
    # almost a key
    pytest.param(key("github")[:-1] + "0", id="wrong checksum"),
    pytest.param(key("npm")[:-1] + "0", id="wrong checksum, npm"),
    pytest.param("ABSK" + key("aws-secret-key") * 3, id="Bedrock without its structure"),
    pytest.param("eyJhbGciOi" + "JIUzI1NiJ9.eyJhIjoxfQ." + "", id="JWT without a signature"),
    pytest.param("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", id="PEM, dots"),
    pytest.param("-----BEGIN PUBLIC KEY-----\n" + BASE64 * 3, id="public key of a pair"),
    pytest.param('if text.startswith("-----BEGIN PRIVATE KEY-----"):', id="PEM, its first line"),
]


@pytest.mark.parametrize("text", _noop)
def test_silent(text: str) -> None:
    assert list(find(text)) == []


@pytest.mark.parametrize("format", ["github", "npm"])
def test_where_the_checksum_is_wrong_the_name_still_counts(format: str) -> None:
    (found,) = find(f"{format.upper()}_TOKEN={key(format)[:-1]}0\n")
    assert found.format == "assigned-secret"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("package-lock.json", id="lock file"),
        pytest.param("app/uv.lock", id="lock file by its ending"),
        pytest.param("static/app.min.js", id="bundle"),
        pytest.param("static/app.js.map", id="source map"),
        pytest.param("logo.svg", id="picture"),
        pytest.param(".secrets.baseline", id="baseline"),
    ],
)
def test_only_form_counts_in_generated_files(path: str) -> None:
    text = fill('{"mistral": "{{mistral}}", "api_key": "{{assigned-secret}}"}')
    assert list(scan(path, [Part(text.encode())], date.min)) == []
    assert list(scan(path, [Part(fill('"{{groq}}"').encode())], date.min)) != []


@pytest.mark.parametrize(
    "path", ["tests/a.py", "src/test_a.py", "a_test.go", "src/test/java/ATests.java", "a.spec.ts"]
)
def test_names_do_not_count_in_tests(path: str) -> None:
    named, near = (
        fill(t).encode() for t in ('token = "{{assigned-secret}}"', 'mistral = "{{mistral}}"')
    )
    assert list(scan(path, [Part(named)], date.min)) == []
    assert list(scan(path, [Part(near)], date.min)) != []
