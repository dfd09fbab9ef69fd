// Keeps the board of places of safety up to date: the same form is sent again, and only what changed is said aloud.

const EVERY = 30 * 1000;
const NEWS_EVERY = 1000; // a few bytes: so that a report stands here within two seconds
const form = document.getElementById("board-form");
const board = document.getElementById("board");
const news = document.getElementById("board-news");
const stamp = document.getElementById("board-at");
const pause = document.getElementById("board-pause");
const words = document.getElementById("board-words").content;
const asked = new URLSearchParams(new FormData(form)); // the place that was sorted by, not one that is being typed

const word = (code, values) => words.querySelector(`[data-word=${code}]`).textContent.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const parts = () => board.querySelector("#board-parts");

/** Return what each place of safety says of its room, by id. */
function spaces(root) {
  const said = [...root.querySelectorAll(".suite")].map((suite) => [
    suite.id,
    [".suite__name", ".suite__space strong", ".suite__free"]
      .map((part) => suite.querySelector(part)?.textContent)
      .filter(Boolean)
      .join(": "),
  ]);
  return new Map(said);
}

function put(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("board-parts");
  const before = spaces(board);
  const changed = [...spaces(fresh)].filter(([id, said]) => before.get(id) !== said).map(([, said]) => said);
  const held = board.contains(document.activeElement) ? document.activeElement.id : "";
  parts().replaceWith(fresh);
  if (held) document.getElementById(held)?.focus();
  stamp.textContent = word("at", { time: fresh.dataset.at });
  if (changed.length) news.textContent = word("changed", { what: changed.join("; ") });
}

async function refresh() {
  try {
    const response = await fetch("/capacity/board", { method: "POST", body: asked, cache: "no-store", redirect: "error" });
    if (!response.ok) throw new Error("no board");
    put(await response.text());
  } catch {
    news.textContent = word("away", { time: parts().dataset.at });
  }
}

/** Fetch the board when it stands on something newer than this page does. */
async function listen() {
  if (document.hidden) return;
  try {
    const response = await fetch("/capacity/news", { cache: "no-store", redirect: "error" });
    if (response.ok && (await response.text()) !== parts().dataset.news) await refresh();
  } catch {
    // The next refresh says that the board cannot be reached.
  }
}

const begin = () => [setInterval(refresh, EVERY), setInterval(listen, NEWS_EVERY)];
let timers = begin();
pause.hidden = false;
pause.addEventListener("click", () => {
  const isPaused = timers.length > 0;
  timers.forEach(clearInterval);
  timers = isPaused ? [] : begin();
  pause.setAttribute("aria-pressed", String(isPaused));
});
