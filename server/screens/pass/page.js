(() => {
  const LANGUAGE = "paddock.language";
  const AGAIN_SECONDS = 60;
  const SOON_SECONDS = 3; // a network that has just come back may need a moment
  const root = document.documentElement;
  const at = (selector) => document.querySelector(selector);
  const dialog = at("dialog");
  let looks = 0;
  let opened = 0;
  let lock;

  const kept = stored();
  if (kept && !new URLSearchParams(location.search).has("lang")) root.lang = kept;
  at("#language").addEventListener("click", () => {
    root.lang = root.lang === "zh" ? "en" : "zh";
    try {
      localStorage.setItem(LANGUAGE, root.lang);
    } catch {
      // a browser that keeps nothing still shows the other language
    }
  });
  if (!dialog) return;

  listen();
  at("#close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", dim);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (dialog.open) stayAwake();
    check();
  });
  addEventListener("online", check);
  addEventListener("offline", () => { at("#offline").hidden = false; });
  setInterval(() => document.hidden || check(), AGAIN_SECONDS * 1000);
  keepOffline().then(check, check);

  function stored() {
    try {
      const said = localStorage.getItem(LANGUAGE);
      return said === "en" || said === "zh" ? said : null;
    } catch {
      return null;
    }
  }

  // What is listened to within <main>, which is shown anew when something changed.
  function listen() {
    for (const button of document.querySelectorAll("[data-open]")) {
      button.addEventListener("click", () => brighten(Number(button.dataset.open)));
    }
    const passes = at(".passes");
    const turn = (by) => passes.scrollBy({ left: by * passes.clientWidth, behavior: "smooth" });
    const [back, next] = [at("#back"), at("#next")];
    if (!back) return;
    back.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));
    const ends = () => {
      back.disabled = passes.scrollLeft < 5;
      next.disabled = passes.scrollLeft + passes.clientWidth > passes.scrollWidth - 5;
    };
    passes.addEventListener("scroll", ends, { passive: true });
    ends();
  }

  // As bright as a page can be: all of the screen white, and awake.
  function brighten(number) {
    if (!fill(number)) return;
    dialog.showModal();
    dialog.requestFullscreen?.().catch(() => {});
    stayAwake();
  }

  function fill(number) {
    const card = at(`#pass-${number}`);
    const code = card?.querySelector(".code svg");
    if (!code) return false;
    opened = number;
    at(".sheet").replaceChildren(code.cloneNode(true));
    at(".holder").textContent = card.querySelector("h2").textContent;
    return true;
  }

  async function stayAwake() {
    try {
      lock = await navigator.wakeLock?.request("screen");
    } catch {
      // the phone saves its battery, or the page is not encrypted
    }
  }

  function dim() {
    lock?.release().catch(() => {});
    lock = undefined;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  // The worker keeps this page, and answers with what it kept where there is no network.
  async function keepOffline() {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register("/pass/worker.js", { scope: "/pass/" });
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) => {
      navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
    });
  }

  // Sees whether the passes are as they were, and shows what changed. Only the last look counts: one
  // that began without a network may end after the one that found it again.
  async function check() {
    const look = ++looks;
    const response = await fetch(location.pathname, { cache: "no-store" }).catch(() => undefined);
    if (look !== looks) return;
    const isFresh = response?.ok && !response.headers.has("X-Kept");
    at("#offline").hidden = Boolean(isFresh || response?.status === 404);
    if (!at("#offline").hidden && navigator.onLine) setTimeout(check, SOON_SECONDS * 1000);
    if (!response) return;
    at("#gone").hidden = response.status !== 404;
    if (response.status === 404) {
      at("main").hidden = true;
      dialog.close();
    }
    if (isFresh) show(new DOMParser().parseFromString(await response.text(), "text/html"));
  }

  function show(page) {
    const [old, fresh] = [at("main"), page.querySelector("main")];
    const changes = (node) => node.querySelector(".passes").innerHTML +
      node.querySelector("header").innerHTML;
    old.hidden = false;
    if (changes(old) === changes(fresh)) {
      old.querySelector(".checked").replaceWith(fresh.querySelector(".checked"));
    } else {
      const place = old.querySelector(".passes").scrollLeft;
      old.replaceWith(fresh);
      fresh.querySelector(".passes").scrollLeft = place;
      listen();
      if (dialog.open && !fill(opened)) dialog.close();
    }
    if ("over" in fresh.dataset) forget();
  }

  // An event that is over needs no pass without a network.
  async function forget() {
    for (const name of await globalThis.caches?.keys() ?? []) {
      await (await caches.open(name)).delete(location.pathname);
    }
  }
})();
