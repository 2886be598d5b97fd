// What happened to a lead, the newest first, and why it lies where it does.

import { element, keep, show } from "./elements.js";
import { timeOf, words } from "./words.js";

export function timeline() {
  const list = element("ol", { class: "timeline" });
  const node = element("section", {}, element("h3", {}, words().timeline), list);
  const update = (lead) => {
    keep(list, happened(lead), {
      key: ({ key }) => key,
      make: () => element("li", {}, element("b"), element("time"), element("p", { class: "said" }),
        element("span", { class: "small" })),
      update: (item, { at, what, text, by }) => {
        const [title, time, said, who] = item.children;
        show(title, what);
        time.dateTime = at;
        show(time, timeOf(at));
        show(said, text ?? "");
        show(who, by ?? "");
      },
    });
  };
  return { node, update };
}

export function reasons() {
  const text = element("div", { class: "reasons" });
  const node = element("details", {}, element("summary", {}, words().why), text);
  const update = ({ routing }) => {
    node.hidden = !routing;
    if (routing) keep(text, explained(routing), {
      key: (line) => line, make: (line) => element("p", {}, line), update: () => {},
    });
  };
  return { node, update };
}

function happened(lead) {
  const say = words();
  const all = [
    ...lead.touches.map(({ at, source, medium, campaign, event }) => ({
      at, what: say.cameBy(say.sources[source]),
      text: [event?.title, medium, campaign].filter(Boolean).join(" · "),
    })),
    ...lead.moves.map(({ at, fromState, toState, note, actor }) => ({
      at, what: say.moved(say.states[fromState], say.states[toState]), text: note, by: actor?.name,
    })),
    ...lead.activities.map(({ at, kind, hasReached, text, actor }) => ({
      at, text, by: actor?.name,
      what: kind === "NOTE" ? say.kinds.NOTE :
        `${say.kinds[kind]} · ${hasReached ? say.reachedMark : say.notReached}`,
    })),
    ...lead.tasks.map(({ createdAt, title, assignee }) => ({
      at: createdAt, what: say.set(title), by: assignee?.name,
    })),
    ...lead.escalations.map(({ at, step }) => ({ at, what: say.told[step] })),
  ];
  all.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const seen = new Map();
  return all.map((each) => {
    const base = `${each.at} ${each.what}`;
    seen.set(base, (seen.get(base) ?? 0) + 1);
    return { ...each, key: `${base} ${seen.get(base)}` };
  });
}

function explained({ assignee, staff, decision }) {
  const say = words();
  const lines = [];
  if (!decision) lines.push(say.byPerson);
  else if (decision.rule) lines.push(say.byRule(decision.rule, decision.rulesVersion));
  else lines.push(say.byNoRule);
  const others = decision ? decision.dealers.filter(({ refusal }) => refusal).length : 0;
  if (others) lines.push(say.others(others));
  if (assignee) lines.push(say.gotIt(assignee.name));
  for (const { refusal, member } of staff) {
    if (refusal && member) lines.push(`${member.name}: ${say.refusals[refusal]}`);
  }
  return lines;
}
