// Two places run this. A page with signal keeps the coming fortnight's answers on this device (what and why: web/offline.py).
// The page /offline, shown where there is no signal, answers from them by the clock: the answer for now, never the last one.

const KEPT = "kept"; // the one store on this device
const OLD = 60 * 60 * 1000; // milliseconds after which a timeline is asked for anew
const LOOK_AGAIN = 15 * 1000;

const page = location.pathname === "/offline" ? "/" : location.pathname;
const words = document.getElementById("offline-words").content;

/** Say one of the page's words, with what belongs in its places. */
function word(code, values = {}) {
  const said = words.querySelector(`[data-word="${code}"]`)?.textContent ?? "";
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const place = (path) => `/offline/kept${path}`;

/** Return what is kept for a page: { asked, timeline }, or null. */
async function read(path) {
  const cache = await caches.open(KEPT);
  const found = await cache.match(place(path));
  return found ? found.json() : null;
}

async function write(path, kept) {
  const cache = await caches.open(KEPT);
  await cache.put(place(path), new Response(JSON.stringify(kept), { headers: { "content-type": "application/json" } }));
}

/** Remove everything of ours from this device. */
async function forget() {
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
}

/** Say an instant as people do: 22:00, or 22:00 on Saturday 28 November. */
function clock(instant, now) {
  const zone = "Europe/London";
  const time = instant.toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const day = (at) => at.toLocaleDateString("en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long" });
  return day(instant) === day(now) ? time : word("on-day", { time, day: day(instant).replace(",", "") });
}

function ago(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes < 1) return word("just-now");
  if (minutes < 60) return word("minutes", { number: minutes });
  return minutes < 2880 ? word("hours", { number: Math.floor(minutes / 60) }) : word("days", { number: Math.floor(minutes / 1440) });
}

/** Return the step that holds at an instant, or null: before its beginning and from its end on a timeline says nothing. */
const stepAt = (timeline, now) => timeline.steps.find((step) => new Date(step.start) <= now && now < new Date(step.end)) ?? null;

// With signal: keep

/** Ask for the coming days and keep them, unless this very question was kept a short while ago. */
async function keep(asked, now) {
  const before = await read(page);
  if (before && before.asked === asked && now - new Date(before.timeline.start) < OLD) return before;
  const sent = { method: "POST", body: asked, headers: { "content-type": "application/json" }, credentials: "omit", cache: "no-store" };
  const response = await fetch("/api/v1/timelines", sent).catch(() => null);
  if (!response?.ok) return before;
  const kept = { asked, timeline: await response.json() };
  // A place that our own words do not lead back to is not kept as if it were none.
  if (JSON.parse(asked).context.place && kept.timeline.place.outcome !== "known") return before;
  await write(page, kept);
  return kept;
}

const whereOf = (timeline) => timeline.place.label ?? word("country");

function sayKept(panel, kept, now) {
  const said = kept && word("kept", { end: clock(new Date(kept.timeline.end), now), where: whereOf(kept.timeline) });
  panel.querySelector(".keeping__said").textContent = said ?? word("not-kept");
  panel.querySelector(".keeping__forget").hidden = !kept;
}

/** Offer the place of last time with one tap. */
function offerLast(kept) {
  const button = document.getElementById("last-place");
  const last = kept && JSON.parse(kept.asked).context.place;
  if (!button || !last) return;
  button.value = last;
  button.querySelector(".last-place__name").textContent = last;
  button.hidden = false;
}

async function keepPage(panel) {
  const button = panel.querySelector(".keeping__keep");
  const hasPlace = Boolean(JSON.parse(panel.dataset.asked).context.place);
  const before = await read(page);
  // A place is kept without asking on the pages for officers and crews (`data-auto`); anybody else is asked first. A page that
  // nobody gave a place to keeps what was kept up to date.
  const asked = hasPlace ? panel.dataset.asked : (before?.asked ?? panel.dataset.asked);
  const keepNow = async () => {
    sayKept(panel, await keep(asked, new Date()), new Date());
    button.hidden = true;
  };
  panel.hidden = false;
  offerLast(before);
  button.addEventListener("click", keepNow);
  panel.querySelector(".keeping__forget").addEventListener("click", async () => {
    await forget();
    sayKept(panel, null, new Date());
  });
  if (!hasPlace || "auto" in panel.dataset || before?.asked === asked) return keepNow();
  sayKept(panel, before, new Date());
  button.hidden = false;
}

// Without signal: answer

function element(name, className, words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = words ?? "";
  return made;
}

function linkOf(option) {
  if (option.fictitious || !option.dial) return null;
  return `${option.channel === "text" ? "sms" : "tel"}:${option.dial}`;
}

/** Show how one option is reached. */
function wayOf(option, isFirst) {
  const where = option.number ?? option.uri;
  if (!where) return element("p", "", word("numberless"));
  const href = linkOf(option);
  const line = element("p", isFirst && href ? "reach reach--big" : "reach");
  const target = href ? line.appendChild(element("a")) : line;
  if (href) target.href = href;
  const action = option.keyword ? word("keyword", option) : word(option.channel);
  target.append(element("span", "reach__action", action), " ", element("span", "reach__number", where));
  return line;
}

function rungOf(option, isFirst) {
  const made = element(isFirst ? "div" : "li", isFirst ? "" : `rung${option.state === "closed" ? " rung--closed" : ""}`);
  made.append(element("h3", "rung__name", option.name));
  if (option.fictitious) made.append(element("p", "fictitious", word("fictitious")));
  made.append(wayOf(option, isFirst));
  if (option.menu_option) made.append(element("p", "rung__menu", word("then", { menu: option.menu_option })));
  made.append(element("p", `state state--${option.state}`, word(option.always_open ? "always" : option.state)));
  return made;
}

const heading = (code) => element("h2", "nhsuk-heading-m", word(code));

function ladderOf(options) {
  const first = element("section", "first");
  first.append(heading("first"), rungOf(options[0], true));
  const rest = element("ol", "rungs");
  rest.start = 2;
  rest.append(...options.slice(1).map((option) => rungOf(option, false)));
  return options.length > 1 ? [first, heading("next"), rest] : [first];
}

/** Name the lines whose numbers a device may not keep: what can be rung from here comes before them. */
function withheldOf(options) {
  const list = element("ul", "kept-back");
  list.append(...options.map((option) => element("li", "", option.name)));
  return options.length ? [heading("withheld"), element("p", "", word("why-withheld")), list] : [];
}

function saidOf(timeline, step) {
  const list = element("ul", "messages");
  for (const message of timeline.messages.filter((one) => step.messages.includes(one.code))) {
    const line = list.appendChild(element("li", "", `${message.words} `));
    line.append(element("span", "clause", message.clause));
  }
  return step.messages.length ? [heading("said"), list] : [];
}

/** Say for where, how old, and until when; or why there is no answer. */
function headOf(kept, step, now) {
  if (!kept) return [element("p", "", word("nothing"))];
  if (!step) return [element("p", "ended", word("ended"))];
  const { timeline } = kept;
  const end = new Date(step.end);
  const until = { ago: ago(now - new Date(timeline.start)), edition: timeline.edition, end: clock(end, now) };
  return [
    element("p", "for-place", word("for-place", { where: whereOf(timeline), now: clock(now, now) })),
    element("p", "kept__age", word(end < new Date(timeline.end) ? "changes" : "lasts", until)),
  ];
}

/** Show the answer for now, or say why there is none. */
function show(kept, now) {
  const head = document.getElementById("kept-head");
  const body = document.getElementById("kept-answer");
  const step = kept && stepAt(kept.timeline, now);
  const key = step ? `${kept.timeline.edition_hash} ${step.start}` : "none";
  const said = headOf(kept, step, now);
  // Put in only when it says something else, for it is read aloud each time.
  if (head.textContent !== said.map((line) => line.textContent).join("")) head.replaceChildren(...said);
  if (body.dataset.shown === key) return;
  body.dataset.shown = key;
  if (!step) return body.replaceChildren();
  const options = step.options.map((row) => kept.timeline.options[row]);
  const reachable = ladderOf(options.filter((option) => !option.withheld));
  body.replaceChildren(...reachable, ...withheldOf(options.filter((option) => option.withheld)), ...saidOf(kept.timeline, step));
}

async function answerByTheClock() {
  document.getElementById("again").href = page;
  const wipe = document.getElementById("forget");
  let kept = await read(page);
  const look = () => show(kept, new Date());
  wipe.hidden = !kept;
  wipe.addEventListener("click", async () => {
    await forget();
    kept = null;
    wipe.hidden = true;
    look();
  });
  look();
  setInterval(look, LOOK_AGAIN);
  document.addEventListener("visibilitychange", look);
}

const panel = document.getElementById("keeping");
if (document.getElementById("kept-answer")) {
  answerByTheClock();
} else if ("serviceWorker" in navigator && "caches" in window) {
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // without it the page works as long as there is signal
  if (panel) keepPage(panel);
}
