WITH
mine AS MATERIALIZED (
    SELECT community_id AS id FROM memberships WHERE member_id = $1 AND state = 'MEMBER'
),
followed AS MATERIALIZED (SELECT followed_id AS id FROM follows WHERE follower_id = $1),
closed AS MATERIALIZED (
    SELECT id FROM communities
    WHERE join_policy <> 'OPEN' AND (kind <> 'CIRCLE' OR join_policy <> 'APPROVAL')
        AND id NOT IN (SELECT id FROM mine) AND id <> ALL ($2) AND NOT $3
),
read AS MATERIALIZED (
    SELECT id FROM mine
    UNION ALL
    SELECT id FROM communities WHERE kind = 'CIRCLE' AND join_policy = 'OPEN'
        AND NOT EXISTS (SELECT FROM mine) AND NOT EXISTS (SELECT FROM followed)
),
reach AS MATERIALIZED (
    SELECT coalesce((
        SELECT p.id FROM read s CROSS JOIN LATERAL (
            SELECT id FROM posts
            WHERE community_id = s.id AND deleted_at IS NULL AND hidden_at IS NULL
            ORDER BY id DESC LIMIT $4 / 4 + 1
        ) p
        ORDER BY p.id DESC LIMIT 1 OFFSET $4
    ), '00000000-0000-0000-0000-000000000000') AS id
),
wanted AS (
    SELECT p.id FROM read s CROSS JOIN LATERAL (
        SELECT id FROM posts
        WHERE community_id = s.id AND deleted_at IS NULL AND hidden_at IS NULL
            AND id > (SELECT id FROM reach)
        ORDER BY id DESC LIMIT $4
    ) p
    UNION
    SELECT p.id FROM followed f CROSS JOIN LATERAL (
        SELECT id FROM posts
        WHERE author_id = f.id AND deleted_at IS NULL AND hidden_at IS NULL
            AND id > (SELECT id FROM reach)
            AND community_id NOT IN (SELECT id FROM closed)
        ORDER BY id DESC LIMIT $4
    ) p
    ORDER BY id DESC LIMIT $4
)
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
