"""What the pages of the workbench show and save, a module for each: values out, and the texts of people in."""
