"""A provider's schema out of the TypeScript that CDKTF generated from it.

Every member of a class says in a comment whether it is required, optional or computed, and every
configurable one is written again as HCL, which says of what type it is and whether it is a block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
MADE = re.compile(
    r"^export class \w+ extends cdktf\.Terraform(\w+) \{\n.*?tfResourceType = \"(\w+)\"",
    re.M | re.S,
)
OF = {"DataSource": "data", "Provider": "provider", "Resource": "resource"}
CLASS = re.compile(r"^export class (\w+) extends cdktf\.\w+ \{\n(.*?)^\}", re.M | re.S)
INTERFACE = re.compile(r"^export interface (\w+)\b[^\n]*\{\n(.*?)^\}", re.M | re.S)
FUNCTION = re.compile(r"^export function (\w+)ToHclTerraform\(.*?\n(.*?)^\}", re.M | re.S)
MEMBER = re.compile(
    r"^  // (?P<name>\w+) - computed: (?P<computed>\w+), optional: (?P<optional>\w+), "
    r"required: (?P<required>\w+)\n(?P<code>(?:  .*\n)+?)(?=  \}|\n)",
    re.M,
)
PROPERTY = re.compile(r"#(\w+) \w+#\1\}\s*\*/\s*readonly \w+(\??):")
HCL = re.compile(
    r'^ +(?P<name>\w+): \{\s*value: .*,\s*isBlock: (?P<block>\w+),\s*type: "(?P<kind>\w+)",'
    r'\s*storageClassType: "(?P<storage>\w+)"',
    re.M,
)
COMPLEX = re.compile(r'= new (?:cdktf\.)?(\w+)\(this, "\w+"(, true)?')
GETTER = re.compile(r"\.(?:get(\w+)Attribute|interpolationForAttribute)\(")
STORAGE = re.compile(r"(string|number|boolean|any)((?:List|Map)*)")
PRIMITIVES = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    # A map of anything is how CDKTF writes a type that Terraform does not know before.
    "any": "dynamic",
}
GETTERS = {
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "List": ["list", "string"],
    "NumberList": ["list", "number"],
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
    "AnyMap": "dynamic",
    None: "dynamic",
}
NESTING = {"list": "list", "map": "map", "set": "set", "struct": "single"}
VERSION = re.compile(r"providerVersion: '([0-9.]+)'")


@dataclass(frozen=True)
class Source:
    """Of one resource, data source or provider, as `kind` says; its parts are by their names."""

    kind: str
    name: str
    version: str
    classes: Mapping[str, str]
    interfaces: Mapping[str, str]
    functions: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> Source:
        ((kind, name),) = MADE.findall(text)
        (version,) = set(VERSION.findall(text))
        parts = (dict(pattern.findall(text)) for pattern in (CLASS, INTERFACE, FUNCTION))
        return cls(OF[kind], name, version, *parts)

    def schema(self) -> Schema:
        """Of the one class that has its HCL within itself."""
        (body,) = (body for body in self.classes.values() if "synthesizeHclAttributes" in body)
        return {"version": 0, "block": self._block(body, body, body)}

    def _struct(self, name: str) -> Schema:
        function = self.functions[name[0].lower() + name[1:]]
        members = self.classes.get(f"{name}OutputReference", "")
        return self._block(members, function, self.interfaces[name])

    def _block(self, members: str, hcl: str, properties: str) -> Schema:
        said = {one["name"]: one for one in MEMBER.finditer(members)}
        # A block of a provider has no class; what may be left out has a question mark.
        optional = dict(PROPERTY.findall(properties))
        attributes, blocks = {}, {}
        for entry in HCL.finditer(hcl):
            name = entry["name"]
            member = said.get(name)
            if member:
                presence = _presence(member)
            else:
                presence = {"optional" if optional[name] else "required": True}
            if entry["block"] == "true" and "computed" not in presence:
                blocks[name] = self._nested(entry, presence, member)
            else:
                attributes[name] = {"type": self._type(entry, member), **presence}
                if name.endswith("_wo"):
                    attributes[name]["write_only"] = True
        for name, member in said.items():
            if name not in attributes and name not in blocks:
                attributes[name] = {"type": self._chosen(member), "computed": True}
        return {"attributes": attributes, "block_types": blocks}

    def _nested(
        self, entry: re.Match[str], presence: Schema, member: re.Match[str] | None
    ) -> Schema:
        nesting = NESTING[entry["kind"]]
        block: Schema = {"nesting_mode": nesting, "block": self._struct(_named(entry))}
        if nesting != "single":
            if "required" in presence:
                block["min_items"] = 1
            if member and "OutputReference(this" in member["code"]:
                block["max_items"] = 1
        return block

    def _type(self, entry: re.Match[str], member: re.Match[str] | None) -> Any:
        """Of an attribute that may be set."""
        if entry["block"] == "true":
            assert member, f"{entry['name']} is computed, and no member says so"
            kind = self._chosen(member)
            if kind[0] == "object" and entry["kind"] != "struct":
                return [entry["kind"], kind]  # a list of one, which CDKTF takes for the one
            return kind
        kind = _simple(entry["storage"])
        assert kind, f"{entry['name']} has the unknown type {entry['storage']}"
        return ["set", kind[1]] if entry["kind"] == "set" else kind

    def _chosen(self, member: re.Match[str]) -> Any:
        """Of an attribute that the provider sets, or that it may."""
        code = member["code"]
        if found := COMPLEX.search(code):
            kind = self._composed(found[1])
            return ["set", kind[1]] if found[2] else kind
        getter = GETTER.search(code)
        assert getter, f"{member['name']} has the unknown type {code.strip()}"
        kind = GETTERS[getter[1]]
        return ["set", kind[1]] if "Fn.tolist" in code and isinstance(kind, list) else kind

    def _composed(self, name: str) -> Any:
        """Of a class such as `RoleInlinePolicyList` or `StringMap`."""
        if name.endswith("OutputReference"):
            return self._object(name.removesuffix("OutputReference"))
        if kind := _simple(name[0].lower() + name[1:]):
            return kind
        inner, form, _ = re.split("(List|Map)$", name)
        return [
            form.lower(),
            self._object(inner) if inner in self.interfaces else self._composed(inner),
        ]

    def _object(self, name: str) -> Any:
        members = MEMBER.finditer(self.classes[f"{name}OutputReference"])
        return ["object", {one["name"]: self._chosen(one) for one in members}]


def _presence(member: re.Match[str]) -> Schema:
    return {key: True for key in ("required", "optional", "computed") if member[key] == "true"}


def _named(entry: re.Match[str]) -> str:
    """The structure of a block; of a repeated one there is a list."""
    name = entry["storage"]
    return name if entry["kind"] == "struct" else re.sub("(List|Map)$", "", name)


def _simple(storage: str) -> Any:
    """The type of `stringListList`; None where it is of no simple one."""
    found = STORAGE.fullmatch(storage)
    if not found:
        return None
    kind: Any = PRIMITIVES[found[1]]
    for wrapper in re.findall("List|Map", found[2]) if kind != "dynamic" else ():
        kind = [wrapper.lower(), kind]
    return kind
