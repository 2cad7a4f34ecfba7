import square

client = square.Square("{{square}}")
