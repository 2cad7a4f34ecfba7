# METADATA
# title: Every rule against its cases
# description: |
#   A case is in the file NAME.yaml beside the rule's NAME.rego: documents, the policy where it differs
#   from the default, and `at`, every place where the rule must find something and no other.
package cases_test

# In parts, because conftest gives a test five seconds on whatever machine. Only the rule's own domain is
# asked: all of them take eight times as long.
test_ai_bad_0 if as_expected("ai", data.ai, "bad", 0)

test_ai_bad_1 if as_expected("ai", data.ai, "bad", 1)

test_ai_bad_2 if as_expected("ai", data.ai, "bad", 2)

test_ai_good_0 if as_expected("ai", data.ai, "good", 0)

test_ai_good_1 if as_expected("ai", data.ai, "good", 1)

test_ai_good_2 if as_expected("ai", data.ai, "good", 2)

test_api_bad_0 if as_expected("api", data.api, "bad", 0)

test_api_bad_1 if as_expected("api", data.api, "bad", 1)

test_api_bad_2 if as_expected("api", data.api, "bad", 2)

test_api_good_0 if as_expected("api", data.api, "good", 0)

test_api_good_1 if as_expected("api", data.api, "good", 1)

test_api_good_2 if as_expected("api", data.api, "good", 2)

test_delivery_bad_0 if as_expected("delivery", data.delivery, "bad", 0)

test_delivery_bad_1 if as_expected("delivery", data.delivery, "bad", 1)

test_delivery_bad_2 if as_expected("delivery", data.delivery, "bad", 2)

test_delivery_good_0 if as_expected("delivery", data.delivery, "good", 0)

test_delivery_good_1 if as_expected("delivery", data.delivery, "good", 1)

test_delivery_good_2 if as_expected("delivery", data.delivery, "good", 2)

test_exposure_bad_0 if as_expected("exposure", data.exposure, "bad", 0)

test_exposure_bad_1 if as_expected("exposure", data.exposure, "bad", 1)

test_exposure_bad_2 if as_expected("exposure", data.exposure, "bad", 2)

test_exposure_good_0 if as_expected("exposure", data.exposure, "good", 0)

test_exposure_good_1 if as_expected("exposure", data.exposure, "good", 1)

test_exposure_good_2 if as_expected("exposure", data.exposure, "good", 2)

test_image_bad_0 if as_expected("image", data.image, "bad", 0)

test_image_bad_1 if as_expected("image", data.image, "bad", 1)

test_image_bad_2 if as_expected("image", data.image, "bad", 2)

test_image_good_0 if as_expected("image", data.image, "good", 0)

test_image_good_1 if as_expected("image", data.image, "good", 1)

test_image_good_2 if as_expected("image", data.image, "good", 2)

test_pipeline_bad_0 if as_expected("pipeline", data.pipeline, "bad", 0)

test_pipeline_bad_1 if as_expected("pipeline", data.pipeline, "bad", 1)

test_pipeline_bad_2 if as_expected("pipeline", data.pipeline, "bad", 2)

test_pipeline_good_0 if as_expected("pipeline", data.pipeline, "good", 0)

test_pipeline_good_1 if as_expected("pipeline", data.pipeline, "good", 1)

test_pipeline_good_2 if as_expected("pipeline", data.pipeline, "good", 2)

test_terraform_bad_0 if as_expected("terraform", data.terraform, "bad", 0)

test_terraform_bad_1 if as_expected("terraform", data.terraform, "bad", 1)

test_terraform_bad_2 if as_expected("terraform", data.terraform, "bad", 2)

test_terraform_good_0 if as_expected("terraform", data.terraform, "good", 0)

test_terraform_good_1 if as_expected("terraform", data.terraform, "good", 1)

test_terraform_good_2 if as_expected("terraform", data.terraform, "good", 2)

test_workload_bad_0 if as_expected("workload", data.workload, "bad", 0)

test_workload_bad_1 if as_expected("workload", data.workload, "bad", 1)

test_workload_bad_2 if as_expected("workload", data.workload, "bad", 2)

test_workload_good_0 if as_expected("workload", data.workload, "good", 0)

test_workload_good_1 if as_expected("workload", data.workload, "good", 1)

test_workload_good_2 if as_expected("workload", data.workload, "good", 2)

test_main if {
	every rules in [data.ai, data.api, data.delivery, data.exposure, data.image, data.pipeline, data.terraform, data.workload] {
		case := cases(rules, "bad")[0]
		found := data.main.deny with input as {"documents": case.documents} with data.policy as policy(case)
		places(found, case.rule) == expected(case)
	}
}

parts := 3

as_expected(domain, rules, side, part) if {
	own := [case | some index, case in cases(rules, side); index % parts == part]
	every case in own {
		found := data.goldenpath[domain].deny with input as {"documents": case.documents} with data.policy as policy(case)
		is_expected(case, places(found, case.rule))
	}
}

is_expected(case, found) if found == expected(case)

is_expected(case, found) := false if {
	found != expected(case)
	print(concat(": ", [case.rule, case.name]), "is found at", found, "and not at", expected(case))
}

cases(rules, side) := [object.union(case, {"rule": rule}) |
	some rule, sides in rules
	some case in sides[side]
]

policy(case) := object.union(data.policy, object.get(case, "policy", {}))

places(found, rule) := {array.concat([finding.path], finding.at) |
	some finding in found
	finding.id == rule
}

expected(case) := {place | some place in object.get(case, "at", [])}
