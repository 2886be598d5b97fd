// The fields that Paddock has and PostGraphile does not make by itself, as plans: all of a page
// becomes one statement.
import { listOfCodec, TYPES } from "postgraphile/@dataplan/pg";
import { sql } from "postgraphile/pg-sql2";
import { connection, context, lambda, operationPlan } from "postgraphile/grafast";
import { extendSchema, gql } from "postgraphile/utils";

/** Something of the viewer, read once for the whole request. */
const viewers = (name) =>
  operationPlan().withRootLayerPlan(() => context().get("viewer").get(name));

export const Feed = extendSchema((build) => {
  const { posts, comments, members } = build.input.pgRegistry.pgResources;
  const uuids = listOfCodec(TYPES.uuid);
  return {
    typeDefs: gql`
      extend type Query {
        feed: PostConnection
      }
      extend type Post {
        author: Member
        community: Community
        viewerHasReacted: Boolean!
        latestComments(first: Int! = 2): [Comment!]!
      }
      extend type Comment {
        author: Member
      }
    `,
    objects: {
      Query: {
        plans: {
          feed(_, { $first }) {
            const $posts = posts.find();
            const given = [
              $posts.placeholder(viewers("memberId"), TYPES.uuid),
              $posts.placeholder(viewers("moderated"), uuids),
              $posts.placeholder(viewers("isOperator"), TYPES.boolean),
              $posts.placeholder(lambda($first, (first) => first + 1), TYPES.int),
            ];
            $posts.where(
              sql`${$posts.alias}.id IN (SELECT feed.page(${sql.join(given, ", ")}))`,
            );
            $posts.orderBy({ attribute: "id", direction: "DESC" });
            $posts.setOrderIsUnique();
            return connection($posts);
          },
        },
      },
      Post: {
        plans: {
          author: ($post) => author($post, members),
          community: ($post) => $post.singleRelation("communitiesByMyCommunityId"),
          viewerHasReacted($post) {
            const $posts = $post.getClassStep();
            const member = $posts.placeholder(viewers("memberId"), TYPES.uuid);
            const reacted = sql`EXISTS (SELECT FROM public.reactions r
              WHERE r.post_id = ${$posts.alias}.id AND r.member_id = ${member})`;
            return $post.select(reacted, TYPES.boolean);
          },
          latestComments($post, { $first }) {
            const $comments = comments.find({ post_id: $post.get("id") });
            const { alias } = $comments;
            $comments.where(sql`${alias}.deleted_at IS NULL AND ${alias}.hidden_at IS NULL`);
            $comments.orderBy({ attribute: "id", direction: "ASC" });
            $comments.setOrderIsUnique();
            $comments.setLast($first);
            return $comments;
          },
        },
      },
      Comment: { plans: { author: ($comment) => author($comment, members) } },
    },
  };
});

/** Who says it; nobody when their account is closed. */
function author($said, members) {
  const $member = members.get({ id: $said.get("author_id") });
  const $members = $member.getClassStep();
  $members.where(sql`${$members.alias}.removed_at IS NULL`);
  return $member;
}
