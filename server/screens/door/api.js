// Speaks with the API: operations by POST, and one subscription over graphql-transport-ws.

const TOKEN = "paddock.door.token";
const QUIET_SECONDS = 12; // the server speaks every five
const LONGEST_WAIT_SECONDS = 15;

export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
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

export async function ask(query, variables = {}, language = "en") {
  const headers = { "content-type": "application/json", "accept-language": language };
  if (session.token) headers.authorization = `Bearer ${session.token}`;
  const response = await fetch("/graphql", {
    method: "POST", headers, body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors?.length) throw new Refused(errors[0].extensions?.code ?? "", errors[0].message);
  return data;
}

// The payload of a mutation with this input; throws its first refusal.
export async function tell(mutation, kind, selection, input, language) {
  const query = `mutation($input: ${kind}!) {
    ${mutation}(input: $input) { ${selection} userErrors { code message } } }`;
  const said = { input: { idempotencyKey: chance(), ...input } };
  const payload = (await ask(query, said, language))[mutation];
  const [refusal] = payload.userErrors;
  if (refusal) throw new Refused(refusal.code, refusal.message);
  return payload;
}

// Follows a subscription until `stop` is called on what is returned, whatever becomes of sockets.
// Tells `onData`, `onState("live" | "lost")`, and `onEnd(code)` where trying again is of no use.
export function follow(query, variables, { onData, onState, onEnd }) {
  let socket, timer, quiet, tries = 0, isStopped = false;

  function open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const mine = new WebSocket(`${scheme}://${location.host}/graphql`, "graphql-transport-ws");
    socket = mine;
    const send = (message) => mine.send(JSON.stringify(message));
    listen();
    mine.onopen = () =>
      send({ type: "connection_init", payload: { authorization: `Bearer ${session.token}` } });
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      listen();
      const message = JSON.parse(data);
      if (message.type === "connection_ack") {
        send({ id: "1", type: "subscribe", payload: { query, variables } });
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
    const isForGood = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "SIGN_IN_REQUIRED"];
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
function chance() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
