resource "kubernetes_secret_v1" "written" {
  metadata {
    name = "answers"
  }
  data = {
    password = "not-so-secret"
  }
}
