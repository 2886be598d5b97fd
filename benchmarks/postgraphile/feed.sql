-- What PostGraphile is given: the feed and the latest comments as functions that read as far as
-- they must, along Paddock's own indexes and under its rules of sight.
CREATE SCHEMA feed;

CREATE FUNCTION feed.page(viewer uuid, moderated uuid[], is_operator boolean, count integer)
RETURNS SETOF uuid ROWS 21 LANGUAGE sql STABLE AS $$
WITH
mine AS MATERIALIZED (
    SELECT community_id AS id FROM memberships WHERE member_id = viewer AND state = 'MEMBER'
),
followed AS MATERIALIZED (SELECT followed_id AS id FROM follows WHERE follower_id = viewer),
closed AS MATERIALIZED (
    SELECT id FROM communities
    WHERE join_policy <> 'OPEN' AND (kind <> 'CIRCLE' OR join_policy <> 'APPROVAL')
        AND id NOT IN (SELECT id FROM mine) AND id <> ALL (moderated) AND NOT is_operator
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
            ORDER BY id DESC LIMIT count / 4 + 1
        ) p
        ORDER BY p.id DESC LIMIT 1 OFFSET count
    ), '00000000-0000-0000-0000-000000000000') AS id
),
wanted AS (
    SELECT p.id FROM read s CROSS JOIN LATERAL (
        SELECT id FROM posts
        WHERE community_id = s.id AND deleted_at IS NULL AND hidden_at IS NULL
            AND id > (SELECT id FROM reach)
        ORDER BY id DESC LIMIT count
    ) p
    UNION
    SELECT p.id FROM followed f CROSS JOIN LATERAL (
        SELECT id FROM posts
        WHERE author_id = f.id AND deleted_at IS NULL AND hidden_at IS NULL
            AND id > (SELECT id FROM reach)
            AND community_id NOT IN (SELECT id FROM closed)
        ORDER BY id DESC LIMIT count
    ) p
    ORDER BY id DESC LIMIT count
)
SELECT id FROM wanted
$$;
