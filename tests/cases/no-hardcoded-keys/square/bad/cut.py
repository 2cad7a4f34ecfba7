import square

x = (
    "{{square:head}}"
    "{{square:tail}}"
)
client = square.Square(x)
