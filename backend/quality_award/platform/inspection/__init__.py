"""Looking at a file that somebody sent: what it is, whether it is whole and harmless, how it looks. Knows no award.

`examine` runs in a process of its own, without secrets, under limits (`sandbox`); `clamd` asks a virus scanner.
"""
