package goldenpath.delivery

import data.goldenpath.lib.delivery
import data.goldenpath.lib.kubernetes

# METADATA
# title: No data is no success
# description: |
#   A canary that serves nobody, or whose metrics are lost, has no errors either. `len(result) == 0 ||`
#   lets it pass.
# custom:
#   id: delivery-no-data
#   severity: high
#   remedy: |
#     Begin both conditions with `len(result) > 0 && !isNaN(result[0]) &&`; let the query add
#     `or vector(0)` to a numerator that may have no series.
deny contains kubernetes.finding("delivery-no-data", metric, ["successCondition"], text) if {
	some metric in delivery.metrics
	regex.match(sprintf(`(^|[^!\w])(%s)[\s)]*\|\||\|\|[\s(]*(%s)`, [empty, empty]), metric.spec.successCondition)
	text := "takes no data for success"
}

empty := `len\(result\)\s*(==\s*0|<\s*1|<=\s*0)|isNaN\([^()]*\)|result\s*==\s*nil`
