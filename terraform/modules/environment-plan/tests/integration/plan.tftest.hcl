# It makes nothing, so there is nothing to ask a cloud.
run "plans_twice_the_same" {
  module {
    source = "./examples/default"
  }
}

run "second_plan" {
  command = plan

  module {
    source = "./examples/default"
  }

  assert {
    condition     = output.plan == run.plans_twice_the_same.plan
    error_message = "A second plan changes nothing."
  }
}
