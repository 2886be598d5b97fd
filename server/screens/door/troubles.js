// What may be wrong: conflicts and how they are settled, tablets and edges, and a line that sums up.

import { Refused, tell } from "./api.js";
import { element, keep, show } from "./elements.js";
import { section } from "./numbers.js";
import { lasting, since, timeOf, words } from "./words.js";

const LOW_PERCENT = 20;
const SETTLEMENTS = ["HARMLESS", "INTRUDER", "MISTAKE"];

export function alerts() {
  const node = element("ul", { class: "alerts", role: "status" });
  const update = (view) => {
    const on = view.devices.filter((each) => each.isOnDuty);
    const say = words();
    const lines = [
      [view.conflictCount, () => say.alertConflicts(view.conflictCount)],
      ...[
        [on.filter((each) => each.isSilent), say.alertSilent],
        [on.filter(isLow), say.alertBattery],
        [view.devices.filter((each) => each.unsentCount && each.isSilent), say.alertUnsent],
      ].map(([wrong, line]) => [wrong.length, () => line(wrong.map(nameOf).join(", "))]),
      [view.edges.some((each) => each.isSilent), () =>
        say.alertEdge(view.edges.filter((each) => each.isSilent).map(({ name }) => name).join(", "))],
    ].filter(([isWrong]) => isWrong).map(([, line]) => line());
    node.classList.toggle("well", !lines.length);
    const shown = lines.length ? lines : [say.isWell];
    keep(node, shown, {
      key: (line) => line,
      make: (line) => element("li", {}, line),
      update: () => {},
    });
  };
  return { node, update };
}

export function conflicts(zone) {
  const list = element("ol", { class: "cards" });
  const more = element("p", { class: "small" });
  const node = section("conflicts", words().conflicts, list, more);
  const update = (view) => {
    node.hidden = !view.conflictCount;
    const rest = view.conflictCount - view.conflicts.length;
    show(more, rest > 0 ? words().moreConflicts(rest) : "");
    keep(list, view.conflicts, {
      key: ({ id }) => id,
      make: conflictCard,
      update: (card, conflict) => updateCard(card, conflict, zone),
    });
  };
  return { node, update };
}

function conflictCard(conflict) {
  return element("li", { class: "card" },
    element("h3", { class: "kind" }), element("p", { class: "holder" }),
    element("ol", { class: "passages" }), settleForm(conflict));
}

function updateCard(card, conflict, zone) {
  const [kind, holder, passages] = card.children;
  const say = words();
  show(kind, say[conflict.kind]);
  const apart = conflict.passages.length > 1 ? say.apart(lasting(conflict.apartSeconds)) : "";
  const count = conflict.passageCount > 2 ? say.passages(conflict.passageCount) : "";
  show(holder, [conflict.holderName, apart, count].filter(Boolean).join(" · "));
  keep(passages, conflict.passages, {
    key: (passage) => `${passage.at} ${passage.device?.id ?? passage.deviceName}`,
    make: () => element("li", {},
      element("time"), element("b"), element("span"), element("span", { class: "small" })),
    update: (line, passage) => {
      const [at, gate, device, rest] = line.children;
      show(at, timeOf(passage.at, zone, { seconds: true }));
      show(gate, passage.gateName);
      show(device, passage.deviceName);
      const { verdictShown: verdict } = passage;
      show(rest, [
        verdict ? say.shown(verdict) : say.noWord,
        passage.isAlone && say.alone, passage.isTimeSuspect && say.suspect,
      ].filter(Boolean).join(" · "));
    },
  });
}

function settleForm(conflict) {
  const say = words();
  const name = `settlement-${conflict.id}`;
  const trouble = element("p", { class: "trouble", role: "alert" });
  const choices = SETTLEMENTS.map((value) =>
    element("label", { class: "choice" },
      element("input", { type: "radio", name, value }), say[value]));
  const note = element("input", { name: "note", maxlength: 500, autocomplete: "off" });
  const button = element("button", {}, say.save);
  const form = element("form", {},
    element("fieldset", {}, element("legend", {}, say.settling), ...choices),
    element("label", { class: "field" }, say.note, note), trouble, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const settlement = new FormData(form).get(name);
    show(trouble, settlement ? "" : say.chooseOne);
    if (!settlement) return;
    button.disabled = true;
    try {
      const input = { conflict: conflict.id, settlement, note: note.value };
      await tell("conflictSettle", "ConflictSettleInput", "", input);
    } catch (error) {
      show(trouble, error instanceof Refused ? error.message : say.failed);
      button.disabled = false;
    }
  });
  return element("details", {}, element("summary", {}, say.settle), form);
}

export function tablets() {
  const list = element("ul", { class: "devices" });
  const none = element("p", { class: "small" }, words().noTablets);
  const edges = element("ul", { class: "devices" });
  const edgesTitle = element("h3", {}, words().edges);
  const node = section("tablets", words().tablets, list, none, edgesTitle, edges);
  const update = (view) => {
    none.hidden = view.devices.length > 0;
    edgesTitle.hidden = view.edges.length === 0;
    const order = [...view.devices].sort((one, other) => rank(other) - rank(one));
    keep(list, order, { key: ({ device }) => device.id, make: deviceLine, update: deviceTold(view) });
    keep(edges, view.edges, {
      key: ({ name, address }) => `${name} ${address}`,
      make: deviceLine,
      update: (line, edge) => {
        line.classList.toggle("wrong", edge.isSilent);
        tellLine(line, edge.name, edge.address, edge.isSilent ? words().silent : "",
          [[words().contact, edge.seenAt ? since(edge.seenAt, view.at) : words().never]]);
      },
    });
  };
  return { node, update };
}

function deviceLine() {
  return element("li", { class: "device" },
    element("b"), element("span", { class: "small" }), element("span", { class: "mark" }),
    element("dl"));
}

function deviceTold(view) {
  return (line, each) => {
    const say = words();
    line.classList.toggle("wrong", each.isOnDuty && (each.isSilent || isLow(each)));
    line.classList.toggle("off", !each.isOnDuty);
    const level = each.batteryPercent;
    const mark = each.isSilent ? say.silent : !each.isOnDuty ? say.offDuty : isLow(each) ? say.low : "";
    tellLine(line, each.device.name, each.gate.name, mark, [
      [say.battery, level === null ? say.unknown : `${level}%`],
      [say.unsent, each.unsentCount],
      [say.contact, each.seenAt ? since(each.seenAt, view.at) : say.never],
    ]);
  };
}

function tellLine(line, name, place, mark, facts) {
  const [title, where, badge, list] = line.children;
  show(title, name);
  show(where, place);
  show(badge, mark);
  keep(list, facts, {
    key: ([term]) => term,
    make: ([term]) => element("div", {}, element("dt", {}, term), element("dd")),
    update: (pair, [, value]) => show(pair.lastChild, value),
  });
}

function isLow(each) {
  return each.batteryPercent !== null && each.batteryPercent < LOW_PERCENT;
}

function nameOf(each) {
  return `${each.device.name} (${each.gate.name})`;
}

function rank(each) {
  if (!each.isOnDuty) return each.unsentCount ? 0 : -1;
  return (each.isSilent ? 4 : 0) + (isLow(each) ? 2 : 0) + (each.unsentCount ? 1 : 0);
}
