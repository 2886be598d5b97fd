// A dealer's desk: the inbox beside one lead, kept up by the feed, and worked by the keyboard.

import { Refused } from "./api.js";
import { moveTo } from "./acts.js";
import { openBook } from "./book.js";
import { detail } from "./detail.js";
import { element, show } from "./elements.js";
import { figureWords } from "./figureWords.js";
import { help, listen } from "./keys.js";
import { leadList } from "./list.js";
import { words } from "./words.js";

// `chosen` holds the filter and the open lead, `figures` is where those are; `onEnd(code)` is called when nothing more can be read.
export function openDesk({ dealer, me, chosen, figures, onEnd }) {
  const say = words();
  const title = document.title;
  const staff = colleagues(dealer, me);
  const status = element("p", { class: "status", role: "status" }, say.connecting);
  const said = element("p", { class: "told", role: "status" });
  const rest = element("p", { class: "empty rest" }, say.chooseLead);
  const place = element("div", { class: "place" }, rest);
  const keysHelp = help();
  const helpButton = element("button", { class: "quiet keys", type: "button",
    onclick: () => keysHelp.showModal() }, say.help);
  let pane = null;
  const list = leadList({ me, chosen, hrefOf: (id) => hrefOf(id), onMore: (states) => book.more(states) });
  const desk = element("div", { class: "desk" }, list.node, place);
  const node = element("div", {},
    element("header", { class: "event" }, element("h1", {}, dealer.name),
      element("a", { class: "quiet", href: figures }, figureWords().figures),
      helpButton, status),
    said, desk, keysHelp);

  const book = openBook(dealer.id, {
    onLeads: tellList,
    onNew: (lead, change) => {
      if (change === "CAPTURED") tell(say.newLead(lead.contact?.name ?? ""));
    },
    onChanged: (id) => id === chosen.lead && pane?.read(),
    onGone: (id, known, change) => {
      if (known || id === chosen.lead) tell(say.gone[change] ?? say.gone.OTHER);
      if (id === chosen.lead) location.hash = hrefOf("");
    },
    onTrouble: trouble,
    onState: (state) => {
      status.classList.toggle("lost", state === "lost");
      show(status, state === "lost" ? say.lost : say.live);
    },
    onEnd,
  });

  function hrefOf(id) {
    return id ? `#${dealer.id}/${id}` : `#${dealer.id}`;
  }

  function tellList() {
    list.update(book);
    const waiting = [...book.leads.values()].filter(({ state }) => state === "NEW").length;
    document.title = waiting ? `(${waiting}) ${title}` : title;
  }

  // Said aloud, and once more though it is the same as before.
  function tell(text) {
    said.replaceChildren(element("span", {}, text));
  }

  function trouble(error) {
    if (error instanceof Refused) onEnd(error.code);
    else tell(say.failed);
  }

  // Shows a lead, or none, without leaving the desk.
  function open(id) {
    const before = chosen.lead;
    pane?.stop();
    pane = null;
    chosen.lead = id;
    desk.classList.toggle("reading", Boolean(id));
    if (id) {
      pane = detail({
        id, me, staff, back: hrefOf(""), onSaid: tell, onLead: book.put, onTrouble: trouble,
        onGone: () => {
          tell(say.gone.OTHER);
          location.hash = hrefOf("");
        },
      });
      place.replaceChildren(pane.node);
    } else {
      place.replaceChildren(rest);
    }
    list.update(book);
    if (!id && before) list.focus(before);
  }

  async function acknowledge() {
    const id = list.current;
    const lead = book.leads.get(id);
    if (!lead) return;
    if (lead.state !== "NEW") return tell(say.did.already);
    try {
      const { lead: now } = await moveTo(id, "ACKNOWLEDGED");
      book.put(now);
      tell(say.did.moved(say.states.ACKNOWLEDGED));
    } catch (error) {
      tell(error instanceof Refused ? error.message : say.failed);
    }
  }

  function act(name) {
    const id = list.current;
    if (!id) return;
    if (id !== chosen.lead) {
      open(id);
      history.pushState(null, "", hrefOf(id));
    }
    pane.openAct(name);
  }

  function escape() {
    if (pane?.closeAct()) return;
    if (chosen.lead) location.hash = hrefOf("");
  }

  const deafen = listen({
    j: () => list.step(1), ArrowDown: () => list.step(1),
    k: () => list.step(-1), ArrowUp: () => list.step(-1),
    a: acknowledge, c: () => act("call"), n: () => act("note"),
    Escape: escape, "?": () => keysHelp.showModal(),
  });
  const clock = setInterval(() => {
    if (document.hidden) return;
    list.tick();
    pane?.tick();
  }, 1000);

  if (chosen.lead) open(chosen.lead);
  return {
    node, open,
    stop: () => {
      book.stop();
      pane?.stop();
      deafen();
      clearInterval(clock);
      document.title = title;
    },
  };
}

// Those whom leads are shared out to, and whoever looks.
function colleagues({ roster }, me) {
  const others = (roster ?? []).map(({ member }) => member).filter(Boolean);
  return [me, ...others.filter(({ id }) => id !== me.id)];
}
