// The page of the door: sign in, choose an event, and see it live.

import { Refused, ask, follow } from "./api.js";
import { element, show } from "./elements.js";
import { bar, begin, enter, isSignedOut, main, redraw, signOutButton, signedOut } from "./frame.js";
import { arrivals, halls, numbers } from "./numbers.js";
import { alerts, conflicts, tablets } from "./troubles.js";
import { timeOf, words } from "./words.js";

const DAY = 24 * 3600 * 1000;
const MOST_PAGES = 10;
const EVENT = `id title state startsAt endsAt venue { name zone } hall { name }`;
const DOOR = `subscription($event: ID!) { eventDoor(event: $event) {
  at inside expected admitted refused walkIns conflictCount
  halls { inside hall { id name capacity } } arrivals { at count }
  conflicts { id kind holderName apartSeconds passageCount
    passages { gateName deviceName device { id } at verdictShown isAlone isTimeSuspect } }
  devices { device { id name } gate { name } batteryPercent unsentCount seenAt isOnDuty isSilent }
  edges { name address seenAt isSilent } } }`;

function chooseEvent(why = "") {
  const say = words();
  bar.append(signOutButton());
  const trouble = element("p", { class: "trouble", role: "alert" });
  const list = element("ul", { class: "choices" });
  main.append(element("section", { class: "panel narrow" },
    element("h1", {}, say.chooseEvent),
    element("p", { class: "trouble", role: "alert" }, why), trouble, list));
  runEvents().then((events) => {
    if (!events.length) show(trouble, say.noEvents);
    list.append(...events.map(eventChoice));
  }, (error) => {
    if (isSignedOut(error)) signedOut();
    else show(trouble, error instanceof Refused ? error.message : say.failed);
  });
}

function eventChoice(event) {
  const isOn = event.state === "IN_PROGRESS";
  const place = [event.venue.name, event.hall?.name].filter(Boolean).join(" · ");
  return element("li", {},
    element("a", { href: `#${event.id}` },
      element("b", {}, event.title), isOn ? element("span", { class: "mark" }, words().now) : null,
      element("span", { class: "small" },
        `${timeOf(event.startsAt, event.venue.zone, { date: true })} · ${place}`)));
}

// Those that run now, then those to come, then those that were.
async function runEvents() {
  const { viewer } = await ask(`{ viewer { grants { role scope { id } } } }`);
  if (!viewer) throw new Refused("UNAUTHENTICATED", "");
  const isOperator = viewer.grants.some(({ role }) => role === "OPERATOR");
  const venues = viewer.grants.filter(({ role }) => role === "VENUE_STAFF").map(({ scope }) => scope.id);
  const found = await Promise.all((isOperator ? [null] : venues).map(eventsAt));
  const now = Date.now();
  const order = ({ startsAt, endsAt }) => {
    if (Date.parse(endsAt) < now) return [2, now - Date.parse(endsAt)];
    return [Date.parse(startsAt) <= now ? 0 : 1, Date.parse(startsAt)];
  };
  return found.flat().sort((one, other) => {
    const [a, b] = [order(one), order(other)];
    return a[0] - b[0] || a[1] - b[1];
  });
}

async function eventsAt(venue) {
  const query = `query($venue: ID, $from: DateTime, $to: DateTime, $after: String) {
    events(venue: $venue, startsAfter: $from, startsBefore: $to, first: 100, after: $after) {
      edges { node { ${EVENT} } } pageInfo { hasNextPage endCursor } } }`;
  const [from, to] = [-14, 28].map((days) => new Date(Date.now() + days * DAY).toISOString());
  const found = [];
  for (let page = 0, after = null; page < MOST_PAGES; page++) {
    const { events } = await ask(query, { venue, from, to, after });
    found.push(...events.edges.map(({ node }) => node));
    if (!events.pageInfo.hasNextPage) break;
    after = events.pageInfo.endCursor;
  }
  return found.filter(({ state }) => state !== "DRAFT" && state !== "CANCELLED");
}

function seeDoor(id) {
  const say = words();
  const status = element("p", { class: "status", role: "status" }, say.connecting);
  bar.append(element("a", { class: "quiet", href: "#" }, say.changeEvent), signOutButton());
  let stop = () => {};
  let isLeft = false;
  ask(`query($id: ID!) { node(id: $id) { ... on Event { ${EVENT} } } }`, { id }).then(({ node }) => {
    if (isLeft) return;
    if (!node) return shutOut();
    stop = watch(node, status);
  }, (error) => {
    if (isLeft) return;
    if (isSignedOut(error)) return signedOut();
    show(status, say.lostFirst);
    const timer = setTimeout(redraw, 3000);
    stop = () => clearTimeout(timer);
  });
  main.append(status);
  return () => {
    isLeft = true;
    stop();
  };
}

function watch(event, status) {
  const say = words();
  const { zone, name } = event.venue;
  const place = [timeOf(event.startsAt, zone, { date: true }), name, event.hall?.name];
  const title = element("header", { class: "event" },
    element("div", {}, element("h1", {}, event.title),
      element("p", { class: "small" }, place.filter(Boolean).join(" · "))),
    status);
  const [top, left, right] = [
    [alerts(), numbers()], [conflicts(zone), arrivals(zone)], [tablets(), halls()],
  ];
  const parts = [...top, ...left, ...right];
  const column = (those) => element("div", { class: "column" }, ...those.map(({ node }) => node));
  const board = element("div", { class: "board" },
    ...top.map(({ node }) => node), column(left), column(right));
  main.replaceChildren(title);
  let told = null;
  const { stop } = follow(DOOR, () => ({ event: event.id }), {
    onData: ({ eventDoor }) => {
      told = eventDoor.at;
      if (!board.isConnected) main.append(board);
      for (const part of parts) part.update(eventDoor);
    },
    onState: (state) => {
      const isLost = state === "lost";
      status.classList.toggle("lost", isLost);
      board.classList.toggle("stale", isLost);
      if (!isLost) show(status, say.live);
      else show(status, told ? say.lost(timeOf(told, zone, { seconds: true })) : say.lostFirst);
    },
    onEnd: (code) => {
      if (code === "UNAUTHENTICATED" || code === "SIGN_IN_REQUIRED") signedOut();
      else shutOut();
    },
  });
  return stop;
}

function shutOut() {
  history.replaceState(null, "", location.pathname);
  enter(() => chooseEvent(words().refusedRole));
}

begin(() => {
  const id = location.hash.slice(1);
  if (id) enter(() => seeDoor(id));
  else enter(() => chooseEvent());
});
