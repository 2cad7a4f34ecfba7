"""What must not ship: rules in Rego and Checkov, judged over everything that the service would."""
