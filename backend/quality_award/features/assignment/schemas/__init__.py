"""What the assignment endpoints take and give: teams, proposals, visits, the fairness report."""
