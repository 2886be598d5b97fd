"""The doors: the only way from a viewer to a row.

Each noun's door answers missing and forbidden alike. `see` gives the row or None; `to_…`
gives the row for a deed or raises the refusal; pages give what the viewer may see of many.
"""
