-- The ids of a page of the feed, `wanted`, for a viewer ($1) who moderates some communities ($2)
-- or as an operator all ($3), and one id more than the page has ($4).
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
