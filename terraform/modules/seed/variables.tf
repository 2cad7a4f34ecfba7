variable "plan" {
  description = "Output `plan` of the module environment-plan."
  type = object({
    ephemeral = bool
    namespace = string
    ttl_hours = number
    labels    = map(string)
  })
  nullable = false

  validation {
    condition     = var.plan.ephemeral
    error_message = "plan.ephemeral is false: a seed takes the place of all data of before, so it goes into previews only."
  }
}

variable "namespace" {
  description = "Output `namespace` of the module ephemeral-kubernetes: the seed waits until it is there."
  type        = string
  nullable    = false

  validation {
    condition     = var.namespace == var.plan.namespace
    error_message = "namespace is that of the plan: a seed reaches no other environment."
  }
}

variable "seed" {
  description = "What `goldenpath seed pack` wrote into FILE.json: the file, where its rows are from, and for rows that were people's once what `goldenpath seed verify` said."
  type = object({
    file   = string
    origin = string
    sha256 = string
    verification = optional(object({
      survivors = number
      sha256    = string
    }))
  })
  nullable = false

  validation {
    condition     = try(filesha256(var.seed.file) == var.seed.sha256, false)
    error_message = "seed.file is not there, or not what seed.sha256 says: pack it anew."
  }

  validation {
    # In base64, four characters are three bytes; a little is left for names and the authority.
    condition     = try(length(filebase64(var.seed.file)), 0) <= 1044480 / 3 * 4
    error_message = "seed.file is larger than a ConfigMap: pack a smaller size, or fewer rows."
  }

  validation {
    condition     = contains(["synthetic", "masked"], var.seed.origin)
    error_message = "seed.origin is synthetic or masked: data of production goes nowhere as it is."
  }

  validation {
    condition     = (var.seed.origin == "masked") == (var.seed.verification != null)
    error_message = "seed.verification is there for masked data, and for nothing else: run goldenpath seed verify, and pack what it passed."
  }

  validation {
    condition     = try(var.seed.verification.survivors == 0, true) == true
    error_message = "seed.verification.survivors is not 0: somebody is left in this data, mask it anew."
  }

  validation {
    condition     = try(var.seed.verification.sha256, var.seed.sha256) == var.seed.sha256
    error_message = "seed.verification.sha256 is of other data: verify and pack this one."
  }
}

variable "image" {
  description = "An image with `sh`, `gzip` and `psql` 16 or newer, by its digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9._-]+)+(:[A-Za-z0-9._-]{1,128})?@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image is HOST/PATH@sha256:DIGEST: a tag alone is another image tomorrow."
  }
}

variable "database" {
  description = "Where to: the address without a password, such as `settings.DATABASE_URL` of a module ephemeral-data; which key of which Secret of the namespace is the password; and the authority of the server's certificate as PEM, where it is none that the image knows."
  type = object({
    url      = string
    password = object({ secret = string, key = string })
    ca       = optional(string)
  })
  nullable = false

  validation {
    condition     = can(regex("^postgresql://[^:@/?\\s]+@[^:@/?\\s]+(:[0-9]{1,5})?/[^/?\\s]+(\\?[^\\s]*)?$", var.database.url))
    error_message = "database.url is postgresql://USER@HOST:PORT/DATABASE, without a password: that is the Secret's."
  }

  validation {
    condition     = can(regex("[?&]sslmode=verify-full(&|$)", var.database.url))
    error_message = "database.url says sslmode=verify-full: else anybody on the way is the database."
  }

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.database.password.secret)) && can(regex("^[A-Za-z0-9._-]{1,253}$", var.database.password.key))
    error_message = "database.password names a Secret and one of its keys."
  }

  validation {
    condition     = var.database.ca == null ? true : startswith(trimspace(var.database.ca), "-----BEGIN CERTIFICATE-----")
    error_message = "database.ca is a certificate as PEM."
  }
}

variable "deadline_seconds" {
  description = "After how many seconds the job is stopped."
  type        = number
  default     = 600
  nullable    = false

  validation {
    condition     = var.deadline_seconds >= 30 && var.deadline_seconds <= 3600 && floor(var.deadline_seconds) == var.deadline_seconds
    error_message = "deadline_seconds is a whole number from 30 to 3600."
  }
}
