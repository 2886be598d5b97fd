// The page of a dealer: sign in, choose a dealer where there are several, and work on its leads.

import { Refused, ask } from "./api.js";
import { element, show } from "./elements.js";
import { bar, begin, enter, isSignedOut, main, redraw, signOutButton, signedOut } from "./frame.js";
import { openFigures } from "./figures.js";
import { figureWords } from "./figureWords.js";
import { openDesk } from "./inbox.js";
import { DEALER, ME } from "./queries.js";
import { words } from "./words.js";

const OF_DEALERS = ["DEALER_STAFF", "DEALER_MANAGER"];
const BRAND = "brand"; // in the place of a dealer: operators see the figures of all
const FIGURES = "figures"; // in the place of a lead
const figured = { days: "30", by: "SOURCE", view: "WEIGHTED" };
let desk = null;
let shown = "";

function chooseDealer(why = "") {
  const say = words();
  let isLeft = false;
  bar.append(signOutButton());
  const trouble = element("p", { class: "trouble", role: "alert" }, why);
  const list = element("ul", { class: "choices" });
  main.append(element("section", { class: "panel narrow" },
    element("h1", {}, say.chooseDealer), trouble, list));
  whoAmI().then(({ dealers, isOperator }) => {
    if (isLeft) return;
    const choices = dealers.map(({ id, name, city }) => [id, name, city]);
    if (isOperator) choices.push([BRAND, figureWords().brand, figureWords().figures]);
    if (choices.length === 1 && !why) location.replace(`#${choices[0][0]}`);
    if (!choices.length && !why) show(trouble, say.noDealer);
    list.append(...choices.map(([id, name, what]) => element("li", {},
      element("a", { href: `#${id}` }, element("b", {}, name),
        element("span", { class: "small" }, what)))));
  }, (error) => {
    if (isLeft) return;
    if (isSignedOut(error)) signedOut();
    else show(trouble, error instanceof Refused ? error.message : say.failed);
  });
  return () => (isLeft = true);
}

async function whoAmI() {
  const { viewer } = await ask(ME);
  if (!viewer) throw new Refused("UNAUTHENTICATED", "");
  const scopes = viewer.grants.filter(({ role }) => OF_DEALERS.includes(role)).map(({ scope }) => scope);
  const byId = new Map(scopes.filter(Boolean).map((scope) => [scope.id, scope]));
  const isOperator = viewer.grants.some(({ role }) => role === "OPERATOR");
  return { me: viewer.member, dealers: [...byId.values()], isOperator };
}

function work(dealerId, chosen) {
  const say = words();
  let isLeft = false, retry;
  shown = dealerId;
  bar.append(signOutButton());
  const status = element("p", { class: "status", role: "status" }, say.connecting);
  main.append(status);

  async function start() {
    const [{ me, dealers, isOperator }, { node: dealer }] =
      await Promise.all([whoAmI(), ask(DEALER, { id: dealerId })]);
    if (isLeft) return;
    if (!dealers.some(({ id }) => id === dealerId) || !dealer?.name) return shutOut();
    if (dealers.length > 1 || isOperator) {
      bar.lastChild.before(element("a", { class: "quiet", href: "#" }, say.dealers));
    }
    desk = openDesk({ dealer, me, chosen, figures: `#${dealer.id}/${FIGURES}`, onEnd });
    main.replaceChildren(desk.node);
  }

  start().catch((error) => {
    if (isLeft) return;
    if (isSignedOut(error)) return signedOut();
    show(status, say.lost);
    retry = setTimeout(redraw, 3000);
  });
  return () => {
    isLeft = true;
    shown = "";
    clearTimeout(retry);
    desk?.stop();
    desk = null;
  };
}

function tellFigures(dealerId) {
  const say = words();
  let isLeft = false, retry, figures;
  bar.append(signOutButton());
  const status = element("p", { class: "status", role: "status" }, say.connecting);
  main.append(status);

  async function start() {
    const isBrand = dealerId === BRAND;
    const found = isBrand ? null : (await ask(DEALER, { id: dealerId })).node;
    if (isLeft) return;
    if (!isBrand && !found?.name) return shutOut();
    figures = openFigures({
      dealer: isBrand ? null : dealerId, chosen: figured, onTrouble: trouble,
      title: found?.name ?? figureWords().brand,
      back: isBrand ? { href: "#", text: say.dealers } : { href: `#${dealerId}`, text: say.inbox },
    });
    main.replaceChildren(figures.node);
  }

  function trouble(error) {
    if (isLeft) return;
    if (isSignedOut(error)) return signedOut();
    if (error instanceof Refused) return shutOut();
    show(status, say.lost);
    main.replaceChildren(status);
    retry = setTimeout(redraw, 3000);
  }

  start().catch(trouble);
  return () => {
    isLeft = true;
    clearTimeout(retry);
    figures?.stop();
  };
}

function onEnd(code) {
  if (isSignedOut({ code })) signedOut();
  else shutOut();
}

function shutOut() {
  history.replaceState(null, "", location.pathname);
  enter(() => chooseDealer(words().notYours));
}

begin(() => {
  const [dealer, lead = ""] = location.hash.slice(1).split("/");
  if (!dealer) return enter(() => chooseDealer());
  if (dealer === BRAND || lead === FIGURES) return enter(() => tellFigures(dealer));
  if (desk && shown === dealer) return desk.open(lead);
  const chosen = { filter: "ALL", lead };
  enter(() => work(dealer, chosen));
});
