"""Where keys are left: each context is a whole file around one key.

`{key}` is the key; `{head}` and `{tail}` are its parts; `{provider}` is a word that the provider's
client, host or variable has. The files say no more of the provider than real ones do.
"""

from __future__ import annotations

CONTEXTS: dict[str, tuple[str, str]] = {
    "assignment": ("a.py", '{provider}_key = "{key}"\n'),
    "single quotes": ("a.py", "{provider}_key = '{key}'\n"),
    "call argument": ("a.py", 'from {provider} import Client\n\nclient = f("{key}")\n'),
    "keyword argument": (
        "a.py",
        'client = {provider}.Client(timeout=3, api_key="{key}", retries=2)\n',
    ),
    "neutral name": ("a.py", 'import {provider}\n\nx = "{key}"\nprint({provider}.ask(x))\n'),
    "default of a look-up": ("a.py", 'os.environ.get("{provider}_API_KEY", "{key}")\n'),
    "dictionary": ("a.py", '{{"name": "{provider}", "value": "{key}"}}\n'),
    "JSON value": ("a.json", '{{\n  "{provider}": {{\n    "key": "{key}"\n  }}\n}}\n'),
    "JSON minified": ("a.json", '{{"a":1,"{provider}":{{"key":"{key}","b":2}}}}'),
    "YAML value": ("a.yaml", "{provider}:\n  region: eu\n  key: {key}\n"),
    "YAML quoted": ("a.yaml", '{provider}:\n  region: eu\n  key: "{key}" # rotate\n'),
    "Markdown prose": ("a.md", "Ask {provider} with the key {key}, it is in use.\n"),
    "Markdown code": ("a.md", "For {provider}:\n\n```sh\nexport X=`{key}`\n```\n"),
    "notebook": (
        "a.ipynb",
        '{{"cells": [{{"source": [\n  "import {provider}\\n",\n  "c = f(\\"{key}\\")\\n"\n]}}]}}\n',
    ),
    "notebook output": ("a.ipynb", '{{"text": ["{provider}:\\n{key}\\n"]}}\n'),
    "Terraform": (
        "a.tf",
        'variable "{provider}" {{\n  default = "{key}"\n}}\n',
    ),
    "bearer": (
        "a.sh",
        'curl -H "Authorization: Bearer {key}" \\\n  https://api.{provider}.com/v1\n',
    ),
    "header": ("a.sh", "curl https://api.{provider}.com -H 'x-api-key: {key}'\n"),
    ".env": (".env", "A=1\n{provider}_API_KEY={key}\nB=2\n"),
    ".env at the end": (".env", "{provider}_API_KEY={key}"),
    "export": ("a.sh", "export {provider}_API_KEY={key}; run\n"),
    "XML": ("a.xml", "<{provider}>\n  <key>{key}</key>\n</{provider}>\n"),
    "XML attribute": ("a.xml", '<add key="{provider}" value="{key}" />\n'),
    "URL parameter": ("a.js", "fetch(`https://api.{provider}.com/v1?api_key={key}&n=1`)\n"),
    "Dockerfile": ("Dockerfile", "FROM x\nENV {provider}_API_KEY={key}\n"),
    "Dockerfile, first form": ("Dockerfile", "FROM x\nENV {provider}_API_KEY {key}\n"),
    "properties": ("a.properties", "{provider}.api-key={key}\n"),
    "INI": ("a.ini", "[{provider}]\nkey = {key}\n"),
    "comment": ("a.py", "# {provider} {key}\n"),
    "CSV": ("a.csv", "name,key\n{provider},{key}\n"),
    "log": ("a.log", "12:00:01 DEBUG {provider} key={key} status=200\n"),
    "multi-line string": ("a.py", 'import {provider}\n\nX = """\n{key}\n"""\n'),
    "JSON in a string": ("a.js", 'const body = "{{\\"{provider}\\": \\"{key}\\"}}"\n'),
    "escaped line end": ("a.js", 'const text = "{provider}\\n{key}\\n"\n'),
    "percent-encoded": ("a.txt", "https://x.internal/?next={provider}%3Dkey%3D{key}\n"),
    "tab and CRLF": ("a.txt", "{provider}\tkey\t{key}\r\n"),
}

# Cut in pieces; a key of several lines or with spaces is not cut by anyone.
CUT: dict[str, tuple[str, str]] = {
    "implicit joining": ("a.py", 'import {provider}\n\nx = (\n    "{head}"\n    "{tail}"\n)\n'),
    "plus": ("a.js", "// {provider}\nconst x = '{head}' +\n  '{tail}';\n"),
    "plus on one line": ("a.py", 'import {provider}\nx = "{head}" + "{tail}"\n'),
    "line continuation": ("a.py", 'import {provider}\nx = "{head}" \\\n    "{tail}"\n'),
    "continued string": ("a.sh", 'export {provider}_KEY="{head}\\\n{tail}"\n'),
    "continued YAML": ("a.yaml", '{provider}: "{head}\\\n  {tail}"\n'),
    "PHP": ("a.php", "$x = '{head}' . '{tail}'; // {provider}\n"),
    "f-string": ("a.py", 'import {provider}\nx = f"{head}" f"{tail}"\n'),
    "notebook, joined": (
        "a.ipynb",
        '{{"cells": [{{"source": [\n  "import {provider}\\n",\n'
        '  "x = (\\"{head}\\"\\n",\n  "     \\"{tail}\\")"\n]}}]}}\n',
    ),
}

# The words without which a key has no shape; elsewhere any word will do.
PROVIDERS = {
    "azure-openai-plain": "azure_openai",
    "mistral": "mistral",
    "cohere": "cohere",
    "together-hex": "together_ai",
    "pinecone-uuid": "pinecone",
    "weaviate": "weaviate",
    "qdrant": "qdrant",
    "qdrant-jwt": "qdrant",
    "elevenlabs-legacy": "elevenlabs",
    "deepgram": "deepgram",
    "aws-secret-key": "aws",
    "gcp-service-account": "service_account",
}


def written(template: str, format: str, key: str) -> str:
    """A file around the key."""
    half = len(key) // 2
    provider = PROVIDERS.get(format, "client")
    return template.format(provider=provider, key=key, head=key[:half], tail=key[half:])


# The contexts in which the name alone says that it is a secret.
NAMING = (
    *("keyword argument", "default of a look-up", "bearer", "header", ".env", ".env at the end"),
    *("export", "URL parameter", "Dockerfile", "properties"),
)
