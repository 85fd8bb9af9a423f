"""How wide figures are, in inches."""

# On a page, and on a phone, where letters must not shrink with the figure; and between the two,
# for a figure that is drawn once for both.
WIDE, NARROW, MIDDLE = 4.6, 3.3, 4.0
