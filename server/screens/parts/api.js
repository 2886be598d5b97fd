// Speaks with the API: operations by POST, and one subscription over graphql-transport-ws.

import { currentLanguage } from "./language.js";

const TOKEN = "paddock.token";
const PING_SECONDS = 5;
const QUIET_SECONDS = 12; // a server that is there has answered a ping by then
const LONGEST_WAIT_SECONDS = 15;

let ahead = 0; // milliseconds by which the server's clock is ahead of this one

// The time by the server's clock, to about a second, once it has answered anything.
export function now() {
  return Date.now() + ahead;
}

export class Refused extends Error {
  constructor(code, message, field = null) {
    super(message);
    this.code = code;
    this.field = field; // the last name in the path of what is at fault in the input
  }
}

export const session = {
  get token() {
    return sessionStorage.getItem(TOKEN);
  },
  set token(value) {
    if (value) sessionStorage.setItem(TOKEN, value);
    else sessionStorage.removeItem(TOKEN);
  },
};

export async function ask(query, variables = {}) {
  const headers = { "content-type": "application/json", "accept-language": currentLanguage() };
  if (session.token) headers.authorization = `Bearer ${session.token}`;
  const response = await fetch("/graphql", {
    method: "POST", headers, body: JSON.stringify({ query, variables }),
  });
  const told = Date.parse(response.headers.get("date"));
  if (told && Math.abs(told - Date.now()) > 2000) ahead = told - Date.now();
  const { data, errors } = await response.json();
  if (errors?.length) throw new Refused(errors[0].extensions?.code ?? "", errors[0].message);
  return data;
}

// The payload of a mutation with this input; throws its first refusal.
// An input that is sent again with its own `idempotencyKey` takes effect once.
export async function tell(mutation, kind, selection, input) {
  const query = `mutation($input: ${kind}!) {
    ${mutation}(input: $input) { ${selection} userErrors { code message field } } }`;
  const said = { input: { idempotencyKey: chance(), ...input } };
  const payload = (await ask(query, said))[mutation];
  const [refusal] = payload.userErrors;
  if (refusal) throw new Refused(refusal.code, refusal.message, refusal.field?.at(-1));
  return payload;
}

// Follows a subscription until `stop` is called on what is returned, whatever becomes of sockets.
// `variables()` is asked anew for each socket, so that one can go on where the last one ended.
// Tells `onData`, `onState("live" | "lost")`, and `onEnd(code)` where trying again is of no use.
export function follow(query, variables, { onData, onState, onEnd }) {
  let socket, timer, quiet, pinging, tries = 0, isStopped = false;

  function open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const mine = new WebSocket(`${scheme}://${location.host}/graphql`, "graphql-transport-ws");
    socket = mine;
    const send = (message) => mine.send(JSON.stringify(message));
    listen();
    mine.onopen = () =>
      send({ type: "connection_init", payload: { authorization: `Bearer ${session.token}` } });
    pinging = setInterval(() => {
      if (mine.readyState === WebSocket.OPEN) send({ type: "ping" });
    }, PING_SECONDS * 1000);
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      listen();
      const message = JSON.parse(data);
      if (message.type === "connection_ack") {
        send({ id: "1", type: "subscribe", payload: { query, variables: variables() } });
      } else if (message.type === "ping") {
        send({ type: "pong" });
      } else if (message.type === "next" && message.payload.data && !message.payload.errors) {
        tries = 0;
        onState("live");
        onData(message.payload.data);
      } else if (message.type === "next" || message.type === "error") {
        failed(message.payload.errors ?? message.payload);
      } else if (message.type === "complete") {
        mine.close();
      }
    };
    mine.onclose = ({ code }) => {
      if (mine !== socket || isStopped) return;
      if (code === 4403) end("UNAUTHENTICATED");
      else again();
    };
  }

  function listen() {
    clearTimeout(quiet);
    quiet = setTimeout(() => again(), QUIET_SECONDS * 1000);
  }

  function failed(errors) {
    const code = errors[0]?.extensions?.code ?? "";
    const isForGood = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "SIGN_IN_REQUIRED",
      "CURSOR_EXPIRED"];
    if (isForGood.includes(code)) end(code);
    else again();
  }

  function again() {
    leave();
    if (isStopped) return;
    onState("lost");
    const seconds = Math.min(2 ** tries++ / 2, LONGEST_WAIT_SECONDS) * (0.75 + Math.random() / 2);
    timer = setTimeout(open, seconds * 1000);
  }

  function leave() {
    clearTimeout(quiet);
    clearTimeout(timer);
    clearInterval(pinging);
    const left = socket;
    socket = undefined;
    left?.close();
  }

  function end(code) {
    stop();
    onEnd(code);
  }

  function stop() {
    isStopped = true;
    removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
    leave();
  }

  // A network that is back, or a screen that is looked at again, waits for nothing.
  function wake() {
    if (isStopped || document.hidden || socket) return;
    tries = 0;
    clearTimeout(timer);
    open();
  }

  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  open();
  return { stop };
}

// Not crypto.randomUUID, which browsers have on encrypted pages alone.
export function chance() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
