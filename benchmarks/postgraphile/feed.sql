-- What PostGraphile is given: the feed and the latest comments as functions that read as far as
-- they must, along Paddock's own indexes and under its rules of sight.
CREATE SCHEMA feed;

CREATE FUNCTION feed.page(viewer uuid, moderated uuid[], is_operator boolean, count integer)
RETURNS SETOF uuid ROWS 21 LANGUAGE sql STABLE AS $$
{wanted}SELECT id FROM wanted
$$;
