package goldenpath.delivery

import data.goldenpath.lib.kubernetes

# METADATA
# title: Flux delivers only what is signed
# description: |
#   Who can push to the registry or the repository can otherwise change the cluster. A keyless
#   signature says who signed, so the identity must be one: a pattern that fits anybody verifies nothing.
# custom:
#   id: delivery-signature
#   severity: high
#   remedy: |
#     For an OCIRepository set `verify.provider: cosign` with `matchOIDCIdentity`, its `issuer` and
#     `subject` anchored (`^https://github.com/acme/answers/`); for a GitRepository,
#     `verify.secretRef` with the keys of the authors.
deny contains kubernetes.finding("delivery-signature", kubernetes.part(source), ["spec", "verify"], text) if {
	some kind in ["OCIRepository", "GitRepository"]
	some source in kubernetes.of("source.toolkit.fluxcd.io", kind)
	not verified(kind, object.get(source.contents, ["spec", "verify"], {}))
	text := "is taken without proof of who signed it"
}

verified(_, verify) if verify.secretRef.name

verified("OCIRepository", verify) if {
	verify.provider == "cosign"
	count(verify.matchOIDCIdentity) > 0
	every identity in verify.matchOIDCIdentity {
		regex.match(`^\^https://[\w\\.-]+[\w/.$\\-]*$`, identity.issuer)
		regex.match(`^\^(https://[\w\\.-]+/[\w\\.-]+/|[\w\\.+-]+@)`, identity.subject)
	}
}
