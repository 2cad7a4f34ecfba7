import os

from sqlalchemy import create_engine

client = create_engine(os.environ["DATABASE_URL"])
