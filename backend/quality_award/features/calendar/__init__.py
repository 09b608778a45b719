"""工作日历: which days are working days, confirmed yearly by two people of the office (Art. 22, 23)."""
