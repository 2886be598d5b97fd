/**
 * How fast the tablet is with 100,000 people, without a browser: `npm run bench`, last line one JSON object.
 *
 * IndexedDB is an imitation in memory here, so what is measured is everything but the disk.
 */

import { gzipSync } from "node:zlib";

import "fake-indexeddb/auto";

import { load, take } from "./manifests.ts";
import { Index } from "./search.ts";
import { EVENT, headOf, PassKey, seat } from "./stage/event.ts";
import { open } from "./store.ts";

const PEOPLE = 100_000;
const SURNAMES = [
  "王 wang",
  "李 li",
  "张 zhang",
  "刘 liu",
  "陈 chen",
  "杨 yang",
  "赵 zhao",
  "黄 huang",
  "吕 lv",
  "周 zhou",
];
const GIVEN = [
  "小 xiao",
  "明 ming",
  "伟 wei",
  "芳 fang",
  "娜 na",
  "敏 min",
  "静 jing",
  "强 qiang",
  "磊 lei",
  "洋 yang",
];
const QUERIES = [
  "王",
  "wang",
  "wangxiaoming",
  "xm",
  "w",
  "4711",
  "47",
  "刘伟",
  "lubu",
  "nobody at all",
  "xiao ming",
  "zhangwei",
];

function row(n: number): unknown[] {
  const parts = [SURNAMES[n % 10]!, GIVEN[Math.floor(n / 10) % 10]!, GIVEN[Math.floor(n / 100) % 10]!].map((part) =>
    part.split(" "),
  );
  return [
    seat(n),
    parts.map(([sign]) => sign).join(""),
    parts.map(([, sound]) => sound).join(" "),
    String(n % 10_000).padStart(4, "0"),
    1,
  ];
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start) / 1000;
}

const key = await PassKey.make("01");
const head = { ...(await headOf(Date.now(), [key])), people: PEOPLE };
const lines = Array.from({ length: PEOPLE }, (_, place) => JSON.stringify(row(place + 1)));
const bytes = gzipSync([JSON.stringify(head), ...lines, ""].join("\n"));
const store = await open("bench");

const importS = await seconds(() => take(store, EVENT, "http://bench", new Response(bytes)));
let loaded = await load(store, EVENT);
const coldS = await seconds(async () => (loaded = await load(store, EVENT)));
const index = new Index(loaded!.people.rows);
const indexS = await seconds(() => index.fill(Infinity));
const times: number[] = [];
for (let round = 0; round < 25; round++)
  for (const query of QUERIES) times.push(Math.round((await seconds(() => index.find(query))) * 1000));
console.log(`search, in ms, one by one: ${times.slice(0, QUERIES.length).join(" ")}`);
times.sort((a, b) => a - b);
const stored = (await store.getAll("chunks")).reduce((sum, { data }) => sum + data.byteLength, 0);

console.log(
  JSON.stringify({
    people: PEOPLE,
    import_s: importS,
    cold_s: coldS,
    index_s: indexS,
    search_p50_ms: times[times.length >> 1],
    search_p99_ms: times[Math.floor(times.length * 0.99)],
    stored_mb: Math.round(stored / 1e5) / 10,
    download_mb: Math.round(bytes.length / 1e5) / 10,
  }),
);
