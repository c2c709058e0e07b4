"""What moved between rounds: themes, wishes that became practice, grades, and the people who were heard."""
