"""Who may see and do what: roles, accounts, sessions, tokens, read links, limits on attempts, and the audit."""
