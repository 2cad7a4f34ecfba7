"""The formats of keys: what each looks like, who says so, and how a real one is told from a sketch.

`pattern` is the key alone. `literals`: one of them stands in every key of the format; without any,
the key has no shape of its own, and `near` (what must stand close to it) decides. `engine` names
the plugin of detect-secrets that holds the pattern. Lengths that no provider promises are ranges.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from goldenpath_hooks.keys import assigned, pem, structure

GITHUB_SCANNING = "https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns"
DETECT_SECRETS = "https://github.com/Yelp/detect-secrets/tree/v1.5.0/detect_secrets/plugins"
GITLAB_KINDS = "pat|dt|rt|rtr|ptt|ft|imt|agent|oas|soat|ffct|cbt|wt|tt"
GITLAB_PREFIXES = tuple(f"gl{kind}-" for kind in GITLAB_KINDS.split("|"))
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclass(frozen=True)
class Format:
    id: str
    provider: str  # with the kind of key; the type of secret in a baseline
    pattern: str
    source: str
    literals: tuple[str, ...] = ()
    near: str = ""
    accepts: Callable[[str], bool] = structure.varied
    engine: str = ""

    @cached_property
    def regex(self) -> re.Pattern[bytes]:
        return re.compile(self.pattern.encode())

    @cached_property
    def context(self) -> re.Pattern[bytes]:
        return re.compile(self.near.encode(), re.IGNORECASE)


def of_engine(id: str, provider: str, plugin: str, *literals: str) -> Format:
    return Format(id, provider, "", DETECT_SECRETS, literals, engine=plugin)


# The more telling a format, the earlier it stands: the first that fits a place names it.
FORMATS: tuple[Format, ...] = (
    Format(
        "openai-project",
        "OpenAI, project key",
        r"sk-proj-[\w-]{40,220}",
        "https://platform.openai.com/docs/api-reference/authentication",
        ("sk-proj-",),
    ),
    Format(
        "openai-service-account",
        "OpenAI, service account key",
        r"sk-(?:svcacct|service)-[\w-]{40,220}",
        "https://platform.openai.com/docs/api-reference/project-service-accounts",
        ("sk-svcacct-", "sk-service-"),
    ),
    Format(
        "openai-admin",
        "OpenAI, admin key",
        r"sk-admin-[\w-]{40,220}",
        "https://platform.openai.com/docs/api-reference/admin-api-keys",
        ("sk-admin-",),
    ),
    Format(
        "anthropic-admin",
        "Anthropic, admin key",
        r"sk-ant-admin\d\d-[\w-]{80,128}",
        "https://docs.anthropic.com/en/api/administration-api",
        ("sk-ant-admin",),
    ),
    Format(
        "anthropic-api",
        "Anthropic, API key or OAuth token",
        r"sk-ant-(?:api|oat|ort|sid)\d\d-[\w-]{80,128}",
        "https://docs.anthropic.com/en/api/getting-started",
        ("sk-ant-",),
    ),
    Format(
        "openrouter",
        "OpenRouter",
        r"sk-or-v1-[0-9a-f]{64}",
        "https://openrouter.ai/docs/api-reference/authentication",
        ("sk-or-v1-",),
    ),
    Format(
        "langfuse",
        "Langfuse, secret or public key",
        rf"[sp]k-lf-{UUID}",
        "https://langfuse.com/faq/all/where-are-langfuse-api-keys",
        ("sk-lf-", "pk-lf-"),
    ),
    Format(
        "openai-legacy",
        "OpenAI, user key, and gateways with the same form",
        r"sk-(?:[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48})",
        "https://community.openai.com/t/what-are-the-valid-characters-for-the-apikey/288643",
        ("sk-",),
    ),
    Format(
        "deepseek",
        "DeepSeek, and providers with the same form",
        r"sk-[0-9a-z]{32}",
        "https://api-docs.deepseek.com/",
        ("sk-",),
    ),
    Format(
        "google-api",
        "Google, API key",
        r"AIza[\w-]{35}",
        "https://cloud.google.com/docs/authentication/api-keys",
        ("AIza",),
    ),
    Format(
        "google-auth",
        "Google, authorization key (Gemini, Vertex AI)",
        r"AQ\.[\w-]{40,120}",
        "https://ai.google.dev/gemini-api/docs/api-key",
        ("AQ.",),
    ),
    Format(
        "azure-openai",
        "Azure OpenAI and AI services, key with a signature",
        r"[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{27}",
        "https://github.com/microsoft/security-utilities",
        ("JQQJ9",),
    ),
    Format(
        "azure-openai-plain",
        "Azure OpenAI, key without a signature",
        r"[0-9a-f]{32}|[A-Za-z0-9]{84}",
        "https://learn.microsoft.com/azure/ai-services/authentication",
        near=r"openai[\w.-]*azure|azure[ ._-]{0,3}(?:open[ _-]?)?ai|cognitiveservices|ocp-apim",
        accepts=structure.hexadecimal,
    ),
    Format(
        "bedrock",
        "Amazon Bedrock, long-term API key",
        r"ABSK[A-Za-z0-9+/]{80,400}={0,2}",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
        ("ABSK",),
        accepts=structure.bedrock,
    ),
    Format(
        "bedrock-short-term",
        "Amazon Bedrock, short-term API key",
        r"bedrock-api-key-[A-Za-z0-9+/]{60,4000}={0,2}",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
        ("bedrock-api-key-",),
        accepts=structure.bedrock_short_term,
    ),
    Format(
        "huggingface",
        "Hugging Face",
        r"(?:hf|api_org)_[A-Za-z0-9]{30,40}",
        "https://huggingface.co/docs/hub/security-tokens",
        ("hf_", "api_org_"),
    ),
    Format(
        "groq",
        "Groq",
        r"gsk_[A-Za-z0-9]{40,60}",
        "https://console.groq.com/docs/quickstart",
        ("gsk_",),
    ),
    Format("xai", "xAI", r"xai-\w{60,100}", "https://docs.x.ai/docs/overview", ("xai-",)),
    Format(
        "mistral",
        "Mistral",
        r"[A-Za-z0-9]{32}",
        "https://docs.mistral.ai/getting-started/quickstart/",
        near=r"mistral",
        accepts=structure.alphanumeric,
    ),
    Format(
        "cohere",
        "Cohere",
        r"(?:co-)?[A-Za-z0-9]{40}",
        "https://docs.cohere.com/reference/about",
        near=r"cohere(?![a-z])|co_api_key",
        accepts=structure.alphanumeric,
    ),
    Format(
        "together",
        "Together AI",
        r"tgp_v1_[\w-]{40,48}",
        "https://docs.together.ai/docs/quickstart",
        ("tgp_v1_",),
    ),
    Format(
        "together-hex",
        "Together AI, key of 64 hexadecimal digits",
        r"[0-9a-f]{64}",
        "https://docs.together.ai/docs/quickstart",
        near=r"together[ ._-]?(?:ai|xyz|api|key|client)(?![a-z])|import together|together\(",
        accepts=structure.hexadecimal,
    ),
    Format(
        "fireworks",
        "Fireworks AI",
        r"fw_[A-Za-z0-9]{20,40}",
        "https://docs.fireworks.ai/api-reference/introduction",
        ("fw_",),
        accepts=structure.numbered,
    ),
    Format(
        "replicate",
        "Replicate",
        r"r8_[\w-]{35,42}",
        "https://replicate.com/docs/topics/security/api-tokens",
        ("r8_",),
    ),
    Format(
        "perplexity",
        "Perplexity",
        r"pplx-[A-Za-z0-9]{40,64}",
        "https://docs.perplexity.ai/guides/getting-started",
        ("pplx-",),
    ),
    Format(
        "cerebras",
        "Cerebras",
        r"csk-[A-Za-z0-9]{40,64}",
        "https://inference-docs.cerebras.ai/quickstart",
        ("csk-",),
    ),
    Format(
        "nvidia",
        "NVIDIA NIM and NGC",
        r"nvapi-[\w-]{60,70}",
        "https://docs.nvidia.com/nim/",
        ("nvapi-",),
    ),
    Format(
        "voyage",
        "Voyage AI",
        r"pa-[\w-]{40,48}",
        "https://docs.voyageai.com/docs/api-key-and-installation",
        ("pa-",),
        accepts=structure.one_word,
    ),
    Format(
        "pinecone",
        "Pinecone",
        r"pcsk_\w{50,80}",
        "https://docs.pinecone.io/guides/projects/manage-api-keys",
        ("pcsk_",),
    ),
    Format(
        "pinecone-uuid",
        "Pinecone, key in the form of a UUID",
        UUID,
        "https://docs.pinecone.io/guides/projects/manage-api-keys",
        near=r"pinecone",
        accepts=structure.hexadecimal,
    ),
    Format(
        "weaviate",
        "Weaviate Cloud",
        r"[A-Za-z0-9]{32,48}|[A-Za-z0-9+/]{56,140}={0,2}",
        "https://docs.weaviate.io/cloud/manage-clusters/authentication",
        near=r"weaviate",
        accepts=structure.alphanumeric,
    ),
    Format(
        "qdrant",
        "Qdrant Cloud, admin key",
        rf"(?:{UUID}\|)?[\w-]{{48,64}}",
        "https://qdrant.tech/documentation/cloud/authentication/",
        near=r"qdrant",
        accepts=structure.one_word,
    ),
    Format(
        "qdrant-jwt",
        "Qdrant Cloud, database key",
        structure.JWT,
        "https://qdrant.tech/documentation/cloud/authentication/",
        ("eyJ",),
        near=r"qdrant",
        accepts=structure.jwt,
    ),
    Format(
        "langsmith",
        "LangSmith, personal or service key",
        r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
        "https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key",
        ("lsv2_",),
    ),
    Format(
        "langsmith-legacy",
        "LangSmith, first form",
        r"ls__[0-9a-f]{32}",
        "https://docs.smith.langchain.com/",
        ("ls__",),
    ),
    Format(
        "elevenlabs",
        "ElevenLabs",
        r"sk_[0-9a-f]{48}",
        "https://elevenlabs.io/docs/api-reference/authentication",
        ("sk_",),
    ),
    Format(
        "elevenlabs-legacy",
        "ElevenLabs, key of 32 hexadecimal digits",
        r"[0-9a-f]{32}",
        "https://elevenlabs.io/docs/api-reference/authentication",
        near=r"eleven_?labs|xi-api-key",
        accepts=structure.hexadecimal,
    ),
    Format(
        "deepgram",
        "Deepgram",
        r"[0-9a-f]{40}",
        "https://developers.deepgram.com/docs/create-additional-api-keys",
        near=r"deepgram",
        accepts=structure.hexadecimal,
    ),
    Format(
        "databricks",
        "Databricks, personal access token",
        r"dapi[0-9a-f]{32}(?:-\d)?",
        "https://docs.databricks.com/en/dev-tools/auth/pat.html",
        ("dapi",),
    ),
    Format(
        "slack",
        "Slack, token",
        r"xox(?:[abposr]|e\.xox[bp])-[0-9A-Za-z-]{20,250}|xapp-\d-[A-Z0-9]+-\d+-[0-9a-f]{40,80}"
        r"|xoxe-\d-[A-Za-z0-9]{100,200}",
        "https://api.slack.com/concepts/token-types",
        ("xox", "xapp-"),
        accepts=structure.numbered,
    ),
    Format(
        "slack-webhook",
        "Slack, incoming webhook",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,60}",
        "https://api.slack.com/messaging/webhooks",
        ("hooks.slack.com/",),
    ),
    Format(
        "github",
        "GitHub, token",
        r"gh[opusr]_[A-Za-z0-9]{36}",
        "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        accepts=structure.base62_crc32,
    ),
    Format(
        "github-refresh",
        "GitHub, refresh token of an app",
        r"ghr_[A-Za-z0-9]{76}",
        "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens",
        ("ghr_",),
    ),
    Format(
        "github-fine-grained",
        "GitHub, fine-grained personal access token",
        r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
        GITHUB_SCANNING,
        ("github_pat_",),
    ),
    Format(
        "github-installation",
        "GitHub, installation token with claims",
        r"ghs_\d{1,12}_eyJ[\w-]{10,600}\.eyJ[\w-]{10,800}\.[\w-]{20,800}",
        "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app",
        ("ghs_",),
        accepts=structure.jwt,
    ),
    Format(
        "gitlab",
        "GitLab, token of any kind",
        rf"gl(?:{GITLAB_KINDS})-(?:t\d_)?[\w-]{{20,300}}"
        r"(?:\.[0-9a-z]{2}[0-9a-z]{7})?",
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
        GITLAB_PREFIXES,
    ),
    Format(
        "npm",
        "npm, access token",
        r"npm_[A-Za-z0-9]{36}",
        "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
        ("npm_",),
        accepts=structure.base62_crc32,
    ),
    Format(
        "goldenpath",
        "A service of this golden path, API key",
        r"gpk_[A-Za-z0-9]{65}",
        "",
        ("gpk_",),
        accepts=structure.base62_crc32,
    ),
    Format(
        "aws-access-key",
        "AWS, access key id",
        r"(?:AKIA|ASIA)[A-Z0-9]{16}",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
        ("AKIA", "ASIA"),
    ),
    Format(
        "aws-secret-key",
        "AWS, secret access key",
        r"[A-Za-z0-9+/]{40}",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
        near=r"aws|(?-i:AKIA|ASIA)|amazonaws|secret_?access_?key",
        accepts=structure.alphanumeric,
    ),
    Format(
        "gcp-service-account",
        "Google Cloud, private key of a service account",
        pem.BLOCK,
        "https://cloud.google.com/iam/docs/keys-create-delete",
        ("PRIVATE KEY-----",),
        near=r"service_account|private_key_id|gserviceaccount",
        accepts=pem.block,
    ),
    Format(
        "private-key",
        "Private key (PEM, OpenSSH, PGP)",
        pem.BLOCK,
        "https://www.rfc-editor.org/rfc/rfc7468",
        ("PRIVATE KEY",),
        accepts=pem.block,
    ),
    Format(
        "private-key-base64",
        "Private key in base64, as in Kubernetes' secrets",
        pem.IN_BASE64,
        "https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets",
        ("LS0tLS1CRUdJTi",),
        accepts=pem.in_base64,
    ),
    Format(
        "jwt",
        "JSON Web Token",
        structure.JWT,
        "https://www.rfc-editor.org/rfc/rfc7519",
        ("eyJ",),
        accepts=structure.jwt,
    ),
    Format(
        "database-url",
        "Address of a database or broker with a password",
        assigned.ADDRESS,
        "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        ("://",),
        accepts=assigned.password,
    ),
    # detect-secrets holds their patterns.
    of_engine("stripe", "Stripe Access Key", "stripe", "sk_live_", "rk_live_"),
    of_engine("sendgrid", "SendGrid API Key", "sendgrid", "SG."),
    of_engine("pypi", "PyPI Token", "pypi_token", "pypi-Ag"),
    of_engine("square", "Square OAuth Secret", "square_oauth", "sq0csp-"),
    of_engine(
        "azure-storage", "Azure Storage Account access key", "azure_storage_key", "AccountKey="
    ),
    Format(
        "assigned-secret",
        "Any provider: random text assigned to a name such as api_key, token, secret, password",
        r"[\w+/-]{20,}={0,2}",
        "",
        accepts=assigned.random,
    ),
)
BY_ID = {format.id: format for format in FORMATS}
