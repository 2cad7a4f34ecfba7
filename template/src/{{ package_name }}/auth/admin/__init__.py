"""What people administer: for their own tenant, as their roles allow, and on record."""
