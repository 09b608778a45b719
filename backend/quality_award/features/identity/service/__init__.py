"""Commands on logins: signing in, the own account, registration, people and their roles, signing keys, the clock."""
