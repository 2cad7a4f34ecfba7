"""Who may do what: every request passes `guard`, every route stands in the table of `access`."""
