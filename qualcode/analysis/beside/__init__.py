"""Tables beside the interviews: evaluation forms and registrations, by case and period."""
