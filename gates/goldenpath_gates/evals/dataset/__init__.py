"""Golden datasets: reading, checking, counting, importing, sharding."""
