"""What runs before a commit: one hook, one module with `main(argv) -> int`."""
