locals {
  repository = var.repository
  host       = trimprefix(var.issuer, "https://")

  # A subject of GitLab may be made of these claims. They are the same for every branch, so that no
  # subject needs a star; GitLab leaves out the environment's where a job has none.
  subject_components = ["project_path", "project_id", "ref_protected", "environment_protected", "deployment_tier"]

  # What is deployed comes from a protected branch. A plan or a preview comes from a change, and is
  # ended from the default branch.
  protections = {
    for stage in keys(var.stages) : stage => stage == "deploy" ? [
      { ref = "true", environment = tostring(var.environments_protected) },
      ] : [
      { ref = "false", environment = "false" },
      { ref = "true", environment = "false" },
    ]
  }
  subjects = {
    for stage, said in var.stages : stage => tolist([
      for pair in setproduct(local.protections[stage], sort(said.tiers)) :
      "project_path:${local.repository.path}:project_id:${local.repository.id}:ref_protected:${pair[0].ref}:environment_protected:${pair[0].environment}:deployment_tier:${pair[1]}"
    ])
  }

  # The pipeline of a change is the change's own, so no claim can say that it was reviewed. Each change
  # has an environment of its own, preview/7 below preview.
  provenance = {
    for stage, said in var.stages : stage => stage == "deploy" ? [
      "assertion.environment in ['${join("', '", sort(said.environments))}']",
      "assertion.environment_protected == '${var.environments_protected}'",
      "assertion.ref_protected == 'true'",
      "assertion.ci_config_ref_uri == '${local.host}/${local.repository.path}//${var.configuration}@refs/heads/${var.default_branch}'",
      ] : [
      "(assertion.environment + '/').startsWith('${one(said.environments)}/')",
      "assertion.deployment_tier == 'development'",
    ]
  }
  conditions = {
    for stage in keys(var.stages) : stage => join(" && ", concat([
      "assertion.project_id == '${local.repository.id}'",
      "assertion.namespace_id == '${local.repository.namespace_id}'",
    ], local.provenance[stage]))
  }
}
