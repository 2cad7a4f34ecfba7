package goldenpath.terraform

import data.goldenpath.lib.terraform

# METADATA
# title: The internet reaches nothing but what is meant for it
# description: |
#   A port that is open to every address is scanned within minutes. What serves the public stands
#   behind a gateway; databases, shells and dashboards are reached from known networks only.
# custom:
#   id: terraform-open-ingress
#   severity: critical
#   remedy: |
#     Name the ranges or the security groups that need the port. Ports that serve the public are listed in
#     `terraform.open_ports` of `policy.yaml`.
deny contains terraform.finding("terraform-open-ingress", opening.row, opening.at, text) if {
	some opening in openings
	some range in opening.ranges
	regex.match(`^(\*|any|internet|.*/[01])$`, lower(range))
	not opening.protocol in data.policy.terraform.open_protocols
	not only_open_ports(opening.spans)
	text := sprintf("lets %s reach %s", [range, said(opening)])
}

only_open_ports(spans) if {
	count(spans) > 0
	every span in spans {
		open(span)
	}
}

open(span) if {
	some port in data.policy.terraform.open_ports
	span == [sprintf("%v", [port]), sprintf("%v", [port])]
}

open(span) if {
	some end in span
	terraform.unknown(end)
}

said(opening) := concat(" ", array.concat([opening.protocol], [concat("-", span) | some span in opening.spans]))

# METADATA
# description: |
#   What lets somebody in: ranges of addresses, the protocol, and spans of ports as pairs of texts.
openings contains opening if {
	some row in terraform.any_of(["aws_security_group", "aws_default_security_group"])
	some block in terraform.blocks(row.values, "ingress")
	opening := aws(row, block.at, block.values)
}

openings contains aws(row, [], row.values) if {
	some row in terraform.of("aws_security_group_rule")
	terraform.may_be(row.values, "type", "ingress")
}

openings contains aws(row, [], row.values) if some row in terraform.of("aws_vpc_security_group_ingress_rule")

openings contains opening if {
	some row in terraform.of("google_compute_firewall")
	not terraform.is(row.values, "disabled", true)
	not terraform.is(row.values, "direction", "EGRESS")
	some block in terraform.blocks(row.values, "allow")
	opening := {
		"row": row,
		"at": block.at,
		"ranges": texts(row.values, ["source_ranges"]),
		"protocol": lower(object.get(block.values, "protocol", "all")),
		"spans": spans(texts(block.values, ["ports"])),
	}
}

openings contains opening if {
	some row in terraform.of("azurerm_network_security_group")
	some block in terraform.blocks(row.values, "security_rule")
	opening := azure(row, block.at, block.values)
}

openings contains azure(row, [], row.values) if some row in terraform.of("azurerm_network_security_rule")

aws(row, at, rule) := {
	"row": row,
	"at": at,
	"ranges": texts(rule, ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"]),
	"protocol": concat("", texts(rule, ["protocol", "ip_protocol"])),
	"spans": [[sprintf("%v", [object.get(rule, end, "?")]) | some end in ["from_port", "to_port"]]],
}

azure(row, at, rule) := {
	"row": row,
	"at": at,
	"ranges": texts(rule, ["source_address_prefix", "source_address_prefixes"]),
	"protocol": lower(object.get(rule, "protocol", "*")),
	"spans": spans(texts(rule, ["destination_port_range", "destination_port_ranges"])),
} if {
	not terraform.is(rule, "direction", "Outbound")
	not terraform.is(rule, "access", "Deny")
}

texts(block, names) := [sprintf("%v", [text]) |
	some name in names
	some text in terraform.listed(object.get(block, name, null))
]

spans(said) := [[ends[0], ends[count(ends) - 1]] |
	some span in said
	ends := split(span, "-")
]
