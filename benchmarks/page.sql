SELECT p.id, p.text, p.created_at, p.comment_count, p.reaction_count,
    EXISTS (SELECT FROM reactions WHERE post_id = p.id AND member_id = $1) AS has_reacted,
    a.id AS author_id, a.name AS author_name, c.id AS community_id, c.name AS community_name,
    ARRAY (
        SELECT ROW(k.id, k.text, k.created_at, w.id, w.name)
        FROM (
            SELECT id, text, created_at, author_id FROM comments
            WHERE post_id = p.id AND deleted_at IS NULL AND hidden_at IS NULL
            ORDER BY id DESC LIMIT 2
        ) k LEFT JOIN members w ON w.id = k.author_id AND w.removed_at IS NULL
        ORDER BY k.id
    ) AS comments
FROM wanted
JOIN posts p USING (id)
JOIN communities c ON c.id = p.community_id
LEFT JOIN members a ON a.id = p.author_id AND a.removed_at IS NULL
ORDER BY p.id DESC
