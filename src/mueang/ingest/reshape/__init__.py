"""Tables made of tables: sheets put one under the other, columns of years turned into rows, labels of groups into a column.

Each makes a sheet of text again, of rows that the survey of the source found to be data; it is typed as any sheet is.
"""
