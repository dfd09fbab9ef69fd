// The entry editor as one types: the form is sent to be checked, and what the server says of it is laid over the page.
// Without this file the button "Check" does the same. Nothing is kept here.
const form = document.getElementById("entry");
const WAIT = 450;
let waiting = null;
let asking = null;

async function check() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  let html;
  try {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "check");
    const response = await fetch(form.dataset.preview, { method: "POST", body, signal });
    if (!response.ok) return;
    html = await response.text();
  } catch {
    return; // no signal, or something newer was typed: the page stays as it is
  }
  if (!signal.aborted) layOver(new DOMParser().parseFromString(html, "text/html"));
}

// What the server says replaces what it said before; fields that it filled are filled, but for the one being typed in.
function layOver(said) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = said.getElementById(part.id);
    if (now && now.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
      part.innerHTML = now.innerHTML;
      part.closest(".field, .rule, .week__session, .basis")?.classList.toggle("has-error", now.querySelector(".nhsuk-error-message") !== null);
    }
  }
  const fresh = said.getElementById("entry");
  // A third session of a day, or another dated row, needs fields that are not here yet: without them it would be lost.
  for (const rows of form.querySelectorAll(".week, .exceptions")) {
    const now = said.getElementById(rows.id);
    if (now && namesIn(now) !== namesIn(rows) && !rows.contains(document.activeElement)) rows.innerHTML = now.innerHTML;
  }
  for (const field of form.querySelectorAll(".hours input, .hours select, input[type='hidden'][name^='contact-']")) {
    if (field === document.activeElement || !field.name) continue;
    const same = field.type === "radio" ? `[name="${field.name}"][value="${field.value}"]` : `[name="${field.name}"]`;
    const now = fresh?.querySelector(same);
    if (!now) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = now.checked;
    else if (field.value !== now.value) field.value = now.value;
  }
}

function namesIn(rows) {
  return [...rows.querySelectorAll("input, select")].map((field) => field.name).join();
}

function soon() {
  clearTimeout(waiting);
  asking?.abort();
  waiting = setTimeout(check, WAIT);
}

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.id !== "why") soon();
  });
  // A time in the week: arrows go to the same time of the day above or below.
  form.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const cell = event.target.closest?.(".week__session input.nhsuk-input");
    if (!step || !cell) return;
    const [, part] = cell.name.match(/-(?:mon|tue|wed|thu|fri|sat|sun)(-\d+-\w+)$/) ?? [];
    const column = [...cell.closest(".week").querySelectorAll(`input[name$="${part}"]`)];
    const next = column[column.indexOf(cell) + step];
    if (next) {
      event.preventDefault();
      next.focus();
      next.select();
    }
  });
  // What was typed before this file was there is checked too.
  if ([...form.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue)) soon();
  (document.querySelector(".offer") ?? document.querySelector(".nhsuk-error-summary"))?.focus();
}
