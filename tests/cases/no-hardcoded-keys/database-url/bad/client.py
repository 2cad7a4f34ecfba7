from sqlalchemy import create_engine

client = create_engine("{{database-url}}")
