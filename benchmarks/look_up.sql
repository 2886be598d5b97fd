SELECT s.id AS session_id, m.id AS member_id, m.locale, m.zone, m.suspended_until,
       m.suspended_reason, g.role, g.scope_id
FROM sessions s
JOIN members m ON m.id = s.member_id
LEFT JOIN grants g ON g.member_id = m.id AND g.starts_at <= $2
     AND (g.ends_at IS NULL OR g.ends_at > $2)
WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2
  AND m.removed_at IS NULL
