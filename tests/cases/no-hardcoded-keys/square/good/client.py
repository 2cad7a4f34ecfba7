import os

import square

client = square.Square(os.environ["SQUARE_SECRET"])
