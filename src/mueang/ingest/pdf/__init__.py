"""Tables of PDFs that hold text: letters with their places, tables by rules or by alignment, pages of one table joined."""
