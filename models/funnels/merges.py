"""Merges: where leads and touches belonged at a moment, whatever was merged and parted since."""

from models import database


def placed(as_of: str) -> str:
    """A SELECT of (touch_id, lead_id): where touches that were ever moved lay at `as_of`.

    That is where the last merge in force by then had brought them, else where the first one later
    found them.
    """
    in_force = _in_force(as_of)
    return f"""
        SELECT touch_id, lead_id FROM (
            SELECT {_TOUCH[database.is_sqlite()]} AS touch_id,
                   CASE WHEN {in_force} THEN m.into_id ELSE m.merged_id END AS lead_id,
                   row_number() OVER (
                       PARTITION BY b.value
                       ORDER BY CASE WHEN {in_force} THEN 0 ELSE 1 END,
                                CASE WHEN {in_force} THEN m.merged_at END DESC, m.merged_at
                   ) AS place
            FROM lead_merges m CROSS JOIN {_BROUGHT[database.is_sqlite()]}
            WHERE ({in_force}) OR m.merged_at > {as_of}
        ) AS moved WHERE place = 1
    """  # noqa: S608  nothing of it comes from outside


def heads(as_of: str) -> str:
    """A SELECT of (lead_id, head_id): of which other lead a lead was part at `as_of`."""
    return f"""
        SELECT m.merged_id AS lead_id, m.into_id AS head_id FROM lead_merges m
        WHERE {_in_force(as_of)}
    """  # noqa: S608  nothing of it comes from outside


def _in_force(as_of: str) -> str:
    return f"m.merged_at <= {as_of} AND (m.parted_at IS NULL OR m.parted_at > {as_of})"


_TOUCH = {True: "b.value", False: "CAST(b.value AS uuid)"}
_BROUGHT = {True: "json_each(m.touches) b", False: "jsonb_array_elements_text(m.touches) b"}
