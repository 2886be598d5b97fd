// One lead: who it is, what to do next, what happened.

import { Refused, ask } from "./api.js";
import { actsOf, deliver, finish, moveTo } from "./acts.js";
import { element, keep, show } from "./elements.js";
import { form } from "./forms.js";
import { currentLanguage } from "./language.js";
import { nameOf, tellClock, tellState, tellWay } from "./list.js";
import { LEAD, OPEN, STEPS } from "./queries.js";
import { reasons, timeline } from "./timeline.js";
import { timeOf, words } from "./words.js";

// `onSaid(text)` tells what was done, `onLead(lead)` what an answer said of it, `onGone()` that the
// lead is not there, `onTrouble(error)` that it cannot be read.
export function detail({ id, me, staff, back, onSaid, onLead, onGone, onTrouble }) {
  const say = words();
  let lead = null, isLeft = false;
  const title = element("h2", { tabindex: -1 });
  const [state, clock] = ["mark state", "clock"].map((name) => element("span", { class: name }));
  const ways = element("p", { class: "ways" }, element("a", { class: "tel" }), element("a", { class: "mail" }));
  const facts = element("dl", { class: "facts" });
  const next = element("button", { type: "button", onclick: () =>
    isOwed(lead) ? handOver() : take(nextOf(lead)) });
  const trouble = element("p", { class: "trouble", role: "alert" });
  const place = element("div");
  const acts = actsOf({ lead: id, staff, me });
  const buttons = Object.fromEntries(Object.keys(acts).map((name) => [name, element("button", {
    type: "button", class: `quiet ${name}`, "aria-expanded": "false", onclick: () => openAct(name),
  }, say.acts[name])]));
  const actions = element("div", { class: "actions" }, next, ...Object.values(buttons));
  const tasks = element("ul", { class: "tasks" });
  const tasksPart = element("section", {}, element("h3", {}, say.tasks), tasks);
  const [past, why] = [timeline(), reasons()];
  const node = element("article", { class: "panel detail", "aria-label": say.openLead, hidden: true },
    element("a", { class: "quiet back", href: back }, `‹ ${say.back}`),
    element("header", {}, title, state, clock), ways,
    actions, trouble, place, facts, tasksPart, past.node, why.node);

  async function read() {
    try {
      const { node: found } = await ask(LEAD, { id });
      if (isLeft) return;
      if (found) tellAll(found);
      else onGone();
    } catch (error) {
      if (!isLeft) onTrouble(error);
    }
  }

  function tellAll(found) {
    const isFirst = lead === null;
    lead = found;
    node.hidden = false;
    show(title, lead.contact?.name ?? "");
    tellState(state, lead.state);
    tellWay(ways.firstChild, "tel:", lead.contact?.phone);
    tellWay(ways.lastChild, "mailto:", lead.contact?.email);
    tick();
    tellFacts();
    const isOpen = OPEN.includes(lead.state);
    buttons.recycle.hidden = !isOpen;
    next.hidden = !isOpen && !isOwed(lead);
    buttons.lose.hidden = !STEPS.includes(lead.state); // a sale can be taken back
    show(next, isOpen ? say.steps[nextOf(lead)] : say.handOver);
    const waiting = lead.tasks.filter(({ doneAt }) => !doneAt);
    tasksPart.hidden = waiting.length === 0;
    keep(tasks, waiting, { key: (task) => task.id, make: taskLine, update: tellTask });
    past.update(lead);
    why.update(lead);
    if (isFirst) title.focus({ preventScroll: true });
  }

  function tellFacts() {
    const told = [
      [say.model, lead.model], [say.event, lead.event?.title ?? say.noEvent], [say.source, say.sources[lead.source]],
      [say.came, timeOf(lead.touchedAt)], [say.assignee, nameOf(lead.assignee, me)],
      [say.speaks, say.languages[lead.contact?.locale] ?? ""], [say.lostReason, lead.lostReason],
      [say.delivered, lead.deliveredAt && timeOf(lead.deliveredAt)],
      ...lead.answers.map(({ question, answer }) => [question.wording[currentLanguage()], answer]),
    ].filter(([, value]) => value);
    keep(facts, told, {
      key: (pair) => pair.join(": "), // a question may have been answered twice
      make: ([term]) => element("div", {}, element("dt", {}, term), element("dd")),
      update: (pair, [, value]) => show(pair.lastChild, value),
    });
  }

  function taskLine(task) {
    const done = element("button", { type: "button", class: "quiet", onclick: () =>
      attempt(() => finish(task.id), say.did.saved) }, say.done);
    return element("li", {}, element("b"), element("span", { class: "small" }), done);
  }

  function tellTask(item, task) {
    show(item.children[0], task.title);
    show(item.children[1], [say.dueAt(timeOf(task.dueAt)), task.assignee?.name].filter(Boolean).join(" · "));
    item.children[2].setAttribute("aria-label", `${say.done}: ${task.title}`);
  }

  function take(to) {
    return attempt(() => moveTo(id, to), say.did.moved(say.states[to]));
  }

  function handOver() {
    return attempt(() => deliver(id), say.did.delivered);
  }

  async function attempt(act, did) {
    show(trouble, "");
    next.disabled = true;
    try {
      done(await act(), did);
    } catch (error) {
      if (error instanceof Refused) read();
      show(trouble, error instanceof Refused ? error.message : say.failed);
    }
    next.disabled = false;
  }

  function done(answer, did) {
    onSaid(did);
    if (answer.lead) onLead(answer.lead);
    read();
  }

  function openAct(name) {
    const isOpen = buttons[name].getAttribute("aria-expanded") === "true";
    closeAct();
    if (isOpen) return;
    const { title: its = say.acts[name], note, fields, send, did } = acts[name];
    const made = form({
      title: its, note, fields: fields(), send, onCancel: () => closeAct(buttons[name]),
      onDone: (answer) => {
        closeAct(buttons[name]);
        done(answer, did);
      },
    });
    buttons[name].setAttribute("aria-expanded", "true");
    place.replaceChildren(made);
    made.querySelector("textarea, input:not([type=checkbox]), select, button").focus();
    made.scrollIntoView({ block: "nearest" });
  }

  // Whether there was a form to close.
  function closeAct(focus) {
    const wasOpen = place.hasChildNodes();
    for (const button of Object.values(buttons)) button.setAttribute("aria-expanded", "false");
    place.replaceChildren();
    focus?.focus();
    return wasOpen;
  }

  function tick() {
    if (lead) tellClock(clock, lead);
  }

  read();
  return {
    node, read, tick, openAct,
    closeAct: () => closeAct(title),
    stop: () => (isLeft = true),
  };
}

// Whether the person waits for the car that they bought.
function isOwed({ state, deliveredAt }) {
  return state === "WON" && deliveredAt === null;
}

function nextOf({ state }) {
  return STEPS[STEPS.indexOf(state) + 1];
}
