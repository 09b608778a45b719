"""The law: text, rules, procedure, parameters. Pure: standard library only, no clock, no I/O, no ORM."""
