// The inbox: filters with their counts, and a line for each lead.

import { now } from "./api.js";
import { element, keep, show } from "./elements.js";
import { OPEN } from "./queries.js";
import { lasting, timeOf, words } from "./words.js";

// The states of the leads that each filter may show.
const FILTERS = { ALL: OPEN, FRESH: ["NEW"], MINE: OPEN, LATE: ["NEW"], SOLD: ["WON"] };
const NAMES = Object.keys(FILTERS);

export function isLate({ state, acknowledgeUntil }) {
  return state === "NEW" && acknowledgeUntil !== null && Date.parse(acknowledgeUntil) < now();
}

// `chosen` is kept by whoever calls, so that it outlives the screen; `hrefOf(id)` opens a lead.
export function leadList({ me, chosen, hrefOf, onMore }) {
  const say = words();
  const fits = {
    ALL: ({ state }) => OPEN.includes(state),
    FRESH: ({ state }) => state === "NEW",
    MINE: ({ state, assignee }) => OPEN.includes(state) && assignee?.id === me.id,
    LATE: isLate,
    SOLD: ({ state, deliveredAt }) => state === "WON" && deliveredAt === null,
  };
  let last = null;
  const filters = element("div", { class: "filters", role: "group", "aria-label": say.filters },
    ...NAMES.map((name) => filterButton(name, () => {
      chosen.filter = name;
      update(last);
    })));
  const list = element("ul", { class: "leads", "aria-label": say.inbox });
  const empty = element("p", { class: "empty" }, say.reading);
  const older = element("button", { class: "quiet", type: "button", hidden: true,
    onclick: () => onMore(FILTERS[chosen.filter]) },
    say.older);
  const node = element("section", { class: "inbox", "aria-label": say.inbox },
    filters, list, empty, older);

  function update(book) {
    last = book;
    const all = [...book.leads.values()].sort(newestFirst);
    NAMES.forEach((name, place) => {
      const button = filters.children[place];
      const count = all.filter(fits[name]).length;
      button.setAttribute("aria-pressed", String(name === chosen.filter));
      show(button.lastElementChild, book.isRead ? `${count}${book.hasMore(FILTERS[name]) ? "+" : ""}` : "");
    });
    const shown = all.filter(fits[chosen.filter]);
    keep(list, shown, {
      key: ({ id }) => id, make: ({ id }) => line(hrefOf(id)),
      update: (item, lead) => tellLine(item, lead, me, chosen.lead),
    });
    empty.hidden = shown.length > 0;
    show(empty, book.isRead ? say.none[chosen.filter] : say.reading);
    older.hidden = !book.hasMore(FILTERS[chosen.filter]);
  }

  return {
    node, update,
    tick: () => last && update(last),
    // The lead that the keyboard is on, else the one that is open.
    get current() {
      return document.activeElement?.closest(".leads > li")?.dataset.key ?? chosen.lead;
    },
    step: (by) => step(list, by, chosen.lead),
    focus: (id) => list.querySelector(`[data-key="${CSS.escape(id)}"] .open`)?.focus(),
  };
}

// What is left until a lead wants to be acknowledged, in a word that also says so without colour.
export function tellClock(node, { state, acknowledgeUntil }) {
  const isRunning = state === "NEW" && acknowledgeUntil !== null;
  node.hidden = !isRunning;
  if (!isRunning) return;
  const seconds = (Date.parse(acknowledgeUntil) - now()) / 1000;
  node.classList.toggle("over", seconds < 0);
  show(node, seconds < 0 ? words().late(lasting(-seconds)) : words().left(lasting(seconds)));
}

export function tellState(node, state) {
  node.dataset.state = state;
  show(node, words().states[state]);
}

export function nameOf(assignee, me) {
  if (!assignee) return words().nobody;
  return assignee.id === me.id ? `${assignee.name} (${words().you})` : assignee.name;
}

function filterButton(name, choose) {
  return element("button", { type: "button", class: "filter", onclick: choose },
    element("span", {}, words()[name]), element("span", { class: "count" }));
}

function line(href) {
  return element("li", { class: "lead" },
    element("a", { class: "open", href }), element("span", { class: "mark state" }),
    element("p", { class: "ways" }, element("a", { class: "tel" }), element("a", { class: "mail" })),
    element("p", { class: "small from" }),
    element("p", { class: "small who" }), element("span", { class: "clock" }));
}

function tellLine(item, lead, me, openId) {
  const [open, state, ways, from, who, clock] = item.children;
  const say = words();
  show(open, lead.contact?.name ?? "");
  if (lead.id === openId) open.setAttribute("aria-current", "true");
  else open.removeAttribute("aria-current");
  tellState(state, lead.state);
  tellWay(ways.firstChild, "tel:", lead.contact?.phone);
  tellWay(ways.lastChild, "mailto:", lead.contact?.email);
  show(from, [lead.model, lead.event?.title, say.sources[lead.source], timeOf(lead.capturedAt)]
    .filter(Boolean).join(" · "));
  show(who, nameOf(lead.assignee, me));
  who.classList.toggle("nobody", !lead.assignee);
  tellClock(clock, lead);
}

export function tellWay(link, scheme, value) {
  link.hidden = !value;
  link.href = value ? scheme + value : "";
  show(link, value ?? "");
}

function newestFirst(one, other) {
  if (one.capturedAt !== other.capturedAt) return one.capturedAt < other.capturedAt ? 1 : -1;
  return one.id < other.id ? 1 : -1;
}

function step(list, by, openId) {
  const items = [...list.children];
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  const place = focused >= 0 ? focused : items.findIndex((item) => item.dataset.key === openId);
  const next = items[Math.max(0, Math.min(items.length - 1, place < 0 ? 0 : place + by))];
  next?.querySelector(".open").focus();
  next?.scrollIntoView({ block: "nearest" });
}
