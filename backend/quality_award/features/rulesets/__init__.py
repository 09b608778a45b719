"""规则集: what they say, for everyone; what a changed one would have changed, for the office (Art. 8(1), 38)."""
