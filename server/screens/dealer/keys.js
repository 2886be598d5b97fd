// The keyboard: what each key does, unless somebody is typing, and the help that says so.

import { element } from "./elements.js";
import { words } from "./words.js";

// `keys` says by the name of a key what it does.
export function listen(keys) {
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isTyping = event.target.closest?.("input, textarea, select, dialog");
    const act = isTyping && event.key !== "Escape" ? null : keys[event.key];
    if (!act || event.target.closest?.("dialog")) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

export function help() {
  const say = words();
  const list = element("dl", {}, ...say.keys.map(([key, text]) =>
    element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, text))));
  const close = element("button", { type: "button", onclick: () => dialog.close() }, say.close);
  const dialog = element("dialog", { class: "panel help", "aria-label": say.help },
    element("h2", {}, say.help), list, close);
  return dialog;
}
