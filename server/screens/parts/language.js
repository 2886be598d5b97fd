// The language of the pages, chosen once for all of them: the browser's own until somebody turns it.

const KEPT = "paddock.language";
let language = localStorage.getItem(KEPT) ?? first();

export function currentLanguage() {
  return language;
}

export function changeLanguage() {
  language = language === "en" ? "zh" : "en";
  localStorage.setItem(KEPT, language);
}

function first() {
  const asked = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag)) ?? "en";
  return asked.toLowerCase().startsWith("zh") ? "zh" : "en";
}
