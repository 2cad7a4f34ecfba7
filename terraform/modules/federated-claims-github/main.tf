locals {
  repository = var.repository
  workflows  = sort(var.workflows)
  stages     = { for stage, environments in var.stages : stage => sort(environments) }

  # Repositories made, renamed or transferred since 2026-07-15 send the numbers in the subject, older
  # ones names alone.
  default_subjects = {
    for stage, environments in local.stages : stage => flatten([
      for environment in environments : [
        "repo:${local.repository.owner}@${local.repository.owner_id}/${local.repository.name}@${local.repository.id}:environment:${environment}",
        "repo:${local.repository.owner}/${local.repository.name}:environment:${environment}",
      ]
    ])
  }

  # As the template below makes it: for whoever reads nothing but the subject.
  subject_template = ["repository_owner_id", "repository_id", "context", "job_workflow_ref"]
  whole_subjects = {
    for stage, environments in local.stages : stage => tolist([
      for pair in setproduct(environments, local.workflows) :
      "repository_owner_id:${local.repository.owner_id}:repository_id:${local.repository.id}:environment:${pair[0]}:job_workflow_ref:${pair[1]}"
    ])
  }

  # A change may plan and have a preview; what stays is deployed from one branch.
  refs = { for stage in keys(var.stages) : stage => stage == "deploy" ? tolist(["refs/heads/${var.default_branch}"]) : tolist([]) }

  # AWS knows these claims of tokens of GitHub itself only; repository_owner_id is not among them, so the
  # subject binds the owner.
  known_to_aws = var.issuer == "https://token.actions.githubusercontent.com"
  aws_claims = {
    for stage, subjects in local.default_subjects : stage => {
      for claim, values in local.known_to_aws ? {
        sub              = subjects
        repository_id    = tolist([local.repository.id])
        job_workflow_ref = local.workflows
        ref              = local.refs[stage]
      } : { sub = local.whole_subjects[stage] } : claim => values if length(values) > 0
    }
  }

  conditions = {
    for stage, environments in local.stages : stage => join(" && ", concat([
      "assertion.repository_id == '${local.repository.id}'",
      "assertion.repository_owner_id == '${local.repository.owner_id}'",
      "assertion.environment in ['${join("', '", environments)}']",
      "assertion.job_workflow_ref in ['${join("', '", local.workflows)}']",
    ], [for ref in local.refs[stage] : "assertion.ref == '${ref}'"]))
  }
}
