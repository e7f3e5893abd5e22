"""Who may do what: one table of all routes and roles, and the test that compares the site with it."""
