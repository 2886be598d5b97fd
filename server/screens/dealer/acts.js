// What staff do about a lead: the form of each act, and what it tells the API.

import { now, tell } from "./api.js";
import { element } from "./elements.js";
import { area, choice, field } from "./forms.js";
import { words } from "./words.js";

const DAY = 24 * 3600 * 1000;
const MOVED = "lead { id state lostReason acknowledgedAt contactedAt }";

export function moveTo(lead, to, reason = "", idempotencyKey) {
  const input = { lead, to, reason, ...(idempotencyKey && { idempotencyKey }) };
  return tell("leadMove", "LeadMoveInput", MOVED, input);
}

export function deliver(lead) {
  return tell("leadDeliver", "LeadDeliverInput", "lead { id deliveredAt }", { lead });
}

export function finish(task) {
  return tell("leadTaskFinish", "LeadTaskFinishInput", "task { id doneAt }", { task });
}

// For each act: the fields of its form, what sends them, and the word for what was done.
export function actsOf({ lead, staff, me }) {
  const say = words();
  const people = staff.map(({ id, name }) => [id, id === me.id ? `${name} (${say.you})` : name]);
  const activity = (said) =>
    tell("leadActivityCreate", "LeadActivityCreateInput", "lead { id contactedAt }", { lead, ...said });
  return {
    call: {
      fields: () => [
        field("kind", say.kind, choice(["CALL", "MESSAGE", "EMAIL", "MEETING"].map((kind) =>
          [kind, say.kinds[kind]]))),
        field("hasReached", say.reached, element("input", { type: "checkbox" }), true),
        field("text", say.text, area()),
      ],
      send: (values, idempotencyKey) => activity({ ...values, idempotencyKey }),
      did: say.did.saved,
    },
    note: {
      fields: () => [field("text", say.noteText, area())],
      send: ({ text }, idempotencyKey) => activity({ kind: "NOTE", text, idempotencyKey }),
      did: say.did.saved,
    },
    task: {
      fields: () => [
        field("title", say.title, element("input", { autocomplete: "off" })),
        field("dueAt", say.due, element("input", { type: "datetime-local", value: tomorrow() })),
        field("assignee", say.who, choice(people)),
      ],
      send: ({ dueAt, ...values }, idempotencyKey) =>
        tell("leadTaskCreate", "LeadTaskCreateInput", "task { id }",
          { lead, ...values, dueAt: instant(dueAt), idempotencyKey }),
      did: say.did.saved,
    },
    assign: {
      fields: () => [field("assignee", say.who, choice(people))],
      send: ({ assignee }, idempotencyKey) =>
        tell("leadAssign", "LeadAssignInput", "lead { id assignee { id name } }",
          { lead, assignee, idempotencyKey }),
      did: say.did.assigned,
    },
    lose: {
      title: say.loseIt,
      fields: () => [field("reason", say.reason, area({ rows: 2 }))],
      send: ({ reason }, idempotencyKey) => moveTo(lead, "LOST", reason, idempotencyKey),
      did: say.did.moved(say.states.LOST),
    },
    recycle: {
      title: say.recycleIt, note: say.recycleNote,
      fields: () => [field("reason", say.reason, area({ rows: 2 }))],
      send: ({ reason }, idempotencyKey) =>
        tell("leadRecycle", "LeadRecycleInput", "lead { id }", { lead, reason, idempotencyKey }),
      did: say.did.recycled,
    },
    withdraw: {
      title: say.withdrawIt, note: say.withdrawNote,
      fields: () => [],
      send: (_values, idempotencyKey) =>
        tell("leadWithdraw", "LeadWithdrawInput", "lead { id }", { lead, idempotencyKey }),
      did: say.did.withdrawn,
    },
  };
}

// This time tomorrow on the wall clock of whoever looks, as such an input wants it.
function tomorrow() {
  const at = new Date(now() + DAY);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// An empty field is sent as now, which the server takes for a task that was forgotten.
function instant(value) {
  return new Date(value || now()).toISOString();
}
