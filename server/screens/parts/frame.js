// What every page of staff has: its bar, its language, and the way in and out.

import { Refused, session, tell } from "./api.js";
import { element, show } from "./elements.js";
import { changeLanguage, currentLanguage } from "./language.js";

const WORDS = {
  en: {
    language: "中文", signIn: "Sign in", email: "E-mail address", sendCode: "Send me a code",
    code: "Code from the letter", signOut: "Sign out", again: "Please sign in again.",
    codeSent: "If the address is known, a letter with six digits is on its way.",
    failed: "That did not work. Please try again.",
  },
  zh: {
    language: "English", signIn: "登录", email: "电子邮箱", sendCode: "发送验证码",
    code: "邮件中的验证码", signOut: "退出登录", again: "请重新登录。",
    codeSent: "若该邮箱已注册，六位数验证码已发出。",
    failed: "操作未成功，请重试。",
  },
};

export const main = document.querySelector("main");
export const bar = document.querySelector(".bar");
let leave = () => {};
let draw = () => {};
let route = () => {};

// Starts a page: `choose` enters the screen that the address names, for whoever is signed in.
export function begin(choose) {
  route = () => {
    if (session.token) choose();
    else enter(() => signIn());
  };
  addEventListener("hashchange", route);
  route();
}

// Shows a screen; `drawing` is called again when the language changes, and returns what ends it.
export function enter(drawing) {
  draw = drawing;
  redraw();
}

export function redraw() {
  leave();
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
  main.replaceChildren();
  bar.replaceChildren(languageButton());
  leave = draw() ?? (() => {});
}

export function signOutButton() {
  const out = () => {
    tell("sessionRevoke", "SessionRevokeInput", "revokedAt", {}).catch(() => {});
    session.token = null;
    history.replaceState(null, "", location.pathname);
    enter(() => signIn());
  };
  return element("button", { class: "quiet", type: "button", onclick: out }, words().signOut);
}

export function isSignedOut(error) {
  return ["UNAUTHENTICATED", "SIGN_IN_REQUIRED"].includes(error?.code);
}

export function signedOut() {
  session.token = null;
  enter(() => signIn(words().again));
}

function words() {
  return WORDS[currentLanguage()];
}

function languageButton() {
  const turn = () => {
    changeLanguage();
    redraw();
  };
  return element("button", { class: "quiet", type: "button", onclick: turn }, words().language);
}

function signIn(why = "") {
  const say = words();
  const trouble = element("p", { class: "trouble", role: "alert" }, why);
  const email = element("input", { name: "email", type: "email", required: true,
    autocomplete: "email" });
  const code = element("input", { name: "code", inputmode: "numeric", required: true,
    autocomplete: "one-time-code", maxlength: 12 });
  const codePart = element("label", { class: "field", hidden: true }, say.code, code);
  const note = element("p", { class: "small", hidden: true }, say.codeSent);
  const button = element("button", {}, say.sendCode);
  code.disabled = true;
  const form = element("form", { class: "panel narrow" },
    element("h1", {}, say.signIn),
    element("label", { class: "field" }, say.email, email), note, codePart, trouble, button);

  async function start() {
    const input = { email: email.value, locale: currentLanguage() };
    await tell("signInStart", "SignInStartInput", "expiresAt", input);
    email.readOnly = true;
    code.disabled = codePart.hidden = note.hidden = false;
    show(button, say.signIn);
    code.focus();
  }

  async function complete() {
    const input = { email: email.value, code: code.value };
    const payload = await tell("signInComplete", "SignInCompleteInput", "token", input);
    session.token = payload.token;
    route();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show(trouble, "");
    button.disabled = true;
    try {
      await (code.disabled ? start() : complete());
    } catch (error) {
      show(trouble, error instanceof Refused ? error.message : say.failed);
    }
    button.disabled = false;
  });
  main.append(form);
  email.focus();
}
