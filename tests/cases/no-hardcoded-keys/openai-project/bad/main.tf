variable "openai" {
  default = "{{openai-project}}"
}
