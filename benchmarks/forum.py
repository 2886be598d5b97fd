"""The forum of a benchmark: members in circles, who follow, post, comment and react.

As lopsided as forums are: a few circles, posts and members have most of what there is. A few
posts and comments are hidden or deleted, and a few accounts closed, so that whoever leaves out a
rule of sight answers something else.
"""

import asyncpg

from models import database, sessions
from models.members import Member
from server.story.phrases import TOPICS, Tongue
from server.story.writing import Dice

_SEED = 7
_TEXTS = 1_000

_PEOPLE = (
    """INSERT INTO members (id, email, name, phone, city, biography, locale, zone, is_story,
         suspended_reason, created_at)
       SELECT uuidv7(age), 'member-' || n || '@bench.example', 'Member ' || n, '', '', '', 'en',
         'Asia/Shanghai', false, '', now() + age
       FROM (SELECT n, interval '-200 days' + n * interval '1 second' AS age
             FROM generate_series(1, {members}) n) made""",
    """INSERT INTO communities (id, kind, name, name_key, description, join_policy, member_count,
         created_at)
       SELECT uuidv7(interval '-200 days'), 'CIRCLE', 'Circle ' || n, 'circle ' || n, '',
         CASE n % 10 WHEN 8 THEN 'APPROVAL' WHEN 9 THEN 'INVITE' ELSE 'OPEN' END, 0,
         now() - interval '200 days'
       FROM generate_series(1, {circles}) n""",
    """CREATE TEMP TABLE people AS
       SELECT row_number() OVER (ORDER BY random()) AS n, id FROM members""",
    """CREATE TEMP TABLE places AS
       SELECT row_number() OVER (ORDER BY random()) AS n, id FROM communities""",
    """INSERT INTO memberships (id, community_id, member_id, state, reason, changed_at)
       SELECT uuidv7(interval '-190 days'), c.id, m.id, 'MEMBER', '', now() - interval '190 days'
       FROM (SELECT DISTINCT n, 1 + floor({circles} * random() ^ 2)::int AS place
             FROM generate_series(1, {members}) n, generate_series(1, 8)) drawn
       JOIN people m USING (n) JOIN places c ON c.n = place""",
    """INSERT INTO follows (id, follower_id, followed_id, created_at)
       SELECT uuidv7(interval '-190 days'), a.id, b.id, now() - interval '190 days'
       FROM (SELECT DISTINCT n, 1 + floor({members} * random() ^ 2)::int AS other
             FROM generate_series(1, {members}) n, generate_series(1, 12)) drawn
       JOIN people a USING (n) JOIN people b ON b.n = other WHERE a.id <> b.id""",
)
_POSTS = (
    """CREATE TEMP TABLE belongings AS
       SELECT row_number() OVER () AS n, community_id, member_id FROM memberships""",
    """INSERT INTO posts (id, author_id, community_id, text, comment_count, reaction_count,
         created_at, deleted_at, hidden_at, hidden_reason)
       SELECT uuidv7(age), member_id, community_id,
         ($1::text[])[1 + floor({texts} * random())::int], 0, 0, now() + age,
         CASE WHEN made.n % 97 = 0 THEN now() END,
         CASE WHEN made.n % 89 = 0 THEN now() END, CASE WHEN made.n % 89 = 0 THEN 'Off' ELSE '' END
       FROM (SELECT n, interval '180 days' * (n::float / {posts} - 1) AS age, 1 + floor(
               (SELECT count(*) FROM belongings) * random())::int AS belonging
             FROM generate_series(1, {posts}) n) made
       JOIN belongings b ON b.n = belonging""",
    """CREATE TEMP TABLE said AS
       SELECT row_number() OVER (ORDER BY random()) AS n, id, created_at FROM posts""",
)
_COMMENTS = (
    """INSERT INTO comments (id, post_id, author_id, text, created_at, deleted_at, hidden_at,
         hidden_reason)
       SELECT uuidv7(at - now()), post_id, m.id,
         ($1::text[])[1 + floor({texts} * random())::int], at,
         CASE WHEN made.n % 101 = 0 THEN now() END, CASE WHEN made.n % 103 = 0 THEN now() END,
         CASE WHEN made.n % 103 = 0 THEN 'Off' ELSE '' END
       FROM (SELECT drawn.n, s.id AS post_id, author,
               s.created_at + random() * (now() - s.created_at) AS at
             FROM (SELECT n, 1 + floor({posts} * random() ^ 2)::int AS post,
                     1 + floor({members} * random() ^ 2)::int AS author
                   FROM generate_series(1, {comments}) n) drawn
             JOIN said s ON s.n = post) made
       JOIN people m ON m.n = author""",
)
_REACTIONS = (
    """INSERT INTO reactions (id, post_id, member_id, kind, created_at)
       SELECT uuidv7(), s.id, m.id, 'LIKE', now()
       FROM (SELECT DISTINCT 1 + floor({posts} * random() ^ 2)::int AS post,
               1 + floor({members} * random())::int AS member
             FROM generate_series(1, 2 * {reactions}) LIMIT {reactions}) drawn
       JOIN said s ON s.n = post JOIN people m ON m.n = member""",
    """UPDATE posts p SET
         comment_count = (SELECT count(*) FROM comments k WHERE k.post_id = p.id
                          AND k.deleted_at IS NULL AND k.hidden_at IS NULL),
         reaction_count = (SELECT count(*) FROM reactions r WHERE r.post_id = p.id)""",
    """UPDATE members SET removed_at = now() FROM people
       WHERE people.id = members.id AND n % 211 = 0""",
    """UPDATE memberships m SET state = 'LEFT' FROM members
       WHERE members.id = m.member_id AND removed_at IS NOT NULL""",
    """UPDATE communities c SET member_count =
         (SELECT count(*) FROM memberships WHERE community_id = c.id AND state = 'MEMBER')""",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)
_READERS = """
    SELECT id FROM members m
    WHERE removed_at IS NULL
      AND (SELECT count(*) FROM memberships WHERE member_id = m.id) >= 4
      AND (SELECT count(*) FROM follows WHERE follower_id = m.id) >= 4
    ORDER BY email LIMIT $1
"""


async def forum(url: str, *, posts: int, readers: int) -> list[str]:
    """Fill a migrated database, and return the tokens of so many signed-in members.

    For each 250 posts there are 25 members, one circle, 1,000 comments and 1,000 reactions.
    """
    size = {
        "posts": posts, "members": posts // 10, "circles": posts // 250,
        "comments": 4 * posts, "reactions": 4 * posts, "texts": _TEXTS,
    }  # fmt: skip
    said, answered = _texts()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"SELECT setseed(0.{_SEED})")
        for part, *values in ((_PEOPLE,), (_POSTS, said), (_COMMENTS, answered), (_REACTIONS,)):
            for statement in part:
                given = values if "$1" in statement else ()
                await connection.execute(statement.format(**size), *given)
        await _count(connection, size)
        chosen = await connection.fetch(_READERS, readers)
    finally:
        await connection.close()
    async with database.connected(url):
        members = [await Member.get(id=row["id"]) for row in chosen]
        return [(await sessions.open_for(member)).token for member in members]


async def _count(connection: asyncpg.Connection, size: dict[str, int]) -> None:
    """RuntimeError unless there is as much of everything as was asked for."""
    tables = {"circles": "communities"}
    for noun in ("posts", "members", "circles", "comments", "reactions"):
        found = await connection.fetchval(f"SELECT count(*) FROM {tables.get(noun, noun)}")
        if found != size[noun]:
            raise RuntimeError(f"{found} {noun} instead of {size[noun]}")


def _texts() -> tuple[list[str], list[str]]:
    """Posts of some sentences and comments of one, in both languages of the story."""
    dice = Dice(_SEED)
    tongues = Tongue("en", dice), Tongue("zh", dice)
    posts, comments = [], []
    for number in range(_TEXTS):
        tongue = tongues[number % 2]
        topics = dice.sample(TOPICS, k=1 + number % 5)
        posts.append("\n".join(tongue.post(topic) for topic in topics))
        comments.append(tongue.comment())
    return posts, comments
