// PostGraphile 5 on Paddock's database, as one process: grafserv on Node's own HTTP server.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { SafeError } from "postgraphile/grafast";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { Feed } from "./schema.mjs";

const { BENCH_DATABASE_URL, BENCH_POOL_SIZE, BENCH_PORT } = process.env;
const LOOK_UP = readFileSync(new URL("../look_up.sql", import.meta.url), "utf8");
const MODERATING = new Set(["CIRCLE_HOST", "GROUP_OWNER", "GROUP_MODERATOR"]);
const SCHEME = "Bearer ";

const pool = new pg.Pool({
  connectionString: BENCH_DATABASE_URL,
  max: Number(BENCH_POOL_SIZE),
  options: "-c jit=off -c plan_cache_mode=force_generic_plan",
});

/** The viewer whose token this is, by the statement by which Paddock finds them. */
async function recognise(said = "") {
  const token = said.startsWith(SCHEME) ? said.slice(SCHEME.length) : "";
  const hash = createHash("sha256").update(token).digest("hex");
  const values = [hash, new Date()];
  const { rows } = await pool.query({ name: "look_up", text: LOOK_UP, values });
  if (rows.length === 0) throw new SafeError("This credential opens nothing");
  return {
    memberId: rows[0].member_id,
    moderated: rows.filter((row) => MODERATING.has(row.role)).map((row) => row.scope_id),
    isOperator: rows.some((row) => row.role === "OPERATOR"),
  };
}

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [Feed],
  pgServices: [makePgService({ pool, schemas: ["public", "feed"] })],
  grafast: {
    explain: false,
    context: async ({ node }) => ({ viewer: await recognise(node?.req.headers.authorization) }),
  },
  grafserv: { graphiql: false, watch: false },
};

const instance = postgraphile(preset);
await instance.getSchema();
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(BENCH_PORT), "127.0.0.1");
