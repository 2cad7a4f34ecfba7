"""Is the AI still good? Golden cases asked over HTTP, scored, and judged against a baseline."""
