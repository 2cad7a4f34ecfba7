"""The subcommands of `goldenpath eval`, each with `add_arguments` and `run`."""
