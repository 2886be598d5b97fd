// The numbers: how many people are where, and how they came.

import { drawn, element, keep, show } from "./elements.js";
import { timeOf, words } from "./words.js";

const NAMES = ["inside", "expected", "admitted", "refused", "walkIns"];
const BAR = 10; // the chart's own units: a minute is ten wide
const HEIGHT = 160;

export function numbers() {
  const tiles = element("dl", { class: "tiles" });
  for (const name of NAMES) {
    const note = name === "walkIns" ? element("dd", { class: "small" }, words().ofAdmitted) : null;
    tiles.append(
      element("div", { class: `tile ${name}` },
        element("dt", {}, words()[name]), element("dd", { class: "number" }, "–"), note),
    );
  }
  const update = (view) => {
    const format = new Intl.NumberFormat(words().locale);
    NAMES.forEach((name, place) => {
      show(tiles.children[place].querySelector(".number"), format.format(view[name]));
    });
  };
  return { node: tiles, update };
}

export function halls() {
  const list = element("ul", { class: "halls" });
  const node = section("halls", words().halls, list);
  const update = (view) =>
    keep(list, view.halls, {
      key: ({ hall }) => hall.id,
      make: ({ hall }) =>
        element("li", {},
          element("span", { class: "name" }), element("span", { class: "count" }),
          element("meter", { min: 0, "aria-label": hall.name })),
      update: (item, { hall, inside }) => {
        const [name, count, meter] = item.children;
        show(name, hall.name);
        show(count, words().of(inside, hall.capacity));
        meter.max = hall.capacity;
        meter.high = hall.capacity * 0.9;
        meter.value = inside;
      },
    });
  return { node, update };
}

export function arrivals(zone) {
  const bars = drawn("g", { class: "bars" });
  const most = drawn("text", { class: "axis", x: 0, y: 12 });
  const [first, middle, last] = [0, 300, 600].map((x, place) =>
    drawn("text", { class: "axis", x, y: HEIGHT + 36,
      "text-anchor": ["start", "middle", "end"][place] }));
  const chart = drawn("svg", { viewBox: `0 0 600 ${HEIGHT + 44}`, role: "img" },
    drawn("line", { class: "ground", x1: 0, x2: 600, y1: HEIGHT + 18, y2: HEIGHT + 18 }),
    bars, most, first, middle, last);
  const rows = element("tbody");
  const table = element("table", {},
    element("thead", {}, element("tr", {},
      element("th", { scope: "col" }, words().minute),
      element("th", { scope: "col" }, words().count))),
    rows);
  const node = section("arrivals", words().arrivals,
    element("p", { class: "small" }, words().perMinute), chart,
    element("details", {}, element("summary", {}, words().asTable), table));
  const update = (view) => {
    const minutes = view.arrivals;
    const peak = minutes.reduce((best, each) => (each.count > best.count ? each : best));
    const total = minutes.reduce((sum, each) => sum + each.count, 0);
    chart.setAttribute("aria-label", words().chart(total, peak.count, timeOf(peak.at, zone)));
    show(most, peak.count || "");
    for (const [label, place] of [[first, 0], [middle, 30], [last, minutes.length - 1]]) {
      show(label, timeOf(minutes[place].at, zone));
    }
    keep(bars, minutes, {
      key: ({ at }) => at,
      make: () => drawn("rect", { width: BAR - 2 }),
      update: (bar, { at, count }) => {
        const height = peak.count ? Math.max(count && 3, (count / peak.count) * (HEIGHT - 2)) : 0;
        bar.setAttribute("x", minutes.findIndex((each) => each.at === at) * BAR + 1);
        bar.setAttribute("y", HEIGHT + 17 - height);
        bar.setAttribute("height", height);
      },
    });
    keep(rows, [...minutes].reverse().filter(({ count }) => count), {
      key: ({ at }) => at,
      make: ({ at }) =>
        element("tr", {}, element("th", { scope: "row" }, timeOf(at, zone)), element("td")),
      update: (row, { count }) => show(row.lastChild, count),
    });
  };
  return { node, update };
}

export function section(name, title, ...children) {
  const heading = element("h2", { id: `${name}-title` }, title);
  return element("section", { class: `panel ${name}`, "aria-labelledby": heading.id },
    heading, ...children);
}
