// The console's keys, and results as one types. Everything goes by POST; nothing is kept here, in an address or in storage.
// Without this file the same form works with its button.

const form = document.getElementById("console");
const box = document.getElementById("words");
const results = document.getElementById("results");
const beside = document.getElementById("beside");
const said = document.getElementById("said");
const keys = document.getElementById("keys");
const singleKeys = document.getElementById("single-keys");
const hint = results.innerHTML;

const PAUSE = 60; // milliseconds after a key before the search goes out
const REST = 2000; // milliseconds after which a search has come to rest, and is counted: without its words

let asking = null; // what can still be called off
let waiting = null; // the timer of a search that has not gone out
let resting = null; // the timer of a search that has not come to rest
let searched = Promise.resolve();
let turn = 0; // of what is shown beside the table: the last one asked for counts

const say = (words) => {
  said.textContent = words;
};

/** Send the form for one part of the page; null where it did not come, or came too late to be of use. */
async function ask(path, more, signal) {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more)) fields.set(name, value);
  try {
    const response = await fetch(path, { method: "POST", body: fields, signal, cache: "no-store", redirect: "error" });
    if (response.ok) return await response.text();
  } catch (fault) {
    if (fault.name === "AbortError") return null;
  }
  say("The directory cannot be reached. In danger 999; for urgent mental health help 111.");
  return null;
}

/** Let it be counted whether this search found anything that fits; no matter to the call if that fails. */
function countSearch() {
  const body = new URLSearchParams(new FormData(form));
  fetch("/111/searched", { method: "POST", body, cache: "no-store", redirect: "error" }).catch(() => {});
}

/** Search for what the form says now. */
async function search() {
  clearTimeout(resting);
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  if (!box.value.trim() && !form.elements.place.value.trim()) {
    results.innerHTML = hint;
    say("");
    return;
  }
  const html = await ask("/111/results", {}, signal);
  if (html === null || signal.aborted) return;
  results.innerHTML = html;
  say(document.getElementById("counted").dataset.said);
  resting = setTimeout(countSearch, REST);
}

function searchNow() {
  clearTimeout(waiting);
  waiting = null;
  searched = search();
  return searched;
}

function searchSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(searchNow, PAUSE);
}

const rows = () => [...results.querySelectorAll("button.open")];

/** Show an entry beside the table, or the ladder alone. */
async function show(more = {}) {
  const mine = ++turn;
  const html = await ask("/111/detail", more);
  if (html === null || mine !== turn) return;
  beside.innerHTML = html;
  const id = beside.querySelector("input[name=opened]")?.value;
  for (const row of rows()) {
    if (row.value === id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const noted = beside.querySelector(".noted");
  if (noted) say(noted.textContent);
}

async function open(button) {
  if (!button) return;
  button.focus();
  await show({ open: button.value });
}

/** The search may still be on its way when Enter is pressed. */
async function openFirst() {
  if (waiting !== null) searchNow();
  await searched;
  await open(rows()[0]);
}

function newCall() {
  form.reset();
  for (const field of form.querySelectorAll("input:not([type=hidden])")) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
  beside.querySelector("input[name=opened]")?.remove();
  box.focus();
  searchNow();
  show().then(() => say("New call: everything is cleared."));
}

function clearWords() {
  keys.open = false;
  box.value = "";
  box.focus();
  searchNow();
}

/** Ask about three at night, or go back to now. */
function whatIf() {
  const field = form.elements.at_time;
  form.elements.at_date.value = "";
  field.value = field.value ? "" : "03:00";
  searchNow();
  show();
}

function move(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  if (at < 0) (step > 0 ? all[0] : null)?.focus();
  else if (at + step < 0) box.focus();
  else all[Math.min(at + step, all.length - 1)].focus();
}

async function copy() {
  const row = document.activeElement?.closest("tr") ?? results.querySelector("[aria-current]")?.closest("tr");
  const number = (row ?? results).querySelector(".number a, .number span:not(.dense__sub)")?.textContent;
  if (!number) return;
  try {
    await navigator.clipboard.writeText(number);
    say(`Copied ${number}`);
  } catch {
    say("The number cannot be copied here.");
  }
}

const press = (selector) => beside.querySelector(selector)?.click();

const ON_KEY = {
  n: newCall,
  w: whatIf,
  c: copy,
  g: () => press("button[value=given]"),
  r: () => beside.querySelector("#rejection")?.focus(),
  k: () => document.getElementById("keep-place")?.click(),
};

/** What a letter, digit or sign does outside of fields, and with Alt inside of them; false where it does nothing. */
function act(key) {
  if (key >= "1" && key <= "9") {
    open(rows()[Number(key) - 1]);
    return true;
  }
  const filter = form.querySelector(`input[data-key="${CSS.escape(key)}"]`);
  if (filter) filter.click();
  else if (Object.hasOwn(ON_KEY, key)) ON_KEY[key]();
  else return false;
  return true;
}

const isField = (element) => element.matches("input:not([type=checkbox]), select, textarea");

/** The key that was meant; on some keyboards Alt makes another letter of it. */
const meant = (event) => (event.altKey ? event.code.replace(/^(Key|Digit)/, "").toLowerCase() : event.key);

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  const inField = isField(event.target);
  const inBox = event.target === box;
  if (event.key === "Escape") clearWords();
  else if (event.key === "ArrowDown" && (inBox || !inField)) move(1);
  else if (event.key === "ArrowUp" && !inField) move(-1);
  else if (!inField && singleKeys.checked && event.key === "/") box.select();
  else if (!inField && singleKeys.checked && event.key === "?") keys.open = !keys.open;
  else if (!event.altKey && (inField || !singleKeys.checked)) return;
  else if (event.key.length !== 1 || !act(meant(event))) return;
  event.preventDefault();
}

function onSubmit(event) {
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "open") open(button);
  else if (button?.name === "outcome") show({ outcome: button.value });
  else if (button?.name === "which") {
    form.elements.place.value = button.value;
    searchNow();
    show();
  } else if (document.activeElement === box) openFirst();
  else searchNow().then(() => show());
}

document.addEventListener("keydown", onKey);
form.addEventListener("submit", onSubmit);
form.addEventListener("input", searchSoon);
form.addEventListener("change", (event) => {
  // The words change nothing of the ladder; place, age and time do.
  if (event.target !== box && event.target.type !== "checkbox" && event.target.form === form && form.contains(event.target)) show();
});
document.getElementById("new-call").addEventListener("click", (event) => {
  event.preventDefault();
  newCall();
});
