// Forms of a lead: each is sent once however often the network fails, and says what is wrong where.

import { Refused, chance } from "./api.js";
import { element, show } from "./elements.js";
import { words } from "./words.js";

let made = 0;

// A field by its name in the mutation's input.
export function field(name, label, control, isAfter = false) {
  const id = `field-${++made}`;
  const wrong = element("p", { class: "trouble", id: `${id}-wrong` });
  control.id = id;
  control.name = name;
  const parts = isAfter ?
    [element("label", { class: "choice" }, control, element("span", {}, label))] :
    [element("label", { for: id }, label), control];
  return element("div", { class: "field", "data-field": name }, ...parts, wrong);
}

export function area(attributes = {}) {
  return element("textarea", { rows: 3, ...attributes });
}

export function choice(options, attributes = {}) {
  return element("select", attributes,
    ...options.map(([value, text]) => element("option", { value }, text)));
}

// `send(values, idempotencyKey)` is called with what is in the fields; `onDone(answer)` after it.
export function form({ title, note, fields, button, send, onDone, onCancel }) {
  const say = words();
  let key = chance();
  const trouble = element("p", { class: "trouble", role: "alert" });
  const save = element("button", {}, button ?? say.save);
  const node = element("form", { class: "act", "aria-label": title, novalidate: true },
    element("h3", {}, title), note ? element("p", { class: "small" }, note) : null,
    ...fields, trouble,
    element("p", { class: "row" }, save,
      element("button", { class: "quiet", type: "button", onclick: onCancel }, say.cancel)));
  node.addEventListener("input", () => (key = chance()));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    clear(fields);
    show(trouble, "");
    save.disabled = true;
    try {
      onDone(await send(valuesOf(node), key));
    } catch (error) {
      if (!(error instanceof Refused)) show(trouble, say.failed);
      else if (!tellAt(fields, error)) show(trouble, error.message);
      if (error instanceof Refused) key = chance();
    }
    save.disabled = false;
  });
  return node;
}

function valuesOf(node) {
  const controls = [...node.elements].filter(({ name }) => name);
  return Object.fromEntries(controls.map((control) =>
    [control.name, control.type === "checkbox" ? control.checked : control.value]));
}

function clear(fields) {
  for (const each of fields) {
    show(each.querySelector(".trouble"), "");
    const control = each.querySelector("[name]");
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
}

// Whether the refusal names one of the fields; it is then said there, and the field has the focus.
function tellAt(fields, { field: name, message }) {
  const at = fields.find((each) => each.dataset.field === name);
  if (!at) return false;
  const wrong = at.querySelector(".trouble");
  const control = at.querySelector("[name]");
  show(wrong, message);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", wrong.id);
  control.focus();
  return true;
}
