// Figures of a dealer, or of the brand: the funnel, what brought it about, and how soon people were answered.

import { ask, now } from "./api.js";
import { element, show } from "./elements.js";
import { choice } from "./forms.js";
import { FIGURES } from "./queries.js";
import { figureWords } from "./figureWords.js";
import { timeOf, words } from "./words.js";

const DAYS = [7, 30, 90, 365];
const CUTS = ["SOURCE", "CAMPAIGN", "EVENT", "HOST"];
const VIEWS = ["FIRST", "LAST", "WEIGHTED"];
const DAY = 24 * 3600 * 1000;

// `dealer` is null for the brand; `chosen` outlives the screen; `onTrouble(error)` where nothing can be read.
export function openFigures({ dealer, title, back, chosen, onTrouble }) {
  const say = figureWords();
  let isLeft = false;
  const told = element("p", { class: "small", role: "status" }, say.reading);
  const place = element("div", { class: "figures" });
  const node = element("section", { "aria-label": say.figures },
    element("header", { class: "event" }, element("h1", {}, title),
      element("a", { class: "quiet", href: back.href }, `‹ ${back.text}`)),
    element("div", { class: "cuts" },
      picker(say.period, "days", DAYS.map((days) => [String(days), say.days(days)])),
      picker(say.by, "by", CUTS.map((cut) => [cut, say.cuts[cut]])),
      picker(say.owedTo, "view", VIEWS.map((view) => [view, say.views[view]]))),
    told, place);

  function picker(label, name, options) {
    const list = choice(options);
    list.value = chosen[name];
    list.addEventListener("change", () => {
      chosen[name] = list.value;
      read();
    });
    return element("label", { class: "field" }, label, list);
  }

  async function read() {
    const asked = { ...chosen };
    const { days, by, view } = asked;
    try {
      const found = await ask(FIGURES, { dealer, by, view, ...periodOf(Number(days)) });
      const isStale = Object.keys(asked).some((name) => asked[name] !== chosen[name]);
      if (!isLeft && !isStale) tell(found);
    } catch (error) {
      if (!isLeft) onTrouble(error);
    }
  }

  function tell({ leadFunnel, leadAttribution, leadResponse, dealerLeague }) {
    show(told, say.asOf(timeOf(leadFunnel.at)));
    place.replaceChildren(
      funnel(leadFunnel), lines(leadFunnel, chosen.by), credits(leadAttribution, chosen.by),
      answers(leadResponse), league(dealerLeague));
  }

  read();
  return { node, stop: () => (isLeft = true) };
}

// Whole days on the wall clock of whoever looks, today included.
function periodOf(days) {
  const midnight = new Date(now());
  midnight.setHours(24, 0, 0, 0);
  return { from: new Date(midnight - days * DAY).toISOString(), to: midnight.toISOString() };
}

function funnel({ steps, referredPercent }) {
  const say = figureWords();
  const most = Math.max(1, steps[0].count);
  const bars = steps.map(({ stage, count, percent }) => element("li", {},
    element("span", {}, say.stages[stage]),
    element("meter", { min: 0, max: most, value: count, "aria-label": say.stages[stage] }),
    element("b", {}, String(count)), element("span", { class: "small" }, percentOf(percent))));
  const referred = referredPercent === null ? "" : say.referred(percentOf(referredPercent));
  return element("section", { class: "panel" }, element("h2", {}, say.funnel),
    element("ol", { class: "steps" }, ...bars), element("p", { class: "small" }, referred));
}

function lines({ lines: found, steps }, by) {
  const say = figureWords();
  return table(say.linesBy(say.cuts[by]), [say.cuts[by], ...steps.map(({ stage }) => say.stages[stage])],
    found.map((line) => [nameOf(line.key, by), ...line.steps.map(({ count }) => count)]));
}

function credits({ conversions, credits: found }, by) {
  const say = figureWords();
  return table(say.ordersOwed(conversions), [say.cuts[by], say.orders],
    found.map((credit) => [nameOf(credit.key, by), credit.conversions]));
}

function answers({ leads, due, inTime, inTimePercent, acknowledging, contacting }) {
  const say = figureWords();
  const rows = [[say.acknowledging, acknowledging], [say.contacting, contacting]].map(([name, times]) =>
    [name, times.count, minutesOf(times.p50OpenMinutes), minutesOf(times.p90OpenMinutes)]);
  return table(say.answered({ leads, due, inTime, percent: percentOf(inTimePercent) }),
    [say.until, say.leads, say.half, say.nineInTen], rows);
}

function league({ lines: found, median }) {
  const say = figureWords();
  const row = (name, line) => [name, line.leads, percentOf(line.inTimePercent), line.testDrives,
    line.orders, minutesOf(line.responseMinutes)];
  const rows = found.map((line) => row(line.dealer?.name ?? "", line));
  if (median) rows.push(row(say.median(median.dealers), median));
  return table(say.league, [say.dealer, say.leads, say.inTime, say.stages.TEST_DRIVE, say.orders,
    say.half], rows);
}

// The first cell of a row names it; the table alone scrolls where a phone is too narrow for it.
function table(caption, headings, rows) {
  const head = headings.map((text) => element("th", { scope: "col" }, text));
  const body = rows.map(([name, ...cells]) => element("tr", {},
    element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, String(cell)))));
  const none = element("p", { class: "small" }, figureWords().nothing);
  return element("section", { class: "panel" }, element("h2", {}, caption),
    rows.length ? element("div", { class: "wide", tabindex: 0, role: "group", "aria-label": caption },
      element("table", {}, element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...body))) : none);
}

function nameOf({ source, campaign, event, host, isRest }, by) {
  const say = figureWords();
  if (isRest) return say.rest;
  const named = {
    SOURCE: source && words().sources[source], CAMPAIGN: campaign, EVENT: event?.title,
    HOST: host?.name,
  }[by];
  return named || (campaign === "" ? say.noCampaign : say.unknown);
}

function percentOf(text) {
  return text === null ? "–" : `${text} %`;
}

function minutesOf(minutes) {
  return minutes === null ? "–" : words().minutes(minutes);
}
