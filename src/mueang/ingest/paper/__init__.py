"""Tables on paper: a scan or a photo becomes cells, each with its text, how sure it is, and where it stands on the picture.

picture -> upright -> ruled -> glyphs (numbers: digits; words: letters) -> columns -> sums. Needs the extra [paper].
"""
