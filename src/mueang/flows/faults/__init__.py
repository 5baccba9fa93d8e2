"""The faults of a file for the people who mend it: a list as CSV, and a copy of their own workbook with the cells marked."""
